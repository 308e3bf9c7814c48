"""Totals of terms before Daymark: history that rests on no mark here."""

from django.db import models
from django.db.models import Q

from schools.models import Pupil, School


class PastTotals(models.Model):
    """A pupil's sessions of one past term as another system counted them.

    They are shown as history and never enter a figure: no mark of ours stands behind them. `problem` says
    where the counts contradict each other.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="+")
    year_starts = models.DateField(help_text="The 1 September of the academic year")
    term = models.CharField(max_length=20, help_text="Autumn, Spring or Summer; empty for the whole year")
    school_name = models.CharField(max_length=200, blank=True)
    possible = models.PositiveSmallIntegerField()
    attended = models.PositiveSmallIntegerField()
    authorised = models.PositiveSmallIntegerField()
    unauthorised = models.PositiveSmallIntegerField()
    late = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(max_length=200)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pupil", "year_starts", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "year_starts", "term", "school_name"], name="past_totals_once"
            ),
            models.CheckConstraint(
                condition=Q(year_starts__month=9, year_starts__day=1), name="past_totals_year_from_september"
            ),
        ]
