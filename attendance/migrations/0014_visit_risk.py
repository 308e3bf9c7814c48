from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    """A raised risk needs two people, and who goes says that they are safe: the database asks for both."""

    dependencies = [
        ("attendance", "0013_arrival_reasons"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="visit",
            name="safe_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL((HERE / "visit_risk.sql").read_text(encoding="utf-8")),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=Q(set_out_at=None)
                | Q(risk_raised=False)
                | (Q(second__isnull=False) | ~Q(second_name="")),
                name="visit_at_risk_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=Q(safe_at=None, safe_by=None)
                | (
                    Q(safe_at__isnull=False)
                    & (
                        Q(safe_by__isnull=False)
                        & (Q(safe_by=F("visitor")) | Q(second__isnull=False, safe_by=F("second")))
                    )
                ),
                name="visit_safe_by_who_goes",
            ),
        ),
    ]
