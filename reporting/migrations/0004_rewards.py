from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reporting", "0003_pupil_report")]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="kind",
            field=models.CharField(
                choices=[
                    ("audit_pack", "Register audit pack"),
                    ("register_export", "Export of the registers"),
                    ("pupil_report", "Pupil report"),
                    ("certificates", "Certificates"),
                    ("display_sheet", "Display sheet"),
                ],
                max_length=16,
            ),
        ),
    ]
