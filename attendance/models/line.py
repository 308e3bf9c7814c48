"""Lines that a pupil's absence crossed, what people did about them, and what is to be looked at again."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from attendance.lines import LineKind
from schools.models import Pupil, School


class LineState(models.TextChoices):
    """Whether a crossing still stands."""

    STANDING = "standing", "Crossed"
    OVER = "over", "No longer"
    WITHDRAWN = "withdrawn", "Withdrawn"


class CrossedLine(models.Model):
    """A line that a pupil's absence crossed, with what it rested on when last looked at.

    It is *over* when time or better attendance brought the pupil back, and *withdrawn* when the marks, the
    roll or the calendar were put right and it never held. Found by the sweep alone, but for a line that
    is expected by a person. One of a kind stands for a pupil at a time.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in LineKind])
    state = models.CharField(max_length=9, choices=LineState.choices, default=LineState.STANDING)
    found_on = models.DateField(help_text="The school's day on which it was found")
    found_at = models.DateTimeField()
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    held_on = models.DateField(help_text="The last day on which it was seen to hold")
    count = models.PositiveSmallIntegerField(help_text="Sessions, or days for the sickness return")
    limit = models.PositiveSmallIntegerField()
    possible = models.PositiveSmallIntegerField(default=0)
    from_on = models.DateField(help_text="The first day that counts")
    until_on = models.DateField(help_text="The last day that counts")
    reached_on = models.DateField(help_text="The day of the session that reached the line")
    sessions = models.JSONField(default=list, help_text="Day, session and code of each that counts")
    words = models.CharField(max_length=300, blank=True, help_text="Why it is expected")
    ended_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-found_on", "pk"]
        indexes = [
            models.Index(fields=["school", "kind", "state"], name="line_school_kind"),
            models.Index(fields=["pupil", "kind"], name="line_pupil"),
            models.Index(fields=["school", "held_on"], name="line_held", condition=Q(state="standing")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "kind"], condition=Q(state="standing"), name="line_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in LineKind]), name="line_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(state="standing", ended_at=None, ended_on=None)
                | (~Q(state="standing") & Q(ended_at__isnull=False, ended_on__isnull=False)),
                name="line_ended_with_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} from {self.found_on}"


class LineAct(models.Model):
    """What a person did about a crossed line, in their words. It stands as it was written."""

    line = models.ForeignKey(CrossedLine, on_delete=models.PROTECT, related_name="acts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words = models.CharField(max_length=500)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"act of {self.at:%Y-%m-%d}"


class LineTold(models.Model):
    """That a person who acted on a line is to be told that it was withdrawn; once each."""

    line = models.ForeignKey(CrossedLine, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["line", "person"], name="line_told_once")]

    def __str__(self) -> str:
        return f"told at {self.at:%Y-%m-%d %H:%M}"


class LookAgain(models.Model):
    """Pupils whose marks, roll or calendar changed: their lines are to be looked at again.

    Written by triggers in the transaction of the change; null pupils are all of the school. A row is only
    added and taken away, so that no register waits for another.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    pupils = ArrayField(models.BigIntegerField(), null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"look again since {self.at:%H:%M}"
