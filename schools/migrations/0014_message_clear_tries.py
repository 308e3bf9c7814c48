from django.db import migrations, models

# As in messaging.sql, with one more column of which the audit has no line.
GUARD = """
DROP TRIGGER daymark_audit_insert ON schools_message;
DROP TRIGGER daymark_audit_update ON schools_message;
DROP TRIGGER daymark_audit_delete ON schools_message;
SELECT daymark_audit_table('schools_message', hidden_columns =>
  '{reference,attempts,clear_tries,claimed_at,due_at,subject,words,sent_to,cost,carrier,provider_id,sent_at}');
GRANT UPDATE (clear_tries) ON schools_message TO daymark_app;
"""


class Migration(migrations.Migration):
    """A message knows after which of its tries nothing had left for certain."""

    dependencies = [("schools", "0013_messaging_guards")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="clear_tries",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.RunSQL(GUARD),
    ]
