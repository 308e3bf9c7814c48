"""The school year: half terms, closures, and the days on which the school meets."""

from django.db import models
from django.db.models import F, Q

from schools.calendar import half_term_name
from schools.models.school import School


class AcademicYear(models.Model):
    """A school's year, from 1 September to 31 August."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="academic_years")
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["school", "starts_on"], name="academic_year_once"),
            models.CheckConstraint(condition=Q(starts_on__lt=F("ends_on")), name="academic_year_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on:%Y}/{self.ends_on:%y}"


class HalfTerm(models.Model):
    """One of the six half terms of a year; two make a term."""

    academic_year = models.ForeignKey(AcademicYear, on_delete=models.CASCADE, related_name="half_terms")
    number = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["academic_year", "number"], name="half_term_once"),
            models.CheckConstraint(condition=Q(number__range=(1, 6)), name="half_term_one_to_six"),
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="half_term_in_order"),
        ]

    def __str__(self) -> str:
        return half_term_name(self.number)


class ClosureKind(models.TextChoices):
    """Why no session is held on a day inside a term."""

    INSET = "inset", "INSET day"
    BANK_HOLIDAY = "bank_holiday", "bank holiday"
    CLOSURE = "closure", "closure"


class Closure(models.Model):
    """Days inside a term on which the school does not meet."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="closures")
    kind = models.CharField(max_length=12, choices=ClosureKind.choices)
    starts_on = models.DateField()
    ends_on = models.DateField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["school", "starts_on", "kind"], name="closure_once"),
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="closure_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_on}"


class SchoolDay(models.Model):
    """A day on which the school meets.

    `number` runs without a gap through all years of the school, so that "five
    school days after" is an addition; `week_number` does the same for school
    weeks (Monday-based weeks with at least one session).
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="days")
    date = models.DateField()
    number = models.PositiveIntegerField()
    week_number = models.PositiveIntegerField()
    monday = models.DateField()
    academic_year = models.ForeignKey(AcademicYear, on_delete=models.CASCADE, related_name="+")
    half_term = models.ForeignKey(HalfTerm, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["school", "date"], name="school_day_once"),
            models.UniqueConstraint(
                fields=["school", "number"],
                name="school_day_number_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} (day {self.number})"
