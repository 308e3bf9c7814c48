from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    """Marks keep their history and their tally in the database, whoever writes them."""

    dependencies = [("attendance", "0001_initial"), ("schools", "0002_audit")]

    operations = [
        migrations.RunSQL((HERE / name).read_text(encoding="utf-8"), migrations.RunSQL.noop)
        for name in ("amendments.sql", "tallies.sql", "privileges.sql")
    ]
