"""The timetable: when lessons are, who teaches them, and who covers one today.

A lesson recurs; what a pupil did in it on one day is attendance's to keep, and is no statutory mark.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from schools.models.group import Group
from schools.models.school import School
from schools.models.staff import Staff


class Period(models.Model):
    """A lesson's place in the day by the bell; one without a weekday holds on all days that have none."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="periods")
    code = models.CharField(max_length=10)
    weekday = models.SmallIntegerField(null=True, blank=True, help_text="0 is Monday")
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        ordering = ["weekday", "starts"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "code", "weekday"], nulls_distinct=False, name="period_once"
            ),
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="period_in_order"),
            models.CheckConstraint(
                condition=Q(weekday=None) | Q(weekday__range=(0, 4)), name="period_weekday_is_a_weekday"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Lesson(models.Model):
    """A group's recurring lesson: its week of the rotation, weekday, period, teacher and room.

    `week` 0 is every week; 1 and 2 are the weeks of a two-week timetable. The times are a copy of the
    period's, so that a new bell does not move the lessons of the past.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="lessons")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="lessons")
    week = models.SmallIntegerField(default=0)
    weekday = models.SmallIntegerField(help_text="0 is Monday")
    period = models.CharField(max_length=10)
    starts = models.TimeField()
    ends = models.TimeField()
    subject = models.CharField(max_length=60, blank=True)
    room = models.CharField(max_length=40, blank=True)
    staff = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.SET_NULL, related_name="lessons")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="The last day")

    class Meta:
        ordering = ["weekday", "starts", "group"]
        indexes = [
            models.Index(fields=["staff", "weekday"], name="lesson_staff"),
            models.Index(fields=["school", "weekday"], name="lesson_school"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "week", "weekday", "period", "staff", "from_on"],
                nulls_distinct=False,
                name="lesson_once",
            ),
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="lesson_in_order"),
            models.CheckConstraint(condition=Q(week__range=(0, 2)), name="lesson_week_of_two"),
            models.CheckConstraint(condition=Q(weekday__range=(0, 4)), name="lesson_weekday_is_a_weekday"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="lesson_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.period}"


class LessonCover(models.Model):
    """Who takes one lesson on one day in place of its teacher."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="covers")
    date = models.DateField()
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="lesson_covers")
    room = models.CharField(max_length=40, blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["date", "lesson"]
        indexes = [models.Index(fields=["staff", "date"], name="lesson_cover_staff")]
        constraints = [models.UniqueConstraint(fields=["lesson", "date"], name="lesson_cover_once")]
