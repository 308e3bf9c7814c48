from django.db import migrations

# How far a worker is is no change worth a line: a long pack would leave hundreds.
KEPT = """
REVOKE DELETE ON reporting_document FROM daymark_app;
SELECT daymark_audit_table(
  'reporting_document', pupil_column => '', hidden_columns => '{beat_at,taken_at,tries,done,total}');
"""


class Migration(migrations.Migration):
    """A document's row is never removed, and its changes write their audit rows."""

    dependencies = [("reporting", "0001_documents"), ("accounts", "0002_audit")]

    operations = [migrations.RunSQL(KEPT, migrations.RunSQL.noop)]
