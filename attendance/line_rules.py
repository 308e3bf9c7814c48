"""Which lines of the law, of the DfE and of the school a pupil's marks cross as of a day. Pure.

Each line is one function over `PupilMarks`: the marks on school days while the pupil was on roll here. Only
possible sessions count. A missing mark is no mark at all: it is in no count, never present, and neither
breaks a run nor adds to it. The day that is asked about bounds what is looked at, so an earlier day is asked
with the marks of today.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from typing import Any, Self

from attendance.codes import (
    ATTENDING_NUMBERS,
    ILLNESS,
    LATE,
    LATE_AFTER_CLOSE,
    POSSIBLE_NUMBERS,
    UNAUTHORISED_NUMBERS,
)
from attendance.lines import Evidence, LineKind
from attendance.thresholds import WHOLE, sessions_before_line
from schools.calendar import academic_year_start, last_school_weeks, monday_of
from schools.year_groups import is_compulsory_school_age

SESSIONS_A_DAY = 2
# Attendance at a tenth missed is persistent absence, at half of them severe: one session in so many.
ONE_IN = {LineKind.PERSISTENT: 10, LineKind.SEVERE: 2}
LATE_NUMBERS = frozenset({LATE, LATE_AFTER_CLOSE})
# G, N and O.
UNSEEN_NUMBERS = frozenset(UNAUTHORISED_NUMBERS) - {LATE_AFTER_CLOSE}
END_OF_WEEK = 6

BELOW = "below"
BY_DAY = "day"
BY_SESSIONS = "sessions"
LINE_KEYS = (
    "figures.persistent_rule",
    "notice.sessions",
    "notice.weeks",
    "notice.bucket",
    "absence.continuous_days",
    "absence.long_days",
    "absence.sickness_days",
    "absence.sickness_unit",
    "late.count",
    "late.weeks",
)

Mark = tuple[date, int, int]


@dataclass(frozen=True, slots=True)
class LineValues:
    """The dated values of the lines: limits in sessions, days and school weeks, and the readings of the law.

    `is_below`: exactly 90 or 50 per cent does not cross. `rolls_by_day`: the weeks of the notice end on the
    day itself. `by_sessions`: two sessions of illness make a day.
    """

    is_below: bool
    notice_sessions: int
    notice_weeks: int
    rolls_by_day: bool
    continuous_days: int
    long_days: int
    sickness_days: int
    by_sessions: bool
    late_count: int
    late_weeks: int

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """The values of `LINE_KEYS` as `schools.value_table` reads them; KeyError for one left out."""
        return cls(
            is_below=values["figures.persistent_rule"] == BELOW,
            notice_sessions=values["notice.sessions"],
            notice_weeks=values["notice.weeks"],
            rolls_by_day=values["notice.bucket"] == BY_DAY,
            continuous_days=values["absence.continuous_days"],
            long_days=values["absence.long_days"],
            sickness_days=values["absence.sickness_days"],
            by_sessions=values["absence.sickness_unit"] == BY_SESSIONS,
            late_count=values["late.count"],
            late_weeks=values["late.weeks"],
        )


@dataclass(frozen=True, slots=True)
class LineDays:
    """From which day on each line looks at marks, as of a day; the same for every pupil of a school.

    A run is followed back to the start of the school year before, so that a summer never hides where it
    began. Without a school day up to then the weeks begin on the day itself.
    """

    on: date
    year_from: date
    runs_from: date
    notice_from: date
    lates_from: date

    @classmethod
    def of(cls, values: LineValues, school_days: Sequence[date], on: date) -> Self:
        """The days of a school; `school_days` is in order and reaches back over the weeks of the values."""
        year_from = academic_year_start(on)
        return cls(
            on=on,
            year_from=year_from,
            runs_from=academic_year_start(year_from - timedelta(days=1)),
            notice_from=notice_from(values, school_days, on),
            lates_from=_weeks_from(values.late_weeks, school_days, on),
        )

    @property
    def marks_from(self) -> date:
        """The first day whose marks any line looks at."""
        return min(self.runs_from, self.notice_from, self.lates_from)


@dataclass(frozen=True, slots=True)
class PupilMarks:
    """A pupil's birthday and marks on roll: day, session and code number of each, oldest first."""

    born_on: date
    marks: Sequence[Mark]

    def between(self, from_on: date, until_on: date) -> Sequence[Mark]:
        """The marks of possible sessions on these days, both included."""
        return [mark for mark in self.all_between(from_on, until_on) if mark[2] in POSSIBLE_NUMBERS]

    def all_between(self, from_on: date, until_on: date) -> Sequence[Mark]:
        """The marks on these days, those of sessions that were not possible included."""
        start = bisect_left(self.marks, (from_on, 0, 0))
        end = bisect_right(self.marks, (until_on + timedelta(days=1), 0, 0))
        return self.marks[start:end]

    def is_of_age(self, on: date) -> bool:
        """Whether the pupil is of compulsory school age on a day (Education Act 1996 s8)."""
        return is_compulsory_school_age(self.born_on, on)


def lines_of(
    pupil: PupilMarks, values: LineValues, school_days: Sequence[date], on: date
) -> dict[LineKind, Evidence]:
    """The lines that a pupil's marks cross as of a day, each with its evidence. `school_days` is in order."""
    return lines_in(pupil, values, LineDays.of(values, school_days, on))


def lines_in(pupil: PupilMarks, values: LineValues, days: LineDays) -> dict[LineKind, Evidence]:
    """The same for one of many pupils of a school, whose days were found once."""
    found = (rule(pupil, values, days) for rule in RULES.values())
    return {evidence.kind: evidence for evidence in found if evidence}


def persistent_line(pupil: PupilMarks, values: LineValues, days: LineDays) -> Evidence | None:
    """Persistent absence: 10% or more of the year's own possible sessions missed (DfE, since 2015/16).

    At every age. A school whose policy says "below 90%" does not count exactly 10%.
    """
    return _part_of_year(LineKind.PERSISTENT, pupil, values, days)


def severe_line(pupil: PupilMarks, values: LineValues, days: LineDays) -> Evidence | None:
    """Severe absence: half or more of the year's own possible sessions missed; also persistent (DfE)."""
    return _part_of_year(LineKind.SEVERE, pupil, values, days)


def notice_line(pupil: PupilMarks, values: LineValues, days: LineDays) -> Evidence | None:
    """The penalty notice: ten sessions of G, N, O or U in ten rolling school weeks, in any mix.

    Across terms and years, at compulsory school age only (the national framework for penalty notices, in
    *Working together to improve school attendance*). N counts until it is settled.
    """
    if not pupil.is_of_age(days.on):
        return None
    missed = [mark for mark in pupil.between(days.notice_from, days.on) if mark[2] in UNAUTHORISED_NUMBERS]
    return _reached(LineKind.NOTICE, missed, values.notice_sessions, days.notice_from, days.on)


def return_line(pupil: PupilMarks, values: LineValues, days: LineDays) -> Evidence | None:
    """The attendance return: ten school days running without authority, counted as twenty sessions.

    At compulsory school age. The run reaches up to the last session: any that was attended or authorised
    breaks it, and one that was not possible neither breaks it nor counts. The days are those of *Working
    together to improve school attendance*, attendance returns; which codes count or break is our reading.
    """
    marks = pupil.between(days.runs_from, days.on)
    return _run(LineKind.RETURN, pupil, marks, values.continuous_days, days, UNAUTHORISED_NUMBERS)


def long_line(pupil: PupilMarks, values: LineValues, days: LineDays) -> Evidence | None:
    """Twenty school days running of G, N and O: ground (i) may be looked at (reg 9(1), SI 2024/208).

    At compulsory school age. Any other code breaks the run: U too, an arrival after the register closed, and
    that of a session which was not possible.
    """
    marks = pupil.all_between(days.runs_from, days.on)
    return _run(LineKind.LONG, pupil, marks, values.long_days, days, UNSEEN_NUMBERS)


def sickness_line(pupil: PupilMarks, values: LineValues, days: LineDays) -> Evidence | None:
    """The sickness return: fifteen days of the school year that contain an I, together or apart.

    At compulsory school age (*Working together to improve school attendance*: sickness returns). Counted in
    days; where the school says so two sessions make a day, and a session over makes none.
    """
    if not pupil.is_of_age(days.on):
        return None
    ill = [mark for mark in pupil.between(days.year_from, days.on) if mark[2] == ILLNESS]
    made = ill[1::SESSIONS_A_DAY] if values.by_sessions else _first_of_each_day(ill)
    if len(made) < values.sickness_days:
        return None
    return Evidence(
        LineKind.SICKNESS,
        count=len(made),
        limit=values.sickness_days,
        from_on=days.year_from,
        until_on=days.on,
        reached_on=made[values.sickness_days - 1][0],
        sessions=tuple(ill),
    )


def lates_line(pupil: PupilMarks, values: LineValues, days: LineDays) -> Evidence | None:
    """Punctuality: so many sessions of L and U in the last school weeks, at every age (the school's own)."""
    late = [mark for mark in pupil.between(days.lates_from, days.on) if mark[2] in LATE_NUMBERS]
    return _reached(LineKind.LATES, late, values.late_count, days.lates_from, days.on)


def is_crossed(kind: LineKind, absent: int, possible: int, *, is_below: bool) -> bool:
    """Whether so many sessions missed are persistent or severe absence; never without possible sessions."""
    missed = absent * ONE_IN[kind]
    return missed > possible > 0 if is_below else missed >= possible > 0


def fewest_absences(kind: LineKind, possible: int, *, is_below: bool) -> int:
    """With how many sessions missed of so many possible a pupil is persistently or severely absent."""
    return sessions_before_line(0, possible, WHOLE - WHOLE // ONE_IN[kind], is_below=is_below)


def notice_from(values: LineValues, school_days: Sequence[date], on: date) -> date:
    """The first day of the rolling school weeks of the penalty notice (the national framework).

    Whole weeks from Monday, or, rolling by day, the day after the same weekday of the school week before
    them; in a holiday the last school week has run out. `school_days` is in order.
    """
    if not values.rolls_by_day:
        return _weeks_from(values.notice_weeks, school_days, on)
    mondays = last_school_weeks(on, school_days, values.notice_weeks + 1)
    if len(mondays) <= values.notice_weeks:
        return mondays[0] if mondays else on
    weekday = on.weekday() if mondays[-1] == monday_of(on) else END_OF_WEEK
    return mondays[0] + timedelta(days=weekday + 1)


def _weeks_from(weeks: int, school_days: Sequence[date], on: date) -> date:
    """The Monday of the first of the last school weeks up to a day; the day itself where there are none."""
    return next(iter(last_school_weeks(on, school_days, weeks)), on)


def _part_of_year(kind: LineKind, pupil: PupilMarks, values: LineValues, days: LineDays) -> Evidence | None:
    marks = pupil.between(days.year_from, days.on)
    absent = sum(number not in ATTENDING_NUMBERS for _, _, number in marks)
    if not is_crossed(kind, absent, len(marks), is_below=values.is_below):
        return None
    *_, reached_on = _crossings(kind, marks, is_below=values.is_below)
    return Evidence(
        kind,
        count=absent,
        limit=fewest_absences(kind, len(marks), is_below=values.is_below),
        from_on=days.year_from,
        until_on=days.on,
        reached_on=reached_on,
        possible=len(marks),
    )


def _crossings(kind: LineKind, marks: Sequence[Mark], *, is_below: bool) -> Iterator[date]:
    """Each day on which an absence took the year so far over the line."""
    absent, was_over = 0, False
    for possible, (day, _, number) in enumerate(marks, start=1):
        absent += number not in ATTENDING_NUMBERS
        is_over = is_crossed(kind, absent, possible, is_below=is_below)
        if is_over and not was_over:
            yield day
        was_over = is_over


def _run(
    kind: LineKind,
    pupil: PupilMarks,
    marks: Sequence[Mark],
    limit_days: int,
    days: LineDays,
    counted: Collection[int],
) -> Evidence | None:
    if not pupil.is_of_age(days.on):
        return None
    run = list(takewhile(lambda mark: mark[2] in counted, reversed(marks)))[::-1]
    if not run:
        return None
    return _reached(kind, run, limit_days * SESSIONS_A_DAY, run[0][0], run[-1][0])


def _reached(
    kind: LineKind, sessions: Sequence[Mark], limit: int, from_on: date, until_on: date
) -> Evidence | None:
    """The evidence of a line that is reached by the `limit`th of its sessions, or None."""
    if len(sessions) < limit:
        return None
    return Evidence(
        kind,
        count=len(sessions),
        limit=limit,
        from_on=from_on,
        until_on=until_on,
        reached_on=sessions[limit - 1][0],
        sessions=tuple(sessions),
    )


def _first_of_each_day(marks: Sequence[Mark]) -> list[Mark]:
    return [mark for place, mark in enumerate(marks) if not place or marks[place - 1][0] != mark[0]]


RULES: Mapping[LineKind, Callable[[PupilMarks, LineValues, LineDays], Evidence | None]] = {
    LineKind.PERSISTENT: persistent_line,
    LineKind.SEVERE: severe_line,
    LineKind.NOTICE: notice_line,
    LineKind.RETURN: return_line,
    LineKind.LONG: long_line,
    LineKind.SICKNESS: sickness_line,
    LineKind.LATES: lates_line,
}
