"""Random histories of pupils without a pattern, as real schools have them, and planted patterns.

Rates differ among pupils as widely as in England; absences are spells of one to five days, some begin at noon
and some are of half a day; Fridays, winter and the days beside closures are worse for everybody.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from attendance.codes import ILLNESS, LATE, LATE_AFTER_CLOSE, MEDICAL, NO_REASON, UNKNOWN_CIRCUMSTANCES
from attendance.line_rules import Mark
from attendance.patterns.find import find_patterns
from attendance.patterns.history import History, history_of, sibling_of
from attendance.patterns.kinds import Pattern
from attendance.patterns.shape import SchoolShape, shape_of
from attendance.patterns.values import PATTERN_KEYS, PatternValues
from schools.calendar import ClosureSpec, HalfTermSpec, YearSpec, build_school_days
from schools.value_table import BY_KEY

VALUES = PatternValues.of({key: BY_KEY[key].default for key in PATTERN_KEYS})
AM, PM = 1, 2
PRESENT = {AM: 10, PM: 11}
HOLIDAY, GRANTED = 200, 100
WEEK = (1.05, 0.95, 0.9, 0.95, 1.25)
LATE_WEEK = (1.4, 1.0, 0.9, 0.9, 1.0)
SEASON = {9: 0.7, 10: 0.9, 11: 1.2, 12: 1.5, 1: 1.3, 2: 1.1, 3: 1.0, 4: 0.9, 5: 0.8, 6: 0.9, 7: 0.9}
LENGTHS = ((56, 22, 12, 5, 5), (42, 24, 15, 8, 11))
CODES = (ILLNESS,) * 12 + (NO_REASON, UNKNOWN_CIRCUMSTANCES, UNKNOWN_CIRCUMSTANCES, HOLIDAY, GRANTED, MEDICAL)
TERMS = (
    ((date(2026, 9, 2), date(2026, 10, 23)), (date(2026, 11, 2), date(2026, 12, 18))),
    ((date(2027, 1, 4), date(2027, 2, 12)), (date(2027, 2, 22), date(2027, 3, 25))),
    ((date(2027, 4, 12), date(2027, 5, 28)), (date(2027, 6, 7), date(2027, 7, 21))),
)
CLOSURES = (
    (date(2026, 9, 2), date(2026, 9, 2)),
    (date(2026, 11, 27), date(2026, 11, 27)),
    (date(2027, 5, 3), date(2027, 5, 3)),
    (date(2027, 6, 28), date(2027, 6, 28)),
)


def school_days(shift: int = 0) -> list[date]:
    """The school days of 2026/27; `shift` moves the planned closures by so many days."""
    halves = [half for term in TERMS for half in term]
    year = YearSpec(
        date(2026, 9, 1),
        date(2027, 8, 31),
        tuple(HalfTermSpec(number, *half) for number, half in enumerate(halves, start=1)),
    )
    closures = [
        ClosureSpec(*(day.replace(day=min(28, day.day + shift)) for day in closure)) for closure in CLOSURES
    ]
    return [day.date for day in build_school_days(year, closures)]


@dataclass(frozen=True)
class Drawn:
    """A school's pupils without a pattern as of a day, and its own shape."""

    days: list[date]
    until: int
    marks: list[list[Mark]]
    histories: list[History]
    shape: SchoolShape

    @property
    def patterns(self) -> list[list[Pattern]]:
        """What is found of each pupil."""
        return [find_patterns(history, VALUES, self.shape) for history in self.histories]


def draw_school(source: random.Random, *, pupils: int, until: int, shift: int = 0) -> Drawn:
    """A school after `until` school days. Every third pupil has a sibling; one in twelve joined later."""
    days = school_days(shift)
    calendar = History((), days)
    hazard = [
        WEEK[day.weekday()] * SEASON[day.month] * (1.3 if calendar.is_beside_closure(day) else 1.0)
        for day in days
    ]
    marks = [draw_marks(source, days[:until], hazard) for _ in range(pupils)]
    histories = []
    for place, own in enumerate(marks):
        joined = days[source.randrange(until)] if not place % 12 else days[0]
        siblings = [sibling_of(place - 1, marks[place - 1])] if place % 3 == 1 else []
        histories.append(history_of([mark for mark in own if mark[0] >= joined], days, siblings))
    shape = shape_of(histories, school_days=days, illness_days=VALUES.illness_days)
    return Drawn(days, until, marks, histories, shape)


def draw_marks(source: random.Random, days: Sequence[date], hazard: Sequence[float]) -> list[Mark]:
    """The marks of one pupil whose rates of absence and lateness, and lengths of illness, are drawn first."""
    lengths = source.choice(LENGTHS)
    mean = sum(length * weight for length, weight in enumerate(lengths, start=1)) / sum(lengths)
    starts = min(0.3, source.lognormvariate(-2.95, 0.7)) / mean
    lates = min(0.4, source.lognormvariate(-4.0, 1.0))
    marks: list[Mark] = []
    left, code = 0, ILLNESS
    for day, weight in zip(days, hazard, strict=False):
        halves = (AM, PM)
        missed: tuple[int, ...] = halves if left else ()
        if left:
            left -= 1
        elif source.random() < starts * weight:
            code = source.choice(CODES)
            left = source.choices(range(5), lengths)[0]
            missed = source.choices((halves, (PM,), (AM,)), (80, 12, 8))[0] if left else _one_day(source)
        is_late = not missed and source.random() < lates * LATE_WEEK[day.weekday()]
        late = LATE if source.random() < 0.85 else LATE_AFTER_CLOSE
        marks += [
            (day, half, code if half in missed else late if is_late and half == AM else PRESENT[half])
            for half in halves
            if source.random() > 0.003
        ]
    return marks


def _one_day(source: random.Random) -> tuple[int, ...]:
    return source.choices(((AM, PM), (PM,), (AM,)), (70, 17, 13))[0]
