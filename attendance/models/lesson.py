"""What a pupil did in a lesson. No statutory mark: attendance figures never count these rows."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from schools.models import Lesson, Pupil, School


class LessonCode(models.TextChoices):
    """What a teacher marks in a lesson."""

    PRESENT = "/", "here"
    LATE = "L", "late"
    ABSENT = "N", "not here"


class LessonTaken(models.Model):
    """A lesson of one day that was marked: the row appears with its first mark."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="+")
    date = models.DateField()
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["date", "lesson"]
        indexes = [models.Index(fields=["school", "date"], name="lesson_taken_school_day")]
        constraints = [models.UniqueConstraint(fields=["lesson", "date"], name="lesson_taken_once")]

    def __str__(self) -> str:
        return str(self.date)


class LessonMark(models.Model):
    """One pupil's mark in one lesson of one day. No row means unmarked."""

    pk = models.CompositePrimaryKey("pupil_id", "date", "lesson_id")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+", db_index=False)
    date = models.DateField()
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    code = models.CharField(max_length=1, choices=LessonCode.choices)
    minutes_late = models.PositiveSmallIntegerField(null=True, blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["date", "lesson"]
        indexes = [
            models.Index(fields=["school", "date"], name="lesson_mark_school_day", include=["code"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(code__in=LessonCode.values), name="lesson_mark_code"),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.code}"


class FollowUpOutcome(models.TextChoices):
    """How a pupil who was missing from a lesson was accounted for."""

    TRUANTED = "truanted", "Truanted, in school"
    LEFT_SITE = "left_site", "Left the site without leave"
    WITH_STAFF = "with_staff", "With another member of staff"
    MEDICAL = "medical", "In the medical room"
    SIGNED_OUT = "signed_out", "Had left with leave"
    IN_LESSON = "in_lesson", "Was in the lesson, marked by mistake"
    OTHER = "other", "Other (say what)"


class LessonFollowUp(models.Model):
    """A pupil present for the session and missing from a lesson, followed to an outcome."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="+")
    date = models.DateField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    found_at = models.DateTimeField(null=True, blank=True)
    found_where = models.CharField(max_length=120, blank=True)
    parent_told_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=FollowUpOutcome.choices, blank=True)
    words = models.CharField(max_length=300, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-date", "lesson"]
        indexes = [models.Index(fields=["school", "date"], name="follow_up_school_day")]
        constraints = [
            models.UniqueConstraint(fields=["pupil", "lesson", "date"], name="follow_up_once"),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, outcome="")
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(outcome="")),
                name="follow_up_settled_with_outcome",
            ),
        ]

    def __str__(self) -> str:
        return str(self.date)
