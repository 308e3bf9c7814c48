"""How a school sends messages: by what, in which words, and to which numbers never."""

from django.conf import settings
from django.db import models

from schools.models.message import Channel, MessageKind
from schools.models.school import School


class Carrier(models.TextChoices):
    """What carries a school's messages of one channel."""

    OFF = "off", "Nothing: they are not sent"
    FILE = "file", "A file: shown, and sent to nobody"
    NOTIFY = "notify", "GOV.UK Notify"
    MAIL = "mail", "The mail server of this installation"


class Messaging(models.Model):
    """How one school sends its messages, and its stop switch. A school without this row sends none.

    `notify_key` and `hook_secret` are kept encrypted. The templates are the numbers that GOV.UK Notify gives
    its templates: one for each channel, whose only field is our words.
    """

    school = models.OneToOneField(School, on_delete=models.CASCADE, related_name="+")
    texts = models.CharField(max_length=8, choices=Carrier.choices, default=Carrier.OFF)
    emails = models.CharField(max_length=8, choices=Carrier.choices, default=Carrier.OFF)
    letters = models.CharField(max_length=8, choices=Carrier.choices, default=Carrier.OFF)
    notify_key = models.TextField(blank=True)
    notify_text_template = models.UUIDField(null=True, blank=True)
    notify_email_template = models.UUIDField(null=True, blank=True)
    notify_letter_template = models.UUIDField(null=True, blank=True)
    hook_secret = models.TextField(blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    stopped_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(texts="mail") & ~models.Q(letters="mail"), name="messaging_mail_is_email"
            ),
            models.CheckConstraint(
                condition=models.Q(stopped_at=None) | ~models.Q(stopped_why=""),
                name="messaging_stopped_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Messages of {self.school}"

    @property
    def carriers(self) -> dict[Channel, Carrier]:
        """What carries each channel, in the order in which people think of them."""
        return {
            Channel.TEXT: Carrier(self.texts),
            Channel.EMAIL: Carrier(self.emails),
            Channel.LETTER: Carrier(self.letters),
        }

    @property
    def uses_notify(self) -> bool:
        """Whether GOV.UK Notify carries anything."""
        return Carrier.NOTIFY in self.carriers.values()


class MessageWording(models.Model):
    """The words of one kind of message in one language, from a day on; the latest in force is used.

    Whoever checked the words in that language is named. Words are replaced by a later row, never rewritten.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=MessageKind.choices)
    channel = models.CharField(max_length=6, choices=Channel.choices)
    language = models.CharField(max_length=8, default="en", help_text="As ISO 639-1 has it")
    subject = models.CharField(max_length=200, blank=True)
    words = models.TextField()
    from_on = models.DateField()
    checked_by = models.CharField(max_length=120, help_text="Who checked the words in this language")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "channel", "language", "-from_on", "-pk"]
        indexes = [models.Index(fields=["school", "kind", "channel"], name="wording_school_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_channel_display()}, {self.language}"


class NeverMessage(models.Model):
    """A number or address to which a school sends nothing, whoever it is of; it is ended, never removed."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=254, help_text="A number as it is stored, or an email address")
    why = models.CharField(max_length=200)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["address"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "address"], condition=models.Q(ended_at=None), name="never_message_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Never to this address: {self.why}"
