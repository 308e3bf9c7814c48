from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    """Messages and what shapes them write their audit rows; what was sent stands."""

    dependencies = [("schools", "0012_messaging"), ("accounts", "0002_audit")]

    operations = [migrations.RunSQL((HERE / "messaging.sql").read_text(encoding="utf-8"))]
