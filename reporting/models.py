"""Documents that a worker makes, and the views of lists that people save."""

from django.conf import settings
from django.db import models

from schools.models import School


class DocumentKind(models.TextChoices):
    """What a document is."""

    AUDIT_PACK = "audit_pack", "Register audit pack"
    REGISTER_EXPORT = "register_export", "Export of the registers"
    PUPIL_REPORT = "pupil_report", "Pupil report"
    CERTIFICATES = "certificates", "Certificates"
    DISPLAY_SHEET = "display_sheet", "Display sheet"


class DocumentState(models.TextChoices):
    """Where a document stands. A dead worker leaves MAKING, and another takes it up again."""

    WAITING = "waiting", "Waiting for a worker"
    MAKING = "making", "Being made"
    DONE = "done", "Ready"
    FAILED = "failed", "Stopped"
    CANCELLED = "cancelled", "Cancelled"
    DROPPED = "dropped", "Deleted"


# A document that is still to come.
WAITS = (DocumentState.WAITING, DocumentState.MAKING)


class Document(models.Model):
    """One document, from the wish for it to its file. The file lies sealed in the folder of documents."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16, choices=DocumentKind.choices)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    parameters = models.JSONField(default=dict, help_text="What it is of, and what it holds")
    state = models.CharField(max_length=9, choices=DocumentState.choices, default=DocumentState.WAITING)
    asked_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True, help_text="When a worker took it up")
    beat_at = models.DateTimeField(null=True, blank=True, help_text="The last sign of life of its worker")
    made_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0, help_text="How often a worker took it up")
    done = models.PositiveIntegerField(default=0, help_text="Steps of the work behind it")
    total = models.PositiveIntegerField(default=0)
    words = models.CharField(max_length=300, blank=True, help_text="Why it stopped, or what it holds")
    file = models.CharField(max_length=80, blank=True, help_text="Its name in the folder of documents")
    bytes = models.BigIntegerField(default=0, help_text="Of the document, or of the sealed file of an export")
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of what `bytes` counts")

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["school", "kind", "-asked_at"], name="document_school")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="done")
                | (~models.Q(file="") & ~models.Q(sha256="") & models.Q(made_at__isnull=False)),
                name="document_done_has_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.asked_at:%d %B %Y}"


class ViewPage(models.TextChoices):
    """The list that a view is of."""

    PUPILS = "pupils", "Pupils"


class SavedView(models.Model):
    """A list's filters, columns and order under a name. It keeps no name of a pupil, and no right.

    Shared, it stands in the list of everybody at the school; each reader sees what their own rights show.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    page = models.CharField(max_length=10, choices=ViewPage.choices, default=ViewPage.PUPILS)
    name = models.CharField(max_length=60)
    query = models.TextField(blank=True, help_text="As an address of the page carries it")
    is_shared = models.BooleanField(default=False)
    at = models.DateTimeField(help_text="When it was saved")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["school", "owner", "page", "name"], name="saved_view_once"),
        ]
        indexes = [models.Index(fields=["school", "page"], name="saved_view_page")]

    def __str__(self) -> str:
        return self.name
