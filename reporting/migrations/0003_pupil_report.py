from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reporting", "0002_documents_kept")]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="kind",
            field=models.CharField(
                choices=[
                    ("audit_pack", "Register audit pack"),
                    ("register_export", "Export of the registers"),
                    ("pupil_report", "Pupil report"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="parameters",
            field=models.JSONField(default=dict, help_text="What it is of, and what it holds"),
        ),
    ]
