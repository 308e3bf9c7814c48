"""Timetable and cover files: the lessons of groups, and who takes one on a single day."""

from __future__ import annotations

from datetime import date

from integrations.mis.csv.fields import Kind
from integrations.mis.csv.filing.act import Act, Filed, title, year_start_of
from integrations.mis.csv.mapping.timetable import CoverContext, LessonRow, read_covers, read_lessons
from integrations.mis.csv.reading import OpenFile
from schools.models import GroupKind
from schools.queries.calendar import academic_years, closed_dates, school_dates
from schools.queries.known import known_groups, known_lessons, known_periods, known_staff_codes
from schools.services.groups import GroupFacts, file_groups
from schools.services.timetable_import import CoverFacts, LessonFacts, file_cover, file_lessons
from schools.wording import date_words

NO_YEAR = "The calendar has no school year that holds {day}. Bring in its calendar first"
# What a group with lessons may be, likeliest first; one that is not known is a teaching group.
KINDS = (GroupKind.TEACHING, GroupKind.REGISTRATION, GroupKind.YEAR, GroupKind.OTHER)


def file_timetable(file: OpenFile, act: Act) -> Filed:
    """Give the groups of the file its lessons, from today on; groups that are not known are made."""
    rows = read_lessons(
        file.rows(act.tell),
        file.columns,
        file.problems,
        staff_codes=known_staff_codes(act.school),
        periods=known_periods(act.school),
    )
    kinds = {(start, name): kind for start, kind, name in _by_likelihood(known_groups(act.school))}
    lessons = [
        _facts(row, start, kinds.get((start, row.group), GroupKind.TEACHING.value))
        for start, row in _with_years(rows, file, act)
    ]
    groups = dict.fromkeys(
        GroupFacts(lesson.year_starts, lesson.group_kind, lesson.group, None, "") for lesson in lessons
    )
    return Filed(
        {
            "groups": file_groups(school=act.school, groups=list(groups), by=act.by, at=act.at),
            "lessons": file_lessons(school=act.school, lessons=lessons, on=act.on, by=act.by, at=act.at),
        }
    )


def _by_likelihood(groups: list[tuple[date, str, str]]) -> list[tuple[date, str, str]]:
    """The likeliest kind of each name last, so that it is the one that is kept."""
    order = [kind.value for kind in KINDS]
    return sorted(groups, key=lambda group: -order.index(group[1]))


def _with_years(rows: list[LessonRow], file: OpenFile, act: Act) -> list[tuple[date, LessonRow]]:
    years = academic_years(act.school)
    found: list[tuple[date, LessonRow]] = []
    for row in rows:
        on = row.from_on or row.until_on or act.on
        start = year_start_of(on, years)
        if start is None:
            name = title(Kind.TIMETABLE, "from_on")
            file.problems.error(row.row, name, NO_YEAR.format(day=date_words(on)))
        else:
            found.append((start, row))
    return found


def _facts(row: LessonRow, start: date, kind: str) -> LessonFacts:
    return LessonFacts(
        year_starts=start,
        group_kind=kind,
        group=row.group,
        week=row.week,
        weekday=row.weekday,
        period=row.period,
        starts=row.starts,
        ends=row.ends,
        staff_code=row.staff_code,
        room=row.room,
        subject=row.subject,
        from_on=row.from_on,
        until_on=row.until_on,
    )


def file_covers(file: OpenFile, act: Act) -> Filed:
    """Put the people of the file on lessons and registers, for the days that it names."""
    groups = known_groups(act.school)
    context = CoverContext(
        staff_codes=known_staff_codes(act.school),
        registration_groups={name for _, kind, name in groups if kind == GroupKind.REGISTRATION},
        lessons=known_lessons(act.school),
        school_days=school_dates(act.school),
        closures=closed_dates(act.school),
    )
    rows = read_covers(file.rows(act.tell), file.columns, file.problems, context=context)
    covers = [CoverFacts(row.date, row.period, row.group, row.staff_code, row.room) for row in rows]
    return Filed({"cover": file_cover(school=act.school, covers=covers, by=act.by, at=act.at)})
