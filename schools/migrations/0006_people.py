from django.db import migrations

# Heads and administrators need a second person from now on; those who stand keep their access, as approved
# by whoever gave it.
APPROVE_WHO_STANDS = """
SELECT set_config('app.reason', 'Granted before heads and administrators needed approval', true);
UPDATE schools_membership SET approved_by_id = coalesce(granted_by_id, user_id)
WHERE role IN ('head', 'admin') AND approved_by_id IS NULL;
SELECT set_config('app.reason', '', true);
"""


class Migration(migrations.Migration):
    """Heads and administrators who stand are approved."""

    dependencies = [("schools", "0005_facts")]

    operations = [migrations.RunSQL(APPROVE_WHO_STANDS, migrations.RunSQL.noop)]
