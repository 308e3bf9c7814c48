"""A trust, its schools, and the hours that a school keeps."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q

from schools.calendar import SessionTimes


class DateRange(Func):
    """The days from `valid_from` up to but not including `valid_to` (open when null)."""

    function = "daterange"
    output_field = DateRangeField()


class Trust(models.Model):
    """The body that runs one or more schools."""

    name = models.CharField(max_length=200, unique=True)
    slug = models.SlugField(unique=True)

    def __str__(self) -> str:
        return self.name


class LegalRegister(models.TextChoices):
    """Which system holds the register that the law asks for (reg 5, SI 2024/208)."""

    DAYMARK = "daymark", "Daymark"
    MIS = "mis", "the school's own system"


class School(models.Model):
    """One school, known by its unique reference number (URN)."""

    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="schools")
    name = models.CharField(max_length=200)
    slug = models.SlugField(unique=True)
    urn = models.CharField(max_length=6, unique=True, validators=[RegexValidator(r"^\d{6}$", "Six digits.")])
    la_code = models.CharField(max_length=3, validators=[RegexValidator(r"^\d{3}$", "Three digits.")])
    establishment = models.CharField(max_length=4, validators=[RegexValidator(r"^\d{4}$", "Four digits.")])
    phase = models.CharField(max_length=2, help_text="DfE phase: PS primary, SS secondary, AT all-through")
    youngest_year = models.SmallIntegerField()
    oldest_year = models.SmallIntegerField()
    legal_register = models.CharField(
        max_length=7, choices=LegalRegister.choices, default=LegalRegister.DAYMARK
    )
    mis_name = models.CharField(max_length=40, blank=True, help_text="The system that sends us marks")
    takes_boarders = models.BooleanField(default=False)
    first_day_on = models.DateField(help_text="Leavers from before this day arrive as history")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(youngest_year__lte=F("oldest_year")), name="school_years_in_order"
            ),
            models.UniqueConstraint(fields=["la_code", "establishment"], name="school_laestab_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def legal_register_note(self) -> str:
        """Which system holds the legal register, when it is not Daymark (reg 5); empty when it is."""
        if self.legal_register == LegalRegister.DAYMARK:
            return ""
        return (
            f"{self.mis_name or 'The school’s own system'} holds the legal register. Marks here are a copy."
        )


class SessionHours(models.Model):
    """When the sessions of a school begin and end, and how long its registers stay open.

    A register closes at most 30 minutes after the session starts, the same for
    every session (*Working together to improve school attendance*).
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="hours")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="The first day no longer covered")
    am_starts = models.TimeField()
    am_ends = models.TimeField()
    pm_starts = models.TimeField()
    pm_ends = models.TimeField()
    register_minutes = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(register_minutes__range=(1, 30)), name="register_closes_within_30_minutes"
            ),
            models.CheckConstraint(
                condition=Q(
                    am_starts__lt=F("am_ends"), am_ends__lte=F("pm_starts"), pm_starts__lt=F("pm_ends")
                ),
                name="session_hours_in_order",
            ),
            ExclusionConstraint(
                name="session_hours_do_not_overlap",
                expressions=[
                    ("school", RangeOperators.EQUAL),
                    (DateRange(F("valid_from"), F("valid_to")), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.am_starts:%H:%M} and {self.pm_starts:%H:%M} from {self.valid_from}"

    def times(self) -> SessionTimes:
        """These hours as the plain value that the rules work on."""
        return SessionTimes(**{name: getattr(self, name) for name in SessionTimes.__dataclass_fields__})
