"""Imports: the files of one upload, what was found in them, and how far the work has come."""

from django.conf import settings
from django.db import models

from schools.models import Pupil, School


class RunState(models.TextChoices):
    """Where an import stands. A dead worker leaves CHECKING or APPLYING, and either can be taken up again."""

    DRAFT = "draft", "Waiting for its columns to be confirmed"
    CHECKING = "checking", "Being checked"
    READY = "ready", "Checked: ready to be brought in"
    REFUSED = "refused", "Checked: rows need attention"
    APPLYING = "applying", "Being brought in"
    DONE = "done", "Brought in"
    FAILED = "failed", "Stopped"


class FileKind(models.TextChoices):
    """What a file holds, in the order in which files are brought in."""

    CALENDAR = "calendar", "Calendar"
    STAFF = "staff", "Staff"
    PUPILS = "pupils", "Pupils"
    CONTACTS = "contacts", "Contacts"
    GROUPS = "groups", "Groups"
    TIMETABLE = "timetable", "Timetable"
    COVER = "cover", "Cover"
    MARKS = "marks", "Marks"
    WEEKS = "weeks", "Marks by week"
    TOTALS = "totals", "Totals of past terms"


class ProblemKind(models.TextChoices):
    """An error keeps the whole file out; a warning is told and lets it in."""

    ERROR = "error", "Error"
    WARNING = "warning", "Check"


class ImportSource(models.Model):
    """Where a school's files come from; what its columns hold is settled once and kept here."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    system = models.CharField(max_length=20, blank=True, help_text="A preset: sims, arbor, bromcom or none")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["school", "name"], name="import_source_once")]

    def __str__(self) -> str:
        return self.name


class SourceColumns(models.Model):
    """How one kind of file of a source is read: heading to field, as a person settled it last."""

    source = models.ForeignKey(ImportSource, on_delete=models.CASCADE, related_name="columns")
    kind = models.CharField(max_length=9, choices=FileKind.choices)
    columns = models.JSONField(default=dict)
    settled_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "kind"], name="source_columns_once")]


class ImportRun(models.Model):
    """One upload of files of a school's own system, from draft to done."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(
        ImportSource, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.DRAFT)
    dry_run = models.BooleanField(default=False, help_text="Checked only, and not meant to be brought in")
    is_meant = models.BooleanField(
        default=False, db_default=False, help_text="A person said to bring it in although there is a doubt"
    )
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True, help_text="The last sign of life of its worker")
    done = models.PositiveIntegerField(default=0, help_text="Rows read so far")
    total = models.PositiveIntegerField(default=0)
    words = models.CharField(max_length=300, blank=True, help_text="What is going on, or why it stopped")

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["school", "-created_at"], name="import_run_school")]

    def __str__(self) -> str:
        return f"import of {self.created_at:%d %B %Y}"


class ImportFile(models.Model):
    """One file of an import. Its bytes are kept until it is brought in, and not longer."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=9, choices=FileKind.choices, blank=True)
    content = models.BinaryField(help_text="Emptied when the import is done")
    encoding = models.CharField(max_length=10, blank=True)
    headings = models.JSONField(default=list)
    columns = models.JSONField(default=dict, help_text="Heading to field, as guessed and then settled")
    sample = models.JSONField(default=list, help_text="The first rows; emptied with the content")
    digest = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the bytes: the same file again"
    )
    corrections = models.JSONField(
        default=dict, help_text="Cells put right in the page: row number to field to text"
    )
    refusal = models.CharField(max_length=600, blank=True, help_text="Why the file cannot be read at all")
    rows = models.PositiveIntegerField(default=0)
    rows_with_errors = models.PositiveIntegerField(default=0)
    refused_rows = models.JSONField(default=list, help_text="Rows with errors: [first, last] of each stretch")
    pupils = models.PositiveIntegerField(default=0, db_default=0, help_text="Pupils whom its good rows name")
    first_on = models.DateField(null=True, blank=True, help_text="The first day of its marks")
    last_on = models.DateField(null=True, blank=True, help_text="The last day of its marks")
    doubts = models.JSONField(default=list, help_text="Sentences that a person answers before it goes in")
    missing = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Pupils on roll here whom a pupils file does not have"
    )
    missing_leave = models.BooleanField(
        default=False, db_default=False, help_text="A person said that those missing are proposed leavers"
    )
    warnings = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    different = models.PositiveIntegerField(default=0, help_text="Marks that both systems hold and differ in")
    changes = models.JSONField(default=list, help_text="[what, added, changed, removed] in order")
    foreseen_counts = models.JSONField(default=list, help_text="[what, how many] of the changes in words")
    is_applied = models.BooleanField(default=False)

    class Meta:
        ordering = ["run", "pk"]

    def __str__(self) -> str:
        return self.name


class ImportProblem(models.Model):
    """One sentence about one cell. The first of each sentence are kept; the file holds the full counts."""

    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="problems")
    row = models.PositiveIntegerField(help_text="As the spreadsheet numbers it; 0 for the whole file")
    field = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=7, choices=ProblemKind.choices)
    sentence = models.CharField(max_length=400)
    value = models.CharField(max_length=80, blank=True, help_text="The cell, cut")

    class Meta:
        ordering = ["file", "row", "pk"]

    def __str__(self) -> str:
        return f"row {self.row}: {self.sentence}"


class ImportChange(models.Model):
    """One thing that a file would change here, in words, for a person to see before anything changes."""

    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="foreseen")
    what = models.CharField(max_length=40, help_text="Joiner, mover, leaver, name, contact, ...")
    who = models.CharField(max_length=200, blank=True)
    before = models.CharField(max_length=300, blank=True)
    after = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["file", "what", "who", "pk"]


class ImportDifference(models.Model):
    """A mark that stands here and differs from the file's. Ours was not changed."""

    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="differences")
    row = models.PositiveIntegerField()
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="+")
    date = models.DateField()
    session = models.PositiveSmallIntegerField()
    ours = models.PositiveSmallIntegerField()
    our_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    theirs = models.PositiveSmallIntegerField()
    their_minutes = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["file", "row"]

    def __str__(self) -> str:
        return f"row {self.row}"
