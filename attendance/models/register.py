"""Registers: who took the register of a group for a session, and when."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from schools.calendar import Session
from schools.models import Group, School

SESSIONS = [(session.value, session.name) for session in Session]


class Register(models.Model):
    """The register of one group for one session of one day.

    The row appears with the first mark; its absence means "not started".
    Submitting is the statement "I took this register" (reg 10, SI 2024/208).
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    date = models.DateField()
    session = models.PositiveSmallIntegerField(choices=SESSIONS)
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["date", "session"]
        indexes = [models.Index(fields=["school", "date", "session"], name="register_school_day")]
        constraints = [
            models.UniqueConstraint(fields=["group", "date", "session"], name="register_once"),
            models.CheckConstraint(
                condition=Q(submitted_at=None, submitted_by=None)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="register_submitted_when_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.get_session_display()}"
