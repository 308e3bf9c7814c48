"""Codes agreed ahead: which code may stand for a pupil, on which days and in which sessions."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from schools.models import Group, Parent, Pupil, School

A_WEEK = list(range(10))


def a_week() -> list[int]:
    """Every session of a week."""
    return list(A_WEEK)


class Trip(models.Model):
    """A visit or other activity of a list of pupils: one act that grants each of them a permit."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=80)
    place = models.CharField(max_length=120, blank=True)
    leader = models.CharField(max_length=120, blank=True, help_text="Who supervises")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_on", "title"]
        constraints = [
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="trip_dates_in_order"),
        ]

    def __str__(self) -> str:
        return self.title


class CodePermit(models.Model):
    """A code agreed ahead for a pupil: it prefills the register, locked, with its note.

    `code` is the number of a code edition; without one the permit only leaves its note on the row (an
    appointment after registration). `places` are the sessions of a week, 0 (Monday morning) to 9 (Friday
    afternoon). C2 stands on an agreement with a parent, with a review (reg 11; domain: part-time timetable).
    A permit is never deleted: it is ended, with a reason.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    code = models.PositiveSmallIntegerField(null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The last day")
    places = ArrayField(models.PositiveSmallIntegerField(), default=a_week)
    note = models.CharField(max_length=80, blank=True, help_text="What the register shows")
    reason = models.CharField(max_length=300, blank=True, help_text="What was agreed; never on a register")
    provider = models.CharField(max_length=120, blank=True, help_text="Where the pupil is taught meanwhile")
    licence = models.CharField(max_length=120, blank=True, help_text="Licence or exemption (C1)")
    agreed_with = models.ForeignKey(
        Parent, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    agreed_on = models.DateField(null=True, blank=True)
    agreed_by = models.CharField(max_length=120, blank=True, help_text="Who agreed for the school")
    review_on = models.DateField(null=True, blank=True)
    trip = models.ForeignKey(Trip, null=True, blank=True, on_delete=models.PROTECT, related_name="permits")
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["starts_on", "pk"]
        indexes = [
            models.Index(fields=["pupil", "starts_on"], name="permit_pupil"),
            models.Index(fields=["school", "ends_on"], name="permit_school", include=["starts_on"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="permit_dates_in_order"),
            models.CheckConstraint(
                condition=Q(places__contained_by=A_WEEK) & ~Q(places=[]), name="permit_of_sessions"
            ),
            models.CheckConstraint(
                condition=Q(code__isnull=False) | ~Q(note=""), name="permit_has_code_or_note"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_reason="")),
                name="permit_ended_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.starts_on}"
