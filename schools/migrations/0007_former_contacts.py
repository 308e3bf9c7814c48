from django.db import migrations

# A family's hidden addresses are looked for among former contacts too, whom the audit alone knows.
INDEX = """
CREATE INDEX schools_former_contact ON accounts_auditevent (((before ->> 'parent_id')::bigint))
WHERE tbl = 'schools_contact' AND verb = 'delete'
"""


class Migration(migrations.Migration):
    """The children whose contact an adult once was are found at once."""

    dependencies = [("schools", "0006_people"), ("accounts", "0002_audit")]

    operations = [migrations.RunSQL(INDEX, "DROP INDEX schools_former_contact")]
