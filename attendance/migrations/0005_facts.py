from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    """A roll entry that is joined to another takes its tallies with it."""

    dependencies = [("attendance", "0004_past_totals_audit"), ("schools", "0005_facts")]

    operations = [
        migrations.RunSQL((HERE / "roll_removed.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop)
    ]
