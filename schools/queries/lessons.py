"""The lessons of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

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
    period: str
    starts: time
    ends: time
    subject: str
    room: str
    teacher: str
    cover: str
    cover_id: int | None


def lessons_on(school: School, on: date) -> QuerySet[Lesson]:
    """The lessons that meet on a school day, each with its `cover` of that day."""
    return (
        Lesson.objects.filter(in_force(on), school=school, weekday=on.weekday())
        .filter(week__in=weeks_that_meet(week_on(school, on)))
        .alias(cover=FilteredRelation("covers", condition=Q(covers__date=on)))
        .order_by("starts", "group__name", "pk")
    )


def lessons_today(lessons: QuerySet[Lesson]) -> list[LessonToday]:
    """These lessons as pages show them: one statement."""
    rows = lessons.values_list(
        "pk",
        "group_id",
        "group__name",
        "period",
        "starts",
        "ends",
        "subject",
        F("cover__room"),
        "room",
        "staff__title_name",
        F("cover__staff__title_name"),
        F("cover__staff_id"),
    )
    return [
        LessonToday(*known, room=moved or room, teacher=teacher or "", cover=cover or "", cover_id=cover_id)
        for *known, moved, room, teacher, cover, cover_id in rows
    ]


def own_lessons(rights: Rights, *, on: date) -> list[LessonToday]:
    """The lessons that a person has or covers on a school day, in order: three statements at most."""
    theirs = Q(staff__user=rights.user) | Q(cover__staff__user=rights.user)
    return lessons_today(lessons_on(rights.school, on).filter(theirs))
