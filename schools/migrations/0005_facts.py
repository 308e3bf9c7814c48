import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def pair(model: str, of: str, name: str) -> migrations.CreateModel:
    """A table of two rows of one kind of which a person said that they are two."""

    def one_of_two() -> models.ForeignKey:
        return models.ForeignKey(
            on_delete=django.db.models.deletion.CASCADE, related_name="+", to=f"schools.{of}"
        )

    return migrations.CreateModel(
        name=model,
        fields=[
            (
                "id",
                models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
            ),
            (
                "decided_by",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("decided_at", models.DateTimeField()),
            ("one", one_of_two()),
            ("other", one_of_two()),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(fields=["one", "other"], name=f"{name}_once"),
                models.CheckConstraint(
                    condition=models.Q(("one__lt", models.F("other"))), name=f"{name}_in_order"
                ),
            ]
        },
    )


class Migration(migrations.Migration):
    """Duplicates: what was merged into what, and which alike pupils and parents are two."""

    dependencies = [
        ("schools", "0004_set_up_audit"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pair("DifferentParents", "parent", "different_parents"),
        pair("DifferentPupils", "pupil", "different_pupils"),
        migrations.AddField(
            model_name="pupil",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="schools.pupil",
            ),
        ),
        migrations.AddConstraint(
            model_name="pupil",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None),
                    models.Q(("upn", ""), models.Q(("merged_into", models.F("id")), _negated=True)),
                    _connector="OR",
                ),
                name="merged_pupil_has_no_upn",
            ),
        ),
        migrations.RunSQL(
            "SELECT daymark_audit_table('schools_differentpupils', pupil_column => 'one_id'); "
            "SELECT daymark_audit_table('schools_differentparents')",
            migrations.RunSQL.noop,
        ),
    ]
