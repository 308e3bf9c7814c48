"""Pupils who sign in late at the desk or at the kiosk."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from attendance.models.register import SESSIONS
from schools.models import Pupil, School


class Arrival(models.Model):
    """One late arrival: when, why, and the code that the time gave (L before the register's close, else U).

    `code` is None where a better code stood and stayed (an appointment, illness). Taken back, never removed.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    date = models.DateField()
    session = models.PositiveSmallIntegerField(choices=SESSIONS)
    arrived_at = models.DateTimeField()
    minutes_late = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=120, blank=True)
    code = models.PositiveSmallIntegerField(null=True, blank=True)
    mark_version = models.PositiveSmallIntegerField(null=True, blank=True)
    is_kiosk = models.BooleanField(default=False)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-arrived_at", "pk"]
        indexes = [models.Index(fields=["school", "date"], name="arrival_school_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "date", "session"], condition=Q(undone_at=None), name="arrived_once"
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None)
                | (Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undone_why="")),
                name="arrival_undone_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.arrived_at)
