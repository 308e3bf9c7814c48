"""Concerns about adults who work in the school: a sealed place of their own, low-level ones apart."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from schools.models import School


class StaffConcernKind(models.TextChoices):
    """How grave a concern about an adult is said to be; the head decides."""

    ALLEGATION = "allegation", "May meet the harm threshold"
    LOW_LEVEL = "low_level", "Low-level concern"


class StaffConcern(models.Model):
    """One concern about an adult. The head reads it; one about the head goes to the chair of governors."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=StaffConcernKind.choices)
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    about_name = models.CharField(max_length=150)
    is_about_head = models.BooleanField(default=False)
    happened_at = models.DateTimeField()
    place = models.CharField(max_length=120, blank=True)
    facts = models.TextField()
    immediate_action = models.TextField(blank=True)
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "number"], name="staff_concern_number")]

    def __str__(self) -> str:
        return f"Staff concern {self.number}"


class StaffConcernStepKind(models.TextChoices):
    """What was done about a concern about an adult."""

    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    KIND = "kind", "Said to be of another kind"
    LADO = "lado", "Told to the LADO"
    DECIDED = "decided", "Decided"
    REPLY = "reply", "Reply to the writer"
    CLOSED = "closed", "Closed"


class StaffConcernStep(models.Model):
    """One step with a concern about an adult; only a reply is read by its writer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(StaffConcern, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=StaffConcernStepKind.choices)
    new_kind = models.CharField(max_length=10, choices=StaffConcernKind.choices, blank=True)
    words = models.TextField(blank=True)
    told_at = models.DateTimeField(null=True, blank=True, help_text="When the LADO was told")
    told_whom = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return self.get_kind_display()


class StaffReaderGrant(models.Model):
    """The chair of governors, or another named person, who reads concerns about staff by grant."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reads_about_head = models.BooleanField(default=False)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["school", "person"], name="staff_reader_person")]

    def __str__(self) -> str:
        return f"Reader {self.person_id}"
