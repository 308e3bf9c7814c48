from django.db import migrations

AUDITED = ("trip", "codepermit", "bulkact", "lessonfollowup", "signout")
NO_PUPIL = {"trip", "bulkact"}

# A lesson mark leaves a line when it changes or goes: its first setting is its own record.
LESSON_MARKS = """
CREATE TRIGGER daymark_audit_update AFTER UPDATE ON attendance_lessonmark
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION daymark_audit_rows('pupil_id,date,lesson_id', 'school_id', 'pupil_id', '');
CREATE TRIGGER daymark_audit_delete AFTER DELETE ON attendance_lessonmark REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION daymark_audit_rows('pupil_id,date,lesson_id', 'school_id', 'pupil_id', '');
"""
# What was agreed, done at once, followed up or signed is ended, undone or settled, and never removed.
KEPT = """
REVOKE DELETE ON attendance_trip, attendance_codepermit, attendance_bulkact, attendance_bulkmark,
  attendance_lessonfollowup, attendance_signout FROM daymark_app;
"""


class Migration(migrations.Migration):
    """Changes to permits, bulk acts, lessons and sign-outs write their audit rows."""

    dependencies = [("attendance", "0006_the_register_in_full"), ("accounts", "0002_audit")]

    operations = [
        *(
            migrations.RunSQL(
                f"SELECT daymark_audit_table('attendance_{table}'"
                + (", pupil_column => '')" if table in NO_PUPIL else ")")
            )
            for table in AUDITED
        ),
        migrations.RunSQL(LESSON_MARKS),
        migrations.RunSQL(KEPT),
    ]
