"""Patterns that the night found in pupils' marks."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from attendance.patterns.kinds import PatternKind
from schools.models import Pupil, School


class FoundPattern(models.Model):
    """A pattern of a pupil as of the last look; each look replaces what the one before it found.

    The columns are those of `attendance.patterns.kinds.Pattern`, which says what they mean.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=11, choices=[(kind.value, kind.value) for kind in PatternKind])
    found_on = models.DateField(help_text="The day on which it was looked for")
    found = models.PositiveIntegerField()
    out_of = models.PositiveIntegerField()
    beside = models.PositiveIntegerField()
    beside_of = models.PositiveIntegerField()
    part = models.PositiveSmallIntegerField(default=0)
    sibling = models.ForeignKey(Pupil, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    has_appointments = models.BooleanField(default=False)
    days = ArrayField(models.DateField(), help_text="The days that it rests on")

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["school", "kind"], name="pattern_school_kind")]
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "kind", "sibling"], name="pattern_found_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in PatternKind]), name="pattern_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(kind=PatternKind.SIBLINGS.value, sibling__isnull=False)
                | (~Q(kind=PatternKind.SIBLINGS.value) & Q(sibling=None)),
                name="pattern_shared_with_a_sibling",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.found_on}"
