"""Two school years of two schools of a trust, and pupils' marks written as letters: "OO" is a day of O.

In a day's two letters "/" is present, "-" is no mark at all, and a letter is filed as the code of its day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from attendance.codes import PRESENT_AFTERNOON, PRESENT_MORNING, find_code
from attendance.line_rules import LINE_KEYS, LineValues, Mark, PupilMarks, lines_of
from attendance.lines import Evidence, LineKind
from schools.calendar import (
    ClosureSpec,
    HalfTermSpec,
    YearSpec,
    build_school_days,
)
from schools.value_table import BY_KEY

LAST_YEAR = YearSpec(
    date(2025, 9, 1),
    date(2026, 8, 31),
    (
        HalfTermSpec(1, date(2025, 9, 3), date(2025, 10, 24)),
        HalfTermSpec(2, date(2025, 11, 3), date(2025, 12, 19)),
        HalfTermSpec(3, date(2026, 1, 5), date(2026, 2, 13)),
        HalfTermSpec(4, date(2026, 2, 23), date(2026, 3, 27)),
        HalfTermSpec(5, date(2026, 4, 13), date(2026, 5, 22)),
        HalfTermSpec(6, date(2026, 6, 1), date(2026, 7, 21)),
    ),
)
THIS_YEAR = YearSpec(
    date(2026, 9, 1),
    date(2027, 8, 31),
    (
        HalfTermSpec(1, date(2026, 9, 1), date(2026, 10, 23)),
        HalfTermSpec(2, date(2026, 11, 2), date(2026, 12, 18)),
        HalfTermSpec(3, date(2027, 1, 4), date(2027, 2, 12)),
        HalfTermSpec(4, date(2027, 2, 22), date(2027, 3, 25)),
        HalfTermSpec(5, date(2027, 4, 12), date(2027, 5, 28)),
        HalfTermSpec(6, date(2027, 6, 7), date(2027, 7, 21)),
    ),
)


def days_of_school(*closures: ClosureSpec) -> tuple[date, ...]:
    """The school days of both years of a school with these closures, in order."""
    last = build_school_days(LAST_YEAR, closures)
    return tuple(day.date for day in (*last, *build_school_days(THIS_YEAR, closures, after=last[-1])))


MARLOWE = days_of_school()
# The other school of the trust has a second week of holiday in the autumn.
ASHGROVE = days_of_school(ClosureSpec(date(2026, 11, 2), date(2026, 11, 6)))
DEFAULT = LineValues.of({key: BY_KEY[key].read(BY_KEY[key].default) for key in LINE_KEYS})
IN_YEAR_8 = date(2014, 3, 1)


def school_days(first: date, last: date, days: Sequence[date] = MARLOWE) -> list[date]:
    """The school days from one day to another, both included."""
    return [day for day in days if first <= day <= last]


def missed(letter: str, sessions: int, days: Iterable[date]) -> dict[date, str]:
    """So many sessions of a letter, two a day, the last of an odd number in a morning."""
    wanted = dict.fromkeys(days, letter * 2)
    found = dict(list(wanted.items())[: -(-sessions // 2)])
    assert sessions <= 2 * len(found), "there are too few days"
    if sessions % 2:
        found[list(found)[-1]] = f"{letter}/"
    return found


def pupil(
    letters: Mapping[date, str],
    *,
    since: date,
    until: date,
    days: Sequence[date] = MARLOWE,
    born_on: date = IN_YEAR_8,
) -> PupilMarks:
    """A pupil who was here on every school day of a stay, but for these letters."""
    marks = [
        mark
        for day in school_days(since, until, days)
        for session, letter in enumerate(letters.get(day, "//"), start=1)
        for mark in _mark(day, session, letter)
    ]
    return PupilMarks(born_on, marks)


def line(
    kind: LineKind,
    marks: PupilMarks,
    on: date,
    *,
    values: LineValues = DEFAULT,
    days: Sequence[date] = MARLOWE,
) -> Evidence | None:
    """The evidence of one line as of a day, if the pupil's marks cross it."""
    return lines_of(marks, values, days, on).get(kind)


def count_of(evidence: Evidence | None) -> int | None:
    """The count of a line that is crossed; None for one that is not."""
    return evidence.count if evidence else None


def _mark(day: date, session: int, letter: str) -> list[Mark]:
    if letter == "-":
        return []
    if letter == "/":
        return [(day, session, PRESENT_MORNING if session == 1 else PRESENT_AFTERNOON)]
    code = find_code(letter, day)
    assert code is not None, f"{letter} is no code on {day}"
    return [(day, session, code.number)]
