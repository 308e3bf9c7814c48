"""Tries to reach a family about an absence, and what the family said."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from schools.models import Contact, Pupil, School


class Way(models.TextChoices):
    """How a family was tried, or got in touch."""

    CALL = "call", "Call"
    EMAIL = "email", "Email"
    MESSAGE = "message", "Message"
    IN_PERSON = "in_person", "In person"


class Outcome(models.TextChoices):
    """What came of a try. Only `SPOKE` is contact."""

    SPOKE = "spoke", "Spoke"
    VOICEMAIL = "voicemail", "Voicemail left"
    NO_ANSWER = "no_answer", "No answer"
    NOT_WORKING = "not_working", "Number does not work"


class ContactAttempt(models.Model):
    """One try to reach one adult about one pupil's absence on a day; it is struck out, never removed.

    One call about brothers and sisters is a row for each with the same `call`, the key by which a form sent
    twice is known. Name and number are those at the time. `proposed_code` is what the family's words suggest:
    it sets no mark (a code is set by staff with the right).
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    date = models.DateField(help_text="The day of the absence")
    call = models.UUIDField()
    from_family = models.BooleanField(default=False, help_text="The family rang the school")
    way = models.CharField(max_length=9, choices=Way.choices, default=Way.CALL)
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=220)
    relationship = models.CharField(max_length=40, blank=True)
    number = models.CharField(max_length=254, blank=True)
    outcome = models.CharField(max_length=11, choices=Outcome.choices)
    words = models.CharField(max_length=500, blank=True)
    proposed_code = models.PositiveSmallIntegerField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    struck_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["made_at", "pk"]
        indexes = [
            models.Index(fields=["pupil", "date"], name="contact_attempt_pupil_day"),
            models.Index(fields=["school", "date"], name="contact_attempt_school_day"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["call", "pupil"], name="contact_attempt_once"),
            models.CheckConstraint(
                condition=Q(struck_at=None, struck_by=None)
                | (Q(struck_at__isnull=False, struck_by__isnull=False) & ~Q(struck_why="")),
                name="contact_attempt_struck_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_way_display()}: {self.get_outcome_display()}"
