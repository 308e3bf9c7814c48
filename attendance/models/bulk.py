"""Marks set for many at once: the act, and what each mark was before, so that it can be undone as one."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from attendance.models.register import SESSIONS
from schools.models import Pupil, School


class BulkKind(models.TextChoices):
    """What a bulk act is: a code for a list of pupils, or the closure of the school or a part of it."""

    CODES = "codes", "codes in bulk"
    CLOSURE = "closure", "closure"


class BulkAct(models.Model):
    """One act that set a code for many sessions. Only a closure may set Y3 and Y4."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=7, choices=BulkKind.choices)
    code = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=200)
    whom = models.CharField(max_length=300, help_text="The groups or pupils, in words")
    starts_on = models.DateField()
    ends_on = models.DateField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["school", "-made_at"], name="bulk_act_school")]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="bulk_act_has_reason"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="bulk_act_undone_when_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_on}"


class BulkMark(models.Model):
    """One mark that a bulk act set: what stood before, and the version that the act left."""

    act = models.ForeignKey(BulkAct, on_delete=models.CASCADE, related_name="marks", db_index=False)
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+", db_index=False)
    date = models.DateField()
    session = models.PositiveSmallIntegerField(choices=SESSIONS)
    before = models.PositiveSmallIntegerField(null=True, help_text="Null where no mark stood")
    minutes_before = models.PositiveSmallIntegerField(null=True)
    source_before = models.CharField(max_length=8, blank=True)
    note_before = models.CharField(max_length=200, blank=True)
    version = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["date", "session", "pupil"]
        indexes = [models.Index(fields=["pupil", "date", "session"], name="bulk_mark_mark")]
        constraints = [
            models.UniqueConstraint(fields=["act", "pupil", "date", "session"], name="bulk_mark_once"),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.get_session_display()}"
