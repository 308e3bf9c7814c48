"""What a family answers to a message about an absence."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from attendance import reply_words
from schools.models import Contact, Message, Pupil, School


class ReplyWay(models.TextChoices):
    """How an answer came."""

    LINK = "link", "By the link"
    TEXT = "text", "By text"


class ReplyReason(models.TextChoices):
    """What a family says of an absence, as the page asks it."""

    ILL = reply_words.ILL, "Ill"
    APPOINTMENT = reply_words.APPOINTMENT, "A medical or dental appointment"
    ON_THE_WAY = reply_words.ON_THE_WAY, "On the way to school"
    AWAY = reply_words.AWAY, "Away from home"
    OTHER = reply_words.OTHER, "Something else"
    THOUGHT_IN = reply_words.THOUGHT_IN, "I thought my child was in school"


class ReplyDecision(models.TextChoices):
    """What the school made of an answer."""

    ACCEPTED = "accepted", "Accepted"
    NOT_ACCEPTED = "not_accepted", "Not accepted"


class FamilyReply(models.Model):
    """One answer of a family about a pupil's absence. It proposes a code, and sets none.

    A message is answered once by its link; that the child was thought to be in school is heard beside that.
    An answer by text whose number no contact has names no pupil.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    pupil = models.ForeignKey(Pupil, null=True, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    message = models.ForeignKey(Message, null=True, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=4, choices=ReplyWay.choices)
    date = models.DateField(help_text="The day of the absence")
    session = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=11, choices=ReplyReason.choices, blank=True)
    until_on = models.DateField(null=True, blank=True, help_text="The last day away, where they say one")
    words = models.CharField(max_length=500, blank=True)
    proposed_code = models.PositiveSmallIntegerField(null=True, blank=True)
    number = models.CharField(max_length=254, blank=True, help_text="Where an answer by text came from")
    provider_id = models.CharField(max_length=80, blank=True)
    received_at = models.DateTimeField()
    decision = models.CharField(max_length=12, choices=ReplyDecision.choices, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_code = models.PositiveSmallIntegerField(null=True, blank=True)
    decided_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["received_at", "pk"]
        indexes = [
            models.Index(fields=["pupil", "date"], name="family_reply_pupil_day"),
            models.Index(fields=["school"], condition=Q(decision=""), name="family_reply_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["message"],
                condition=Q(way="link") & ~Q(reason="thought_in"),
                name="family_reply_by_link_once",
            ),
            models.UniqueConstraint(
                fields=["message"],
                condition=Q(way="link", reason="thought_in"),
                name="family_reply_alarm_once",
            ),
            models.UniqueConstraint(
                fields=["provider_id", "pupil"],
                condition=~Q(provider_id=""),
                nulls_distinct=False,
                name="family_reply_by_text_once",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None, decided_by=None)
                | (~Q(decision="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="family_reply_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_way_display()}: {self.get_reason_display()}"
