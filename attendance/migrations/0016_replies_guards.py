from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    """A family's answer is audited, and decided about once."""

    dependencies = [
        ("attendance", "0015_replies"),
        ("attendance", "0012_first_day_guards"),
        ("schools", "0013_messaging_guards"),
    ]

    operations = [migrations.RunSQL((HERE / "replies.sql").read_text(encoding="utf-8"))]
