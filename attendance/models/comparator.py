"""Attendance as the DfE published it: releases that were loaded, and their figures."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from attendance.comparators import Level, Phase
from schools.models import School


class NationalRelease(models.Model):
    """A published file as it was loaded. It stands; a later one of the same weeks goes before it."""

    name = models.CharField(max_length=200, help_text="The file's name")
    source = models.CharField(max_length=300, blank=True, help_text="Where it is from, in words")
    published_on = models.DateField(null=True, blank=True)
    counts_from = models.DateField(null=True, blank=True, help_text="First day of its year to date")
    counts_until = models.DateField(null=True, blank=True, help_text="Last day of its year to date")
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    withheld = models.PositiveIntegerField(help_text="Cells that the DfE did not give")
    notes = models.JSONField(default=list, help_text="Rows that were not read, and what does not add up")
    school = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Who loaded it"
    )
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ["-loaded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sha256", "counts_from", "counts_until"],
                nulls_distinct=False,
                name="national_release_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class NationalFigure(models.Model):
    """A published row: sessions and rates of an area and phase. What was withheld is null, never 0."""

    release = models.ForeignKey(NationalRelease, on_delete=models.PROTECT, related_name="figures")
    year = models.SmallIntegerField(help_text="That of its September")
    week = models.SmallIntegerField(null=True, blank=True, help_text="ISO week; null for a year to date")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    level = models.CharField(max_length=9, choices=[(level.value, level.value) for level in Level])
    area_code = models.CharField(max_length=30, blank=True, help_text="Old number of a local authority")
    area_name = models.CharField(max_length=60)
    region_name = models.CharField(max_length=60, blank=True)
    phase = models.CharField(max_length=9, choices=[(phase.value, phase.value) for phase in Phase])
    possible = models.BigIntegerField(null=True, blank=True)
    attended = models.BigIntegerField(null=True, blank=True)
    authorised = models.BigIntegerField(null=True, blank=True)
    unauthorised = models.BigIntegerField(null=True, blank=True)
    late = models.BigIntegerField(null=True, blank=True)
    attendance_rate = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    authorised_rate = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    unauthorised_rate = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["year", "phase", "level", "area_code"], name="national_figure_area")]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "year", "week", "ends_on", "level", "area_code", "phase"],
                nulls_distinct=False,
                name="national_figure_once",
            ),
            models.CheckConstraint(
                condition=Q(week=None, starts_on=None)
                | Q(week__isnull=False, starts_on__isnull=False, ends_on__isnull=False),
                name="national_figure_week_has_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_name}, {self.year}, week {self.week}"
