from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    """Messages and markers write their audit rows; they are withdrawn and ended, and never removed."""

    dependencies = [("schools", "0009_first_day"), ("accounts", "0002_audit")]

    operations = [migrations.RunSQL((HERE / "first_day.sql").read_text(encoding="utf-8"))]
