from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    """The record of an absence is audited and only grows; its triggers are not taken back."""

    dependencies = [
        ("attendance", "0011_first_day"),
        ("schools", "0010_first_day_audit"),
        ("accounts", "0002_audit"),
    ]

    operations = [migrations.RunSQL((HERE / "first_day.sql").read_text(encoding="utf-8"))]
