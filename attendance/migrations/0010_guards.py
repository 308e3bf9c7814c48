from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    """What the application's role may not do with plain SQL: clear by a made-up act, remove or reopen."""

    dependencies = [("attendance", "0009_bulk_undo"), ("accounts", "0002_audit")]

    operations = [
        migrations.RunSQL((HERE / "guards.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop)
    ]
