"""Short lines that appear at once on somebody's screen, until they were seen."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from attendance.models.register import SESSIONS
from schools.models import Group, Pupil, School


class AlertKind(models.TextChoices):
    """What an alert says."""

    HERE = "here", "a pupil is here whom the office had elsewhere"
    REMINDER = "reminder", "a register is missing"


class ScreenAlert(models.Model):
    """A line for the office (`HERE`) or for who takes a register (`REMINDER`).

    It names no reason: a projector may show the page. `code_before` is the office's code that a teacher
    overruled; only those who may see marks are told it.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=AlertKind.choices)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    date = models.DateField()
    session = models.PositiveSmallIntegerField(choices=SESSIONS)
    pupil = models.ForeignKey(Pupil, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    code_before = models.PositiveSmallIntegerField(null=True, blank=True)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-raised_at"]
        indexes = [
            models.Index(fields=["school", "date"], name="alert_unseen", condition=Q(seen_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "date", "session"],
                condition=Q(kind="reminder", seen_at=None),
                name="one_reminder_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["pupil", "date", "session"],
                condition=Q(kind="here", seen_at=None),
                name="one_here_alert_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(kind="reminder", pupil=None) | Q(kind="here", pupil__isnull=False),
                name="alert_names_a_pupil_or_a_register",
            ),
            models.CheckConstraint(
                condition=Q(seen_at=None, seen_by=None) | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="alert_seen_when_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.date}"
