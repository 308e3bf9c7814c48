"""Absences told to the safeguarding lead, what the lead decided, and the agencies that were told."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from schools.models import Pupil, School


class Escalation(models.Model):
    """A pupil of whom the safeguarding lead was told on a day, with the attempts so far copied as words.

    `raised_by` is None where the clock brought it: nobody had told the lead by the time that is set. It
    stays open until the pupil is seen or explained, or known to be safe; what the lead knows besides stands
    in no row here.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    date = models.DateField()
    words = models.CharField(max_length=500, blank=True)
    attempts = models.JSONField(default=list)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    raised_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["raised_at", "pk"]
        indexes = [models.Index(fields=["school", "date"], name="escalation_school_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["pupil"], condition=Q(closed_at=None), name="one_open_escalation_a_pupil"
            ),
        ]

    def __str__(self) -> str:
        return str(self.date)


class Decision(models.TextChoices):
    """What the safeguarding lead decides; only `SAFE` closes it, the others leave it open."""

    VISIT = "visit", "Home visit"
    POLICE = "police", "Police welfare check"
    SOCIAL_CARE = "social_care", "Children's social care"
    WAIT = "wait", "Wait until"
    SAFE = "safe", "Known to be safe"


class EscalationDecision(models.Model):
    """One decision: the outcome alone, and until when to wait; the last one counts."""

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="decisions")
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=11, choices=Decision.choices)
    until_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["decided_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="wait", until_at__isnull=False)
                | (~Q(decision="wait") & Q(until_at=None)),
                name="waiting_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return self.get_decision_display()


class Agency(models.TextChoices):
    """Who outside the school is told of an absence; each has a protected fact of the same name."""

    SOCIAL_WORKER = "social_worker", "Social worker"
    VIRTUAL_SCHOOL = "virtual_school", "Virtual school"
    YOUTH_JUSTICE = "youth_justice", "Youth justice worker"


class AgencyTold(models.Model):
    """An agency that was told of a pupil's absence: whom, how, by whom and when."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    date = models.DateField()
    agency = models.CharField(max_length=14, choices=Agency.choices)
    name = models.CharField(max_length=120, blank=True)
    way = models.CharField(max_length=9)
    reached = models.BooleanField(default=True)
    words = models.CharField(max_length=500, blank=True)
    call = models.UUIDField(unique=True)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()

    class Meta:
        ordering = ["told_at", "pk"]
        indexes = [models.Index(fields=["pupil", "date"], name="agency_told_pupil_day")]

    def __str__(self) -> str:
        return self.get_agency_display()
