"""Concerns: what a member of staff saw or heard, for whom, and what the safeguarding lead made of it.

Nothing here is changed or deleted: what follows stands in rows of its own. Headers may be listed; words are
read with a child's file open, or by who wrote them.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from schools.models import Pupil, School


class Category(models.Model):
    """What a concern or an entry is about, as a school words it. It names no child."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=80)
    is_used = models.BooleanField(default=True)

    class Meta:
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["school", "title"], name="category_once")]

    def __str__(self) -> str:
        return self.title


class Audience(models.TextChoices):
    """Who of those who may open a child's file reads an entry of it."""

    TEAM = "team", "The child's team"
    LEAD = "lead", "Safeguarding leads; others see that there is one"
    HIDDEN = "hidden", "Safeguarding leads; others do not see that there is one"


class Concern(models.Model):
    """The header of one concern; its number is the school's next, written by the database."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(default=0)
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    verbally_told = models.BooleanField(default=False, help_text="The lead was told in person as well")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "number"], name="concern_number")]
        indexes = [models.Index(fields=["writer", "-recorded_at"], name="concern_writer")]

    def __str__(self) -> str:
        return f"Concern {self.number}"


class ConcernWords(models.Model):
    """What the writer of a concern wrote: the child's words and facts apart from opinion."""

    concern = models.OneToOneField(Concern, primary_key=True, on_delete=models.PROTECT, related_name="words")
    place = models.CharField(max_length=120, blank=True)
    childs_words = models.TextField(blank=True)
    facts = models.TextField()
    opinion = models.TextField(blank=True)
    witnesses = models.TextField(blank=True)
    childs_wishes = models.TextField(blank=True)
    immediate_action = models.TextField(blank=True)
    told_whom = models.CharField(max_length=200, blank=True)
    parent_informed = models.BooleanField(null=True)
    parent_reason = models.TextField(blank=True)
    body_map = models.JSONField(default=list, help_text="Marks: view, x, y (thousandths) and words")

    def __str__(self) -> str:
        return f"Words of {self.concern_id}"


class ConcernPupil(models.Model):
    """A child whom a concern is about, or whom the lead linked to it; it stands in each one's file."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="pupils")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    is_linked = models.BooleanField(default=False, help_text="By the lead, as a sibling or otherwise")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["concern", "pupil"], name="concern_pupil_once")]

    def __str__(self) -> str:
        return f"{self.concern_id} of {self.pupil_id}"


class StepKind(models.TextChoices):
    """What the lead did with a concern."""

    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    DECIDED = "decided", "Decided"
    CLOSED = "closed", "Closed"
    REOPENED = "reopened", "Opened again"


class Level(models.TextChoices):
    """What a concern calls for."""

    NONE = "none", "No further action"
    MONITOR = "monitor", "Monitor"
    EARLY_HELP = "early_help", "Early help"
    SECTION_17 = "section_17", "Section 17: child in need"
    SECTION_47 = "section_47", "Section 47: significant harm"
    POLICE = "police", "Police"


class ConcernStep(models.Model):
    """One step of the lead with a concern; the newest that decides tells its level and categories."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=StepKind.choices)
    level = models.CharField(max_length=10, choices=Level.choices, blank=True)
    categories = ArrayField(models.BigIntegerField(), default=list, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        indexes = [models.Index(fields=["concern", "at"], name="concern_step_concern")]

    def __str__(self) -> str:
        return self.get_kind_display()


class StepWords(models.Model):
    """What was decided in a step and why (KCSIE: decisions and the reasons for them, in writing)."""

    step = models.OneToOneField(ConcernStep, primary_key=True, on_delete=models.PROTECT, related_name="words")
    decision = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    outcome = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"Words of {self.step_id}"


class ConcernReply(models.Model):
    """What the lead tells the writer of a concern; the writer reads nothing else of what followed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="replies")
    words = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"Reply to {self.concern_id}"


class ConcernDraft(models.Model):
    """What somebody has typed of a concern and not sent; its writer's alone, and gone when it is sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    typed = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "writer"], name="concern_draft_once")]

    def __str__(self) -> str:
        return f"Draft of {self.writer_id}"


class ConcernState(models.TextChoices):
    """How far a concern is, as its writer and the jobs may know."""

    NEW = "new", "New"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class ConcernClock(models.Model):
    """When a concern must be read: no child, no words, so that jobs need not open the door."""

    id = models.UUIDField(primary_key=True, help_text="That of the concern")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=6, choices=ConcernState.choices, default=ConcernState.NEW)
    raised_at = models.DateTimeField()
    told = models.PositiveSmallIntegerField(default=0, help_text="How many rounds of people were told")
    due_at = models.DateTimeField(help_text="When the next are told, unless somebody reads it")
    read_at = models.DateTimeField(null=True, blank=True, help_text="When a lead first opened it")

    class Meta:
        indexes = [models.Index(fields=["due_at"], condition=models.Q(state="new"), name="concern_clock_due")]

    def __str__(self) -> str:
        return f"Clock of {self.id}"
