"""What staff did about an absence: steps done, who takes it on, and stays that the school asked for."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from schools.models import Pupil, School


class StepDone(models.Model):
    """A step of an absence that somebody did, with what came of it; a step is due once per pupil and day."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    step = models.CharField(max_length=20)
    words = models.CharField(max_length=300, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["school", "due_on"], name="step_done_school_day")]
        constraints = [models.UniqueConstraint(fields=["pupil", "due_on", "step"], name="step_done_once")]

    def __str__(self) -> str:
        return f"{self.step} {self.due_on}"


class HandOver(models.Model):
    """Who takes on a pupil's absence from here, and what they must know. The last row counts.

    Without a person it is everybody's who has the right. It gives nobody a right and takes the pupil off no
    list: when the person is away, all others still see it.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    date = models.DateField()
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    words = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["pupil", "made_at"], name="hand_over_pupil")]

    def __str__(self) -> str:
        return str(self.date)


class StayAtHome(models.Model):
    """Days on which the school itself asked a pupil to stay at home: no code, but it stands beside them."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(help_text="The last day")
    why = models.CharField(max_length=200)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ["from_on", "pk"]
        indexes = [models.Index(fields=["pupil", "from_on"], name="stay_at_home_pupil")]
        constraints = [
            models.CheckConstraint(condition=Q(from_on__lte=F("until_on")), name="stay_at_home_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.from_on} to {self.until_on}"
