"""Messages to families that wait to be sent: written with the act that caused them, sent later."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from schools.models.family import Contact
from schools.models.pupil import Pupil
from schools.models.school import School


class MessageKind(models.TextChoices):
    """What a message is about."""

    FIRST_DAY = "first_day", "Absent without a reason"


class Channel(models.TextChoices):
    """How a message travels."""

    TEXT = "text", "Text"
    EMAIL = "email", "Email"


class MessageState(models.TextChoices):
    """Where a message stands."""

    QUEUED = "queued", "Waiting to be sent"
    WITHDRAWN = "withdrawn", "Withdrawn before it was sent"


class Message(models.Model):
    """One message to one contact about one pupil's session; the same one is never queued twice.

    It names no number: the contact's own is read when it is sent, and everything that could forbid it is
    looked at again then. It outlives its contact, and without one it is sent to nobody. `mark_version` is the
    mark on which it rests, 0 for a session without one.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=12, choices=MessageKind.choices)
    channel = models.CharField(max_length=5, choices=Channel.choices)
    date = models.DateField()
    session = models.PositiveSmallIntegerField()
    mark_version = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=9, choices=MessageState.choices, default=MessageState.QUEUED)
    queued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    queued_at = models.DateTimeField()

    class Meta:
        ordering = ["queued_at", "pk"]
        indexes = [
            models.Index(fields=["pupil", "date"], name="message_pupil_day"),
            models.Index(fields=["queued_at"], condition=Q(state="queued"), name="message_queued"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "date", "session", "contact", "kind"], name="message_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.get_state_display()}"
