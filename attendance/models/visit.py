"""Home visits: planned, made safely, and written down at the door."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from schools.models import Pupil, School

TWO_GO = Q(second__isnull=False) | ~Q(second_name="")
SAID_BY_WHO_GOES = Q(safe_by__isnull=False) & (
    Q(safe_by=F("visitor")) | Q(second__isnull=False, safe_by=F("second"))
)


class Visit(models.Model):
    """One visit to a pupil's home.

    Nobody sets out alone without a time by which they say that they are safe, and nobody says it for them.
    What was found is written once; later words are notes. `check_in_by` in the past without `safe_at`, once
    somebody set out, is the alarm.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True, help_text="Of the form, so that one sent twice plans one visit")
    due_at = models.DateTimeField(help_text="When the visit is planned for")
    purpose = models.CharField(max_length=300)
    visitor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    second_name = models.CharField(max_length=120, blank=True)
    check_in_by = models.DateTimeField(null=True, blank=True)
    risk_raised = models.BooleanField(default=False)
    risk_words = models.CharField(max_length=500, blank=True)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    set_out_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    safe_at = models.DateTimeField(null=True, blank=True)
    safe_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    alarm_words = models.CharField(max_length=300, blank=True)
    alarm_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    alarm_at = models.DateTimeField(null=True, blank=True)
    who_seen = models.CharField(max_length=200, blank=True)
    child_seen = models.BooleanField(null=True, blank=True)
    child_spoken_to = models.BooleanField(null=True, blank=True)
    child_voice = models.TextField(max_length=2000, blank=True)
    conditions = models.TextField(max_length=2000, blank=True)
    next_step = models.CharField(max_length=300, blank=True)
    next_on = models.DateField(null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField(max_length=200, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(fields=["school", "due_at"], name="visit_school_day"),
            models.Index(fields=["pupil", "due_at"], name="visit_pupil"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(set_out_at=None) | TWO_GO | Q(check_in_by__isnull=False),
                name="visit_with_second_or_check_in",
            ),
            models.CheckConstraint(
                condition=Q(set_out_at=None) | Q(risk_raised=False) | TWO_GO, name="visit_at_risk_by_two"
            ),
            models.CheckConstraint(
                condition=Q(safe_at=None, safe_by=None) | (Q(safe_at__isnull=False) & SAID_BY_WHO_GOES),
                name="visit_safe_by_who_goes",
            ),
            models.CheckConstraint(
                condition=Q(written_at=None)
                | (Q(child_seen__isnull=False, written_by__isnull=False) & ~Q(next_step="")),
                name="visit_says_whether_child_was_seen",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by=None)
                | (Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(cancelled_why="")),
                name="visit_cancelled_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.due_at)


class VisitNote(models.Model):
    """Words added after a visit was written down; nothing that stands is changed."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="notes")
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(max_length=2000)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.made_at)
