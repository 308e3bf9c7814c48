"""Sweeps over a school: every pupil's lines and patterns each night, and the week's movement."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from schools.models import School


class SweepKind(models.TextChoices):
    """What a sweep looks at."""

    LINES = "lines", "Lines of every pupil"
    WEEK = "week", "Movement of the week"
    PATTERNS = "patterns", "Patterns of every pupil"


class Sweep(models.Model):
    """One sweep of one school for one day, done once however often it is begun, and some pupils at a time."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=SweepKind.choices)
    on = models.DateField(help_text="The day that was looked at; for a week its last school day")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0, help_text="Pupils looked at so far")
    of = models.PositiveIntegerField(default=0, help_text="Pupils to look at, when it began")
    reached = models.BigIntegerField(default=0, help_text="The last pupil looked at")
    outcome = models.JSONField(default=dict, help_text="How many lines were found, ended and withdrawn")

    class Meta:
        ordering = ["-on", "school_id"]
        constraints = [models.UniqueConstraint(fields=["school", "kind", "on"], name="sweep_once")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.on}"


class MovementTold(models.Model):
    """That a person is to be told of the week's movement: one line on their first page, until read."""

    sweep = models.ForeignKey(Sweep, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["sweep", "person"], name="movement_told_once")]
        indexes = [models.Index(fields=["person"], condition=Q(read_at=None), name="movement_unread")]

    def __str__(self) -> str:
        return f"told at {self.at:%Y-%m-%d %H:%M}"
