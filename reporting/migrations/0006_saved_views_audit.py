from django.db import migrations


class Migration(migrations.Migration):
    """Changes to saved views write their audit rows; they are about no pupil."""

    dependencies = [("reporting", "0005_saved_views"), ("accounts", "0002_audit")]

    operations = [
        migrations.RunSQL(
            "SELECT daymark_audit_table('reporting_savedview', pupil_column => '')", migrations.RunSQL.noop
        )
    ]
