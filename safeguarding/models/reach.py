"""Who may open a child's file, and who did."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models import TransactionIdField
from schools.models import Pupil, School


class GrantKind(models.TextChoices):
    """What a lead's word about one person and one child does."""

    READ = "read", "Reads the file"
    WORK = "work", "Reads the file and writes in it"
    SHARE = "share", "Reads one entry"
    EMERGENCY = "emergency", "Reads the file in an emergency, and is reviewed"
    ESCALATED = "escalated", "Reads the file because nobody had read a concern"
    ONLY = "only", "Is one of the few who may open the file"
    EXCLUDED = "excluded", "May never open the file"


class FileGrant(models.Model):
    """One dated word about who may open a child's file. Exclusions win over all, and `ONLY` over roles."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=9, choices=GrantKind.choices)
    record = models.UUIDField(null=True, blank=True, help_text="The one concern or entry that is shared")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    reason = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        indexes = [models.Index(fields=["pupil", "person"], name="file_grant_pupil")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_at=None) | Q(until_at__gt=F("from_at")), name="file_grant_in_order"
            ),
            models.CheckConstraint(
                condition=Q(kind="share", record__isnull=False) | (~Q(kind="share") & Q(record=None)),
                name="file_grant_shares_one",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class FileGrantEnd(models.Model):
    """A grant that somebody ended, or reviewed."""

    grant = models.OneToOneField(FileGrant, primary_key=True, on_delete=models.PROTECT, related_name="end")
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"End of {self.grant_id}"


class EmergencyClock(models.Model):
    """When an opening in an emergency must be reviewed: no child, no words, so that jobs need not open the
    door. The database writes it with the grant, and with its review.
    """

    id = models.UUIDField(primary_key=True, help_text="That of the grant")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opening = models.BigIntegerField(help_text="The line of the log that names the child")
    until_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="When somebody else must have reviewed it")
    told = models.PositiveSmallIntegerField(default=0, help_text="How often an overdue review was told of")
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], condition=Q(reviewed_at=None), name="emergency_clock_due")]

    def __str__(self) -> str:
        return f"Clock of {self.id}"


class OpeningKind(models.TextChoices):
    """How far an opening reaches."""

    FILE = "file", "A child's file"
    LIST = "list", "A list of children"
    OWN = "own", "Own words"
    STAFF = "staff", "Concerns about staff"


class Opening(models.Model):
    """One opening of the sealed tables. Only the database's own functions write it; it is the key itself."""

    id = models.BigAutoField(primary_key=True)
    txid = TransactionIdField()
    at = models.DateTimeField()
    actor = models.BigIntegerField()
    school = models.BigIntegerField()
    kind = models.TextField()
    purpose = models.TextField()
    pupils = ArrayField(models.BigIntegerField())
    whole = ArrayField(models.BigIntegerField())
    team = ArrayField(models.BigIntegerField())
    writable = ArrayField(models.BigIntegerField())
    shown = ArrayField(models.UUIDField())
    request_id = models.TextField()

    class Meta:
        managed = False
        db_table = "safeguarding_opening"

    def __str__(self) -> str:
        return f"{self.kind} opened"
