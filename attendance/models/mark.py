"""Marks, their amendments, and the weekly tally that the database keeps of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from attendance.models.register import SESSIONS, Register
from schools.models import Pupil, RollEntry, School


class MarkSource(models.TextChoices):
    """Where a mark came from."""

    REGISTER = "register", "register"
    OFFICE = "office", "office"
    IMPORT = "import", "import"


class Mark(models.Model):
    """One pupil's code for one session. No row means unmarked, and unmarked is never present.

    `code` is the number of a code edition (`attendance.codes`); `version` rises
    by one with each change, so that a stale page overwrites nothing.
    """

    pk = models.CompositePrimaryKey("pupil_id", "date", "session")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+", db_index=False)
    date = models.DateField()
    session = models.PositiveSmallIntegerField(choices=SESSIONS)
    code = models.PositiveSmallIntegerField()
    minutes_late = models.PositiveSmallIntegerField(null=True, blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    source = models.CharField(max_length=8, choices=MarkSource.choices)
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    register = models.ForeignKey(
        Register, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    set_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["date", "session"]
        indexes = [
            models.Index(
                fields=["school", "date"], name="mark_school_day", include=["session", "code", "pupil"]
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(session__in=[1, 2]), name="mark_morning_or_afternoon"),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.get_session_display()} {self.code}"


class MarkAmendment(models.Model):
    """A change to a mark, kept for good: what it was, what it became, why, by whom and when.

    Written by a trigger alone; the application's role may only read it. Holds
    the person's name and title as text, as they were on the day (reg 6).
    """

    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+", db_index=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", db_index=False)
    date = models.DateField()
    session = models.PositiveSmallIntegerField(choices=SESSIONS)
    original = models.PositiveSmallIntegerField()
    amended = models.PositiveSmallIntegerField(null=True, help_text="Null when the mark was cleared")
    original_minutes = models.PositiveSmallIntegerField(null=True)
    amended_minutes = models.PositiveSmallIntegerField(null=True)
    was_closed = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)
    by = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    by_title = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["pupil", "date", "session"], name="amendment_mark"),
            models.Index(fields=["school", "date"], name="amendment_school_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(was_closed=False) | ~Q(reason=""), name="amendment_of_closed_mark_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.original} to {self.amended}"


# What a tally counts, in the order of `attendance.metrics.Tally`, and three counts beside it.
TALLY_COLUMNS = (
    *("possible", "attended", "authorised", "unauthorised", "late", "late_after_close"),
    *("minutes", "illness", "no_reason"),
)


class WeekTally(models.Model):
    """A pupil's sessions of one week, counted by the database as marks change.

    All figures are sessions but `minutes` (minutes late). `late` is L alone and
    `late_after_close` U alone. A trigger keeps the row; `manage.py recount`
    proves it equal to the marks.
    """

    pk = models.CompositePrimaryKey("roll_entry_id", "monday")
    roll_entry = models.ForeignKey(RollEntry, on_delete=models.CASCADE, related_name="+", db_index=False)
    monday = models.DateField()
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    possible = models.SmallIntegerField(default=0)
    attended = models.SmallIntegerField(default=0)
    authorised = models.SmallIntegerField(default=0)
    unauthorised = models.SmallIntegerField(default=0)
    late = models.SmallIntegerField(default=0)
    late_after_close = models.SmallIntegerField(default=0)
    minutes = models.SmallIntegerField(default=0)
    illness = models.SmallIntegerField(default=0)
    no_reason = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["monday"]
        indexes = [
            models.Index(
                fields=["school", "monday"],
                name="tally_school_week",
                # All that a sweep sums, so that it reads no row: those of a week lie far apart.
                include=["roll_entry", *TALLY_COLUMNS],
            ),
            models.Index(
                fields=["school", "monday"],
                name="tally_waiting_n",
                include=["roll_entry"],
                condition=Q(no_reason__gt=0),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    possible=models.F("attended") + models.F("authorised") + models.F("unauthorised")
                ),
                name="tally_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"week of {self.monday}"
