from django.db import migrations

# A family's hidden addresses are looked for among former contacts too, whom the audit alone knows.
INDEXES = """
CREATE INDEX schools_former_contact_parent ON accounts_auditevent (((before ->> 'parent_id')::bigint))
WHERE tbl = 'schools_contact' AND verb = 'delete';
CREATE INDEX schools_former_contact_pupil ON accounts_auditevent (pupil)
WHERE tbl = 'schools_contact' AND verb = 'delete';
"""
UNDO = "DROP INDEX schools_former_contact_parent; DROP INDEX schools_former_contact_pupil;"


class Migration(migrations.Migration):
    """The adults who once were a child's contacts are found at once, and the children of such an adult."""

    dependencies = [("schools", "0006_people"), ("accounts", "0002_audit")]

    operations = [migrations.RunSQL(INDEXES, UNDO)]
