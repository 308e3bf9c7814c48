"""Rows of a timetable file, a lesson each, and of a cover file (pure)."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from integrations.mis.csv.headings import ColumnMap
from integrations.mis.csv.mapping.cells import WORD_LIMIT, Row, each_row
from integrations.mis.csv.mapping.problems import Problems, quoted
from schools.wording import date_words

PERIOD_LIMIT, SUBJECT_LIMIT, CODE_LIMIT = 10, 60, 20
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
DAYS = {
    name: str(place)
    for place, day in enumerate(WEEKDAYS)
    for name in (str(place + 1), *(day[:length].lower() for length in range(3, len(day) + 1)))
}
WEEKS = {
    "every": "0", "everyweek": "0", "both": "0", "0": "0", "12": "0", "ab": "0",
    "1": "1", "week1": "1", "a": "1", "weeka": "1", "wk1": "1", "wka": "1",
    "2": "2", "week2": "2", "b": "2", "weekb": "2", "wk2": "2", "wkb": "2",
}  # fmt: skip
REGISTERS = {"", "reg", "registration", "register", "tutor", "form"}
CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?::00)?")
NO_TIMES = "Period {period} has no times here on a {day}. Give them under Starts and Ends"


@dataclass(frozen=True, slots=True)
class LessonRow:
    """One lesson of a group. `week` 0 is every week; `weekday` 0 is Monday; None is not said."""

    row: int
    group: str
    week: int
    weekday: int
    period: str
    starts: time | None
    ends: time | None
    staff_code: str
    room: str
    subject: str
    from_on: date | None
    until_on: date | None


@dataclass(frozen=True, slots=True)
class CoverRow:
    """Who takes a lesson of a group, or without a period its registers, on one day."""

    row: int
    date: date
    group: str
    period: str
    staff_code: str
    room: str


@dataclass(frozen=True, slots=True)
class CoverContext:
    """What covers are held against: lessons are (group, weekday, period)."""

    staff_codes: Container[str]
    registration_groups: Container[str]
    lessons: Container[tuple[str, int, str]]
    school_days: Container[date]
    closures: Mapping[date, str]


def read_lessons(
    rows: Iterable[tuple[int, list[str]]],
    columns: ColumnMap,
    problems: Problems,
    *,
    staff_codes: Container[str],
    periods: Container[tuple[str, int | None]],
) -> list[LessonRow]:
    """The good rows of a timetable for known staff; `periods` are those whose times stand here."""
    read: list[tuple[Row, LessonRow]] = []
    for row in each_row(rows, columns, problems):
        lesson = _read_lesson(row)
        _check_staff(row, lesson.staff_code, staff_codes)
        if row.is_good:
            read.append((row, lesson))
    told = _periods_told([lesson for _, lesson in read])
    for row, lesson in read:
        slots = ((lesson.period, lesson.weekday), (lesson.period, None))
        if lesson.starts is None and not any(slot in told or slot in periods for slot in slots):
            day = WEEKDAYS[lesson.weekday]
            row.error("period", NO_TIMES.format(period=lesson.period, day=day))
    return [lesson for row, lesson in read if row.is_good]


def _periods_told(lessons: Sequence[LessonRow]) -> set[tuple[str, int | None]]:
    """The periods to which the file itself gives times, by weekday; on all days where they agree."""
    times: dict[str, set[tuple[time | None, time | None]]] = {}
    told: set[tuple[str, int | None]] = set()
    for lesson in lessons:
        if lesson.starts:
            times.setdefault(lesson.period, set()).add((lesson.starts, lesson.ends))
            told.add((lesson.period, lesson.weekday))
    return told | {(period, None) for period, found in times.items() if len(found) == 1}


def _read_lesson(row: Row) -> LessonRow:
    from_on, until_on = row.day("from_on"), row.day("until_on")
    if from_on and until_on and until_on < from_on:
        row.error("until_on", "The last day must not be before the first")
    starts, ends = _clock(row, "starts"), _clock(row, "ends")
    if (starts is None) != (ends is None) and row.is_good:
        row.error("ends" if starts else "starts", "Give both times of the lesson, or neither")
    if starts and ends and starts >= ends:
        row.error("ends", "A lesson must end after it starts")
    return LessonRow(
        row=row.number,
        group=row.text("group", needed=True, limit=WORD_LIMIT),
        week=_choice(row, "week", WEEKS, "a week of the timetable: 1, 2, A or B", default="0"),
        weekday=_choice(row, "day", DAYS, "a day from Monday to Friday"),
        period=row.text("period", needed=True, limit=PERIOD_LIMIT),
        starts=starts,
        ends=ends,
        staff_code=row.text("staff_code", limit=CODE_LIMIT),
        room=row.text("room", limit=WORD_LIMIT),
        subject=row.text("subject", limit=SUBJECT_LIMIT),
        from_on=from_on,
        until_on=until_on,
    )


def _choice(row: Row, field: str, choices: Mapping[str, str], what: str, *, default: str = "") -> int:
    """The number that a word stands for; 0, and told, for any other word."""
    text = row.text(field, needed=not default)
    if not text:
        return 0
    found = choices.get("".join(character for character in text.casefold() if character.isalnum()))
    if found is None:
        row.error(field, f"{quoted(text)} is not {what}")
    return int(found or 0)


def _clock(row: Row, field: str) -> time | None:
    text = row.text(field)
    if not text:
        return None
    found = CLOCK.fullmatch(text)
    if found and int(found[1]) < 24 and int(found[2]) < 60:
        return time(int(found[1]), int(found[2]))
    row.error(field, f"{quoted(text)} is not a time. Write it as 09:05")
    return None


def _check_staff(row: Row, code: str, staff_codes: Container[str]) -> None:
    if code and code not in staff_codes:
        row.error("staff_code", f"No member of staff has the code {quoted(code)}")


def read_covers(
    rows: Iterable[tuple[int, list[str]]], columns: ColumnMap, problems: Problems, *, context: CoverContext
) -> list[CoverRow]:
    """The good rows of a cover file: of lessons and registers that there are, on school days."""
    covers: list[CoverRow] = []
    for row in each_row(rows, columns, problems):
        cover = _read_cover(row)
        _check_staff(row, cover.staff_code, context.staff_codes)
        if row.is_good:
            _check_cover(row, cover, context)
        if row.is_good:
            covers.append(cover)
    return covers


def _read_cover(row: Row) -> CoverRow:
    period = row.text("period", limit=PERIOD_LIMIT)
    return CoverRow(
        row=row.number,
        date=row.day("covered_on", needed=True) or date.min,
        group=row.text("group", needed=True, limit=WORD_LIMIT),
        period="" if period.casefold() in REGISTERS else period,
        staff_code=row.text("staff_code", needed=True, limit=CODE_LIMIT),
        room=row.text("room", limit=WORD_LIMIT),
    )


def _check_cover(row: Row, cover: CoverRow, context: CoverContext) -> None:
    if cover.date not in context.school_days:
        reason = context.closures.get(cover.date, "it is not a school day in the calendar")
        row.error("covered_on", f"School is closed on {date_words(cover.date)}: {reason}")
    elif not cover.period:
        if cover.group not in context.registration_groups:
            row.error("group", f"No registration group is called {quoted(cover.group)}")
    elif (cover.group, cover.date.weekday(), cover.period) not in context.lessons:
        day = WEEKDAYS[cover.date.weekday()]
        row.error("period", f"{cover.group} has no lesson in period {cover.period} on a {day}")
