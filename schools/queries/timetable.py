"""The timetable of a group or a teacher, and the bell times that it keeps."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, time

from django.http import Http404

from schools.access import Rights, in_force
from schools.models import Group, GroupKind, Lesson, Period, School
from schools.timetable import EVERY_WEEK, WEEKDAYS, weeks_that_meet
from schools.wording import time_words


@dataclass(frozen=True)
class GridLesson:
    """A lesson in its cell."""

    pk: int
    group: str
    subject: str
    room: str
    teacher: str
    is_every_week: bool


@dataclass(frozen=True)
class GridRow:
    """A period with its lessons of each weekday; `times` are those of most of them."""

    period: str
    times: str
    cells: list[tuple[str, list[GridLesson]]]


@dataclass(frozen=True)
class PeriodLine:
    """Bell times of a period."""

    pk: int
    code: str
    weekday: str
    starts: time
    ends: time


def grid(school: School, *, on: date, week: int, group: int | None, staff: int | None) -> list[GridRow]:
    """The lessons of a group or of a teacher in one week of the rotation, as they stand on a day."""
    rows = Lesson.objects.filter(in_force(on), school=school, week__in=weeks_that_meet(week))
    if group is None and staff is None:
        return []
    if group is not None:
        rows = rows.filter(group=group)
    if staff is not None:
        rows = rows.filter(staff=staff)
    found: dict[str, list[Lesson]] = defaultdict(list)
    for lesson in rows.select_related("group", "staff").order_by("starts", "group__name", "pk"):
        found[lesson.period].append(lesson)
    return [_row(period, lessons) for period, lessons in found.items()]


def _row(period: str, lessons: list[Lesson]) -> GridRow:
    cells: list[list[GridLesson]] = [[] for _ in WEEKDAYS]
    for lesson in lessons:
        teacher = lesson.staff.title_name if lesson.staff else ""
        cells[lesson.weekday].append(
            GridLesson(
                lesson.pk,
                lesson.group.name,
                lesson.subject,
                lesson.room,
                teacher,
                lesson.week == EVERY_WEEK,
            )
        )
    times = [f"{time_words(lesson.starts)} to {time_words(lesson.ends)}" for lesson in lessons]
    usual = max(sorted(set(times)), key=times.count)
    return GridRow(period, usual, list(zip(WEEKDAYS, cells, strict=True)))


def groups_with_lessons(school: School, *, on: date) -> list[tuple[int, str]]:
    """The groups of the year of a day that may have lessons, by name; year groups come last."""
    rows = Group.objects.filter(
        school=school, academic_year__starts_on__lte=on, academic_year__ends_on__gte=on
    )
    named = rows.values_list("pk", "name", "kind").order_by("year_group", "name")
    return [(pk, name) for pk, name, kind in sorted(named, key=lambda row: row[2] == GroupKind.YEAR)]


def period_lines(school: School) -> list[PeriodLine]:
    """The bell times of a school in the order of the day."""
    rows = Period.objects.filter(school=school).order_by("starts", "code", "weekday")
    return [
        PeriodLine(
            row.pk,
            row.code,
            "every day" if row.weekday is None else WEEKDAYS[row.weekday],
            row.starts,
            row.ends,
        )
        for row in rows
    ]


def known_periods(school: School) -> dict[tuple[str, int | None], tuple[time, time]]:
    """Bell times by period and weekday, for files that speak of them; None is every other day."""
    rows = Period.objects.filter(school=school)
    return {(row.code, row.weekday): (row.starts, row.ends) for row in rows}


def get_lesson(rights: Rights, lesson_id: int) -> Lesson:
    """A lesson of the school with its group and teacher; 404 otherwise."""
    rows = Lesson.objects.select_related("group__academic_year", "staff")
    lesson = rows.filter(school=rights.school, pk=lesson_id).first()
    if lesson is None:
        raise Http404
    return lesson
