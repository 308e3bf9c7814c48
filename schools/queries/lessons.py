"""The lessons of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet

from schools.access import Rights, in_force
from schools.models import Lesson, School
from schools.queries.rotation import week_on
from schools.timetable import weeks_that_meet


@dataclass(frozen=True)
class LessonToday:
    """A lesson on one day, with who takes it; `cover` is empty while its own teacher does."""

    lesson_id: int
    group_id: int
    group: str
    year_group: int | None
    period: str
    starts: time
    ends: time
    subject: str
    teacher_id: int | None
    room: str
    teacher: str
    cover: str
    cover_id: int | None


def lessons_on(school: School, on: date) -> QuerySet[Any]:
    """The lessons that meet on a school day, each with its `cover` of that day."""
    return (
        Lesson.objects.filter(in_force(on), school=school, weekday=on.weekday())
        .filter(week__in=weeks_that_meet(week_on(school, on)))
        .alias(cover=FilteredRelation("covers", condition=Q(covers__date=on)))
        .order_by("starts", "group__name", "pk")
    )


def lessons_today(lessons: QuerySet[Any]) -> list[LessonToday]:
    """These lessons as pages show them: one statement."""
    rows = lessons.annotate(
        moved_to=F("cover__room"), cover_id=F("cover__staff_id"), cover_name=F("cover__staff__title_name")
    ).select_related("group", "staff")
    return [
        LessonToday(
            lesson_id=row.pk,
            group_id=row.group_id,
            group=row.group.name,
            year_group=row.group.year_group,
            period=row.period,
            starts=row.starts,
            ends=row.ends,
            subject=row.subject,
            teacher_id=row.staff_id,
            room=row.moved_to or row.room,
            teacher=row.staff.title_name if row.staff else "",
            cover=row.cover_name or "",
            cover_id=row.cover_id,
        )
        for row in rows
    ]


def own_lessons(rights: Rights, *, on: date) -> list[LessonToday]:
    """The lessons that a person has or covers on a school day, in order: three statements at most."""
    theirs = Q(staff__user=rights.user) | Q(cover__staff__user=rights.user)
    return lessons_today(lessons_on(rights.school, on).filter(theirs))
