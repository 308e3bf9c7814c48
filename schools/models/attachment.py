"""Files that people add to records, as they lie encrypted on the disk."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from schools.models.school import School


class AttachmentState(models.TextChoices):
    """Whether a file was looked at for viruses; only a clean one is handed out."""

    WAITING = "waiting", "Checking file"
    CLEAN = "clean", "Checked"
    REFUSED = "refused", "Not kept: it holds a virus"


class Attachment(models.Model):
    """One file: neither its name nor its key is here, so that this row opens nothing and says nothing.

    `digest` is the SHA-256 of what lies on the disk; `scan_key` is there only while the file waits for the
    scanner, locked under the installation's keys.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField(help_text="In bytes, before it was encrypted")
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=7, choices=AttachmentState.choices)
    scan_key = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting") ^ Q(scan_key=""), name="attachment_key_only_for_scanner"
            )
        ]
        indexes = [models.Index(fields=["at"], condition=Q(state="waiting"), name="attachment_waiting")]

    def __str__(self) -> str:
        return f"Attachment {self.pk}"
