from django.db import migrations


class Migration(migrations.Migration):
    """Every change to how a source's columns are read writes its audit row."""

    dependencies = [("accounts", "0002_audit"), ("integrations", "0003_filing")]

    operations = [
        migrations.RunSQL(
            "SELECT daymark_audit_table('integrations_sourcecolumns', school_column => '', pupil_column => '')",
            migrations.RunSQL.noop,
        )
    ]
