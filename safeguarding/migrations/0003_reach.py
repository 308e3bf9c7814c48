from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    dependencies = [
        ("safeguarding", "0002_lock"),
        ("schools", "0014_message_clear_tries"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EmergencyClock",
            fields=[
                ("id", models.UUIDField(help_text="That of the grant", primary_key=True, serialize=False)),
                ("opening", models.BigIntegerField(help_text="The line of the log that names the child")),
                ("until_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(help_text="When somebody else must have reviewed it")),
                (
                    "told",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="How often an overdue review was told of"
                    ),
                ),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("reviewed_at", None)),
                        fields=["due_at"],
                        name="emergency_clock_due",
                    )
                ],
            },
        ),
        migrations.RunSQL((HERE / "reach.sql").read_text(encoding="utf-8")),
    ]
