from django.db import migrations

GUARDS = """
SELECT daymark_audit_table('attendance_nationalrelease');
REVOKE UPDATE, DELETE ON attendance_nationalrelease, attendance_nationalfigure FROM daymark_app;
"""


class Migration(migrations.Migration):
    """What was published is not changed here: releases are audited, and rows are only added."""

    dependencies = [("attendance", "0020_comparators"), ("accounts", "0002_audit")]

    operations = [migrations.RunSQL(GUARDS)]
