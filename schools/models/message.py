"""The outbox: messages that wait to be sent, written with the act that caused them."""

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from schools.models.family import Contact
from schools.models.pupil import Pupil
from schools.models.school import School


class MessageKind(models.TextChoices):
    """What a message is about. A bulletin goes to staff; the others go to a family."""

    FIRST_DAY = "first_day", "Absent without a reason"
    REMINDER = "reminder", "Still absent without a reason"
    BULLETIN = "bulletin", "Something to read, for staff"


class Channel(models.TextChoices):
    """How a message travels."""

    TEXT = "text", "Text"
    EMAIL = "email", "Email"
    LETTER = "letter", "Letter"


class MessageState(models.TextChoices):
    """Where a message stands. `SENT` is taken by the provider, `DELIVERED` is its receipt."""

    QUEUED = "queued", "Waiting to be sent"
    SENT = "sent", "Sent"
    DELIVERED = "delivered", "Delivered"
    FAILED = "failed", "Not sent"
    WITHDRAWN = "withdrawn", "Withdrawn before it was sent"


class Message(models.Model):
    """One message to one contact about one pupil's session, or to one member of staff about a day.

    The same one is never queued twice. Everything that could forbid it is looked at again when it is sent.
    It outlives its contact, and without one it is sent to nobody. `mark_version` is the mark on which it
    rests, 0 for a session without one. `reference` is ours at the provider: by it a message is asked for
    before any second try. `claimed_at` and `attempts` are the claim of whoever sends it; the
    first `clear_tries` of them certainly left nothing. `words` and `sent_to` are as they were sent; `cost` is
    in hundredths of a penny; `why` is a key of `message_faults`.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    pupil = models.ForeignKey(Pupil, null=True, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=MessageKind.choices)
    channel = models.CharField(max_length=6, choices=Channel.choices)
    date = models.DateField()
    session = models.PositiveSmallIntegerField()
    mark_version = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=9, choices=MessageState.choices, default=MessageState.QUEUED)
    queued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField(db_default=Now(), help_text="Not sent before")
    reference = models.UUIDField(db_default=RandomUUID(), unique=True)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    clear_tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    subject = models.CharField(max_length=200, blank=True, default="", db_default="")
    words = models.TextField(blank=True, default="", db_default="")
    sent_to = models.CharField(max_length=254, blank=True, default="", db_default="")
    cost = models.PositiveIntegerField(default=0, db_default=0)
    why = models.CharField(max_length=20, blank=True, default="", db_default="")
    carrier = models.CharField(max_length=8, blank=True, default="", db_default="")
    provider_id = models.CharField(max_length=80, blank=True, default="", db_default="")
    sent_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="Delivered, failed or withdrawn")

    class Meta:
        ordering = ["queued_at", "pk"]
        indexes = [
            models.Index(fields=["pupil", "date"], name="message_pupil_day"),
            models.Index(fields=["school", "date"], name="message_school_day"),
            models.Index(fields=["due_at", "id"], condition=Q(state="queued"), name="message_queued"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "date", "session", "contact", "kind"],
                condition=~Q(state="withdrawn"),
                name="message_once",
            ),
            models.UniqueConstraint(
                fields=["staff", "school", "date", "session", "kind"],
                condition=~Q(state="withdrawn"),
                name="message_to_staff_once",
            ),
            models.CheckConstraint(
                condition=Q(pupil__isnull=False, staff=None)
                | Q(pupil=None, contact=None, staff__isnull=False),
                name="message_to_family_or_staff",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["failed", "withdrawn"]) | ~Q(why=""), name="message_ended_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.get_state_display()}"
