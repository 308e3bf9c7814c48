"""Numbers and texts that change by law or policy, each with its dates and source."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F

from schools.models.school import DateRange, School


class DatedValue(models.Model):
    """A school's value for a key, in force from `valid_from` until `valid_to`."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="dated_values")
    key = models.CharField(max_length=60)
    value = models.JSONField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="The first day no longer covered")
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["key", "valid_from"]
        constraints = [
            ExclusionConstraint(
                name="dated_value_one_at_a_time",
                expressions=[
                    ("school", RangeOperators.EQUAL),
                    ("key", RangeOperators.EQUAL),
                    (DateRange(F("valid_from"), F("valid_to")), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} from {self.valid_from}"
