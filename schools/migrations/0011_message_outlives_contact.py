import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A contact may be removed though a message to them stands: messages are never removed."""

    dependencies = [("schools", "0010_first_day_audit")]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="contact",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="schools.contact",
            ),
        ),
    ]
