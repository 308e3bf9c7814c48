"""The admission register: when a pupil's name was entered and deleted."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from schools.models.pupil import Pupil
from schools.models.school import School


class Enrolment(models.TextChoices):
    """How the pupil is registered, as the school census codes it."""

    SINGLE = "C", "Current (this school only)"
    MAIN = "M", "Current main (dual registered)"
    SUBSIDIARY = "S", "Current subsidiary (dual registered)"
    GUEST = "G", "Guest"


# Registered at another school as well.
AT_TWO_SCHOOLS = (Enrolment.MAIN.value, Enrolment.SUBSIDIARY.value)


class DaysOnRoll(Func):
    """The days from the starting day to the leaving day, both included."""

    function = "daterange"
    template = "%(function)s(%(expressions)s)"


class RollEntry(models.Model):
    """A pupil's name in the admission register (reg 8), from entry to deletion (reg 9).

    `left_on` is the last day on roll. Leavers from before the school's first
    day on Daymark arrive as history and carry no ground; every later deletion
    needs a ground of reg 9 and the person who decided it.
    """

    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="roll_entries")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    admitted_on = models.DateField(help_text="The starting day")
    left_on = models.DateField(null=True, blank=True, help_text="The last day on roll")
    enrolment = models.CharField(max_length=1, choices=Enrolment.choices, default=Enrolment.SINGLE)
    is_history = models.BooleanField(default=False, help_text="Left before the first day on Daymark")
    ground = models.CharField(max_length=1, blank=True, help_text="Letter of reg 9(1)")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["admitted_on"]
        verbose_name_plural = "roll entries"
        indexes = [
            models.Index(fields=["school", "admitted_on"], name="roll_school", include=["pupil", "left_on"])
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("admitted_on")), name="roll_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(left_on=None)
                | Q(is_history=True)
                | (~Q(ground="") & Q(decided_by__isnull=False)),
                name="roll_leaving_has_ground_and_decider",
            ),
            ExclusionConstraint(
                name="roll_entries_do_not_overlap",
                expressions=[
                    ("pupil", RangeOperators.EQUAL),
                    (DaysOnRoll(F("admitted_on"), F("left_on"), Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"on roll from {self.admitted_on}"


class LeavingState(models.TextChoices):
    """What became of a proposed leaving."""

    WAITING = "waiting", "Waits for the head's decision"
    STAYS = "stays", "The pupil stays"
    LEFT = "left", "The name was deleted"


class ProposedLeaving(models.Model):
    """A pupil of whom another system, or the year's end, says that they leave.

    It deletes no name: only the gate of leavers sets `left_on`, on a ground of reg 9 (SI 2024/208). One
    waits for each entry at a time.
    """

    roll_entry = models.ForeignKey(RollEntry, on_delete=models.CASCADE, related_name="proposed_leavings")
    last_on = models.DateField(help_text="The last day on roll, as proposed")
    source = models.CharField(max_length=200, help_text="Where the proposal comes from")
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=LeavingState.choices, default=LeavingState.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    words = models.CharField(max_length=300, blank=True, help_text="Why the pupil stays")

    class Meta:
        ordering = ["last_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["roll_entry"], condition=Q(state="waiting"), name="proposed_leaving_waits_once"
            ),
        ]
