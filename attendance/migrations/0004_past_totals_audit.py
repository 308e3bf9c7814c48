from django.db import migrations


class Migration(migrations.Migration):
    """Every change to totals of past terms writes its audit row."""

    dependencies = [("attendance", "0003_past_totals"), ("accounts", "0002_audit")]

    operations = [
        migrations.RunSQL("SELECT daymark_audit_table('attendance_pasttotals')", migrations.RunSQL.noop)
    ]
