"""The registers and lessons of a day that need somebody else, and who covers them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, time

from django.db.models import F, Q

from schools.access import in_force
from schools.models import Group, GroupKind, GroupStaff, School, Staff, StaffPart
from schools.queries.lessons import LessonToday, lessons_on, lessons_today
from schools.wording import time_words

MOST_WITHOUT_TEACHER = 20


@dataclass(frozen=True)
class CoverLine:
    """A register or lesson of a day: its own teachers, and who takes it in their place."""

    key: str
    group: str
    what: str
    when: str
    starts: time | None
    ends: time | None
    teacher: str
    cover: str
    cover_id: int | None


@dataclass(frozen=True)
class CoverDay:
    """What needs cover on a day: of the person who is away, and what has no teacher; and what has it."""

    lines: list[CoverLine]
    covered: list[CoverLine]
    more: int


def staff_choices(school: School) -> list[tuple[int, str]]:
    """The staff of a school with their codes, by name; who has no sign-in is named as such."""
    rows = Staff.objects.filter(school=school).order_by("full_name")
    return [(row.pk, f"{row.title_name} ({row.code}{'' if row.user_id else ', no sign-in'})") for row in rows]


def cover_day(school: School, on: date, *, away: int | None) -> CoverDay:
    """What needs cover on a school day and what has it: five statements at most, whatever their number.

    `away` is the member of staff whose registers and lessons are asked for.
    """
    parts = _parts(school, on)
    groups = Group.objects.filter(
        school=school,
        kind=GroupKind.REGISTRATION,
        academic_year__starts_on__lte=on,
        academic_year__ends_on__gte=on,
    )
    registers = [
        (_register_line(group, parts[group.pk]), [row.staff_id for row in parts[group.pk]])
        for group in groups.order_by("year_group", "name")
    ]
    wanted = Q(staff=None) | Q(cover__isnull=False) | Q(staff_id=away)
    lessons = [(_lesson_line(row), row) for row in lessons_today(lessons_on(school, on).filter(wanted))]
    due = [line for line, staff in registers if away in staff or not staff]
    due += [line for line, row in lessons if away is not None and away in (row.teacher_id, row.cover_id)]
    spare = [line for line, row in lessons if row.teacher_id is None and row.cover_id is None]
    return CoverDay(
        lines=due + spare[:MOST_WITHOUT_TEACHER],
        covered=[line for line, _ in (*registers, *lessons) if line.cover],
        more=max(0, len(spare) - MOST_WITHOUT_TEACHER),
    )


def busy_at(school: School, on: date) -> list[tuple[int, time, time]]:
    """Who has or covers a lesson on a day, and when."""
    rows = lessons_on(school, on).values_list("staff_id", F("cover__staff_id"), "starts", "ends")
    return [(who, starts, ends) for staff, cover, starts, ends in rows if (who := cover or staff)]


def _parts(school: School, on: date) -> dict[int, list[GroupStaff]]:
    found: dict[int, list[GroupStaff]] = defaultdict(list)
    rows = GroupStaff.objects.filter(in_force(on), group__school=school).select_related("staff")
    for row in rows.order_by("from_on", "pk"):
        found[row.group_id].append(row)
    return found


def _register_line(group: Group, parts: list[GroupStaff]) -> CoverLine:
    cover = next((row for row in parts if row.part == StaffPart.COVER), None)
    return CoverLine(
        key=f"register-{group.pk}",
        group=group.name,
        what="registers",
        when="morning and afternoon",
        starts=None,
        ends=None,
        teacher=", ".join(row.staff.title_name for row in parts if row.part == StaffPart.TUTOR),
        cover=cover.staff.title_name if cover else "",
        cover_id=cover.staff_id if cover else None,
    )


def _lesson_line(row: LessonToday) -> CoverLine:
    return CoverLine(
        key=f"lesson-{row.lesson_id}",
        group=row.group,
        what=f"{row.subject or 'lesson'}, {row.period}",
        when=f"{time_words(row.starts)} to {time_words(row.ends)}",
        starts=row.starts,
        ends=row.ends,
        teacher=row.teacher,
        cover=row.cover,
        cover_id=row.cover_id,
    )
