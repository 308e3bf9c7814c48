"""A child's safeguarding file beside its concerns: entries, corrections, actions and referrals."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from safeguarding.models.concern import Audience, Category, Concern
from schools.models import Pupil, School


class Source(models.TextChoices):
    """Where an entry of a chronology comes from."""

    CALL = "call", "Call"
    MEETING = "meeting", "Meeting"
    CONFERENCE = "conference", "Conference"
    OBSERVATION = "observation", "Observation"
    AGENCY = "agency", "Agency"
    DOCUMENT = "document", "Document"
    ATTENDANCE = "attendance", "Attendance"
    CASEWORK = "casework", "Casework"


class Significance(models.TextChoices):
    """How much an entry weighs."""

    ORDINARY = "ordinary", "Ordinary"
    IMPORTANT = "important", "Important"
    CRITICAL = "critical", "Critical"


class Entry(models.Model):
    """The header of one entry of a child's chronology; its number is the school's next."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=11, choices=Source.choices)
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    has_time = models.BooleanField(default=True)
    recorded_at = models.DateTimeField()
    significance = models.CharField(max_length=9, choices=Significance.choices, default=Significance.ORDINARY)
    copied_key = models.CharField(max_length=120, blank=True, help_text="What it is a copy of")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-happened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "copied_key"], condition=~Q(copied_key=""), name="entry_copied_once"
            )
        ]
        indexes = [models.Index(fields=["pupil", "-happened_at"], name="entry_pupil")]

    def __str__(self) -> str:
        return f"Entry {self.number}"


class EntryWords(models.Model):
    """What an entry says: one line, and what was done and came of it."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="words")
    line = models.CharField(max_length=500)
    action = models.TextField(blank=True)
    outcome = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"Words of {self.entry_id}"


class CorrectedPart(models.TextChoices):
    """What of a concern or an entry can be put right, each with a reason; what it was stays to be read."""

    HAPPENED_AT = "happened_at", "When it happened"
    CHILD = "child", "Which child"
    CATEGORY = "category", "Category"
    WORDS = "words", "What it says"


class Correction(models.Model):
    """One correction: what it was, what it is, why, and by whom. The row that it corrects is not touched."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(
        Concern, null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )
    entry = models.ForeignKey(
        Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )
    part = models.CharField(max_length=11, choices=CorrectedPart.choices)
    field = models.CharField(max_length=40, blank=True, help_text="Which of its words")
    was = models.TextField(blank=True)
    now = models.TextField(blank=True)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(concern=None, entry__isnull=False) | Q(concern__isnull=False, entry=None),
                name="correction_of_one",
            )
        ]

    def __str__(self) -> str:
        return self.get_part_display()


class AudienceChange(models.Model):
    """Who may read a concern or an entry from now on; the newest counts, and without one the team does."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.UUIDField(help_text="The concern or the entry")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=6, choices=Audience.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        indexes = [models.Index(fields=["record", "-at"], name="audience_record")]

    def __str__(self) -> str:
        return self.get_audience_display()


class Action(models.Model):
    """Something to be done for a child, by whom and until when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    concern = models.ForeignKey(Concern, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=200)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["due_on"]
        indexes = [models.Index(fields=["pupil", "due_on"], name="action_pupil")]

    def __str__(self) -> str:
        return f"Action due {self.due_on}"


class ActionEndKind(models.TextChoices):
    """How an action ended."""

    DONE = "done", "Done"
    DROPPED = "dropped", "No longer needed"


class ActionEnd(models.Model):
    """An action that is over, and what came of it."""

    action = models.OneToOneField(Action, primary_key=True, on_delete=models.PROTECT, related_name="end")
    kind = models.CharField(max_length=7, choices=ActionEndKind.choices)
    outcome = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.get_kind_display()


class Referral(models.Model):
    """A child referred to an agency: when, to whom, on what lawful basis, and until when it answers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    concern = models.ForeignKey(Concern, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    agency = models.CharField(max_length=120)
    level = models.CharField(max_length=10, blank=True)
    sent_at = models.DateTimeField()
    answer_due_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-sent_at"]
        indexes = [models.Index(fields=["pupil"], name="referral_pupil")]

    def __str__(self) -> str:
        return f"Referral to {self.agency}"


class ReferralWords(models.Model):
    """Whom a referral named, its reference, what was shared and why that was lawful."""

    referral = models.OneToOneField(
        Referral, primary_key=True, on_delete=models.PROTECT, related_name="words"
    )
    person = models.CharField(max_length=120, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    lawful_basis = models.CharField(max_length=200)
    shared = models.TextField()
    reason = models.TextField()
    consent = models.TextField(help_text="Whether the family agreed, or why they were not asked")

    def __str__(self) -> str:
        return f"Words of {self.referral_id}"


class ReferralStepKind(models.TextChoices):
    """What followed a referral."""

    CHASED = "chased", "Chased"
    ANSWERED = "answered", "Answered"
    ESCALATED = "escalated", "Disagreement escalated"
    ENDED = "ended", "Ended"


class ReferralStep(models.Model):
    """One step after a referral: chased, answered, escalated or ended."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=9, choices=ReferralStepKind.choices)
    answer_due_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return self.get_kind_display()


class ReferralStepWords(models.Model):
    """What was said or came of a step after a referral."""

    step = models.OneToOneField(
        ReferralStep, primary_key=True, on_delete=models.PROTECT, related_name="words"
    )
    words = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"Words of {self.step_id}"


class RecordFile(models.Model):
    """A file beside a concern or an entry. Its key lies here, behind the same lock as the words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    concern = models.ForeignKey(Concern, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    attachment = models.UUIDField(unique=True)
    locked_key = models.TextField(help_text="The key of the attachment, locked under the installation's")
    name = models.CharField(max_length=120)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"File {self.attachment}"
