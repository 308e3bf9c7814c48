from django.db import migrations


class Migration(migrations.Migration):
    """Every change to a trust writes its audit row; a trust is of no one school."""

    dependencies = [("schools", "0007_former_contacts"), ("accounts", "0002_audit")]

    operations = [
        migrations.RunSQL(
            "SELECT daymark_audit_table('schools_trust', school_column => '', pupil_column => '')",
            migrations.RunSQL.noop,
        )
    ]
