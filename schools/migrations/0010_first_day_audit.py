from django.db import migrations

# A marker is read by its right alone, as a safety note is: that it was set is no secret, its kind is.
AUDIT = """
SELECT daymark_audit_table('schools_message');
SELECT daymark_audit_table('schools_pupilmarker', school_column => '', hidden_columns => '{kind}');
REVOKE DELETE ON schools_message, schools_pupilmarker FROM daymark_app;
"""


class Migration(migrations.Migration):
    """Messages and markers write their audit rows; they are withdrawn and ended, and never removed."""

    dependencies = [("schools", "0009_first_day"), ("accounts", "0002_audit")]

    operations = [migrations.RunSQL(AUDIT)]
