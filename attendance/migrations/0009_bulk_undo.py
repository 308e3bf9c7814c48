from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    """A bulk act is undone once, and what it filled becomes blank again."""

    dependencies = [("attendance", "0008_closed_marks")]

    operations = [migrations.RunSQL((HERE / "bulk_undo.sql").read_text(encoding="utf-8"))]
