"""School years of the two schools, for any year: terms, half terms, INSET days, bank holidays (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import holidays

from schools.calendar import ClosureSpec, DaySpec, HalfTermSpec, YearSpec, build_school_days, monday_of

DAYS_A_YEAR = 190
MONDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY = 0, 2, 3, 4, 5
LATE_EASTER = (4, 13)
ONE_DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a published calendar; both days are included."""

    kind: str
    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class YearPlan:
    """A school's year as published, and its 190 school days."""

    year: int
    lines: tuple[Line, ...]
    days: tuple[DaySpec, ...]
    dates: tuple[date, ...]


@cache
def plan_year(year: int, *, is_primary: bool) -> YearPlan:
    """The calendar of the academic year that starts in September `year`."""
    terms, breaks = _outline(year)
    shut = closures(year, terms, breaks, is_primary=is_primary)
    end = _last_day(year, terms, breaks, shut)
    names = ("Autumn term", "Spring term", "Summer term")
    terms = (*terms[:2], (terms[2][0], end))
    term_lines = [Line("Term", name, *term) for name, term in zip(names, terms, strict=True)]
    break_lines = [
        Line("Half term", f"{name.split()[0]} half term", *gap)
        for name, gap in zip(names, breaks, strict=True)
    ]
    inside = [line for line in shut if any(first <= line.starts_on <= last for first, last in terms)]
    lines = sorted(
        (*term_lines, *break_lines, *inside), key=lambda line: (line.starts_on, line.kind != "Term")
    )
    days = tuple(_school_days(year, terms, breaks, shut))
    return YearPlan(year, tuple(lines), days, tuple(day.date for day in days))


Spans = tuple[tuple[date, date], ...]


def _outline(year: int) -> tuple[Spans, Spans]:
    """The three terms and three half-term holidays; the summer term is open until the end of July."""
    autumn = _on_or_after(date(year, 9, 1), MONDAY)
    if date(year, 9, 1).weekday() <= WEDNESDAY:
        autumn = date(year, 9, 1)
    christmas = _on_or_before(date(year, 12, 22), FRIDAY)
    spring = _first_open(christmas + timedelta(days=17))
    easter_break = _easter_holiday(year + 1)
    summer = _first_open(easter_break + 2 * WEEK)
    breaks = (
        _on_or_after(date(year, 10, 22), MONDAY),
        _on_or_after(date(year + 1, 2, 12), MONDAY),
        _on_or_before(date(year + 1, 5, 31), MONDAY),
    )
    terms = ((autumn, christmas), (spring, easter_break - 3 * ONE_DAY), (summer, date(year + 1, 7, 31)))
    return terms, tuple((monday, monday + 4 * ONE_DAY) for monday in breaks)


def closures(year: int, terms: Spans, breaks: Spans, *, is_primary: bool) -> list[Line]:
    """Five INSET days, the bank holidays, and for the primary the day on which it is a polling station."""
    autumn, spring = terms[0][0], terms[1][0]
    before = breaks[1][0] if is_primary else breaks[0][0]
    inset = (autumn, autumn + ONE_DAY, spring, before - 3 * ONE_DAY, breaks[2][0] + WEEK)
    lines = [Line("INSET", "INSET day", day, day) for day in inset]
    lines += [Line("Bank holiday", name, day, day) for day, name in _bank_holidays(year)]
    if is_primary:
        polling = _on_or_after(date(year + 1, 5, 1), THURSDAY)
        lines.append(Line("Closure", "Polling station", polling, polling))
    return lines


def _last_day(year: int, terms: Spans, breaks: Spans, shut: list[Line]) -> date:
    """The day on which the year has had its 190 school days."""
    return _school_days(year, terms, breaks, shut)[DAYS_A_YEAR - 1].date


def _school_days(year: int, terms: Spans, breaks: Spans, shut: list[Line]) -> list[DaySpec]:
    halves: list[HalfTermSpec] = []
    for (first, last), (gap_first, gap_last) in zip(terms, breaks, strict=True):
        halves.append(HalfTermSpec(len(halves) + 1, first, gap_first - ONE_DAY))
        halves.append(HalfTermSpec(len(halves) + 1, gap_last + ONE_DAY, last))
    spec = YearSpec(date(year, 9, 1), date(year + 1, 8, 31), tuple(halves))
    return build_school_days(spec, [ClosureSpec(line.starts_on, line.ends_on) for line in shut])


@cache
def _bank_holidays(year: int) -> tuple[tuple[date, str], ...]:
    """The weekday bank holidays of England between September `year` and the next August, in order."""
    listed = holidays.country_holidays("GB", subdiv="ENG", years=(year, year + 1))
    return tuple(
        (day, name)
        for day, name in sorted(listed.items())
        if date(year, 9, 1) <= day < date(year + 1, 9, 1) and day.weekday() < SATURDAY
    )


def _easter_holiday(year: int) -> date:
    """The Monday on which the two weeks round Easter begin: a week sooner when Easter is late."""
    good_friday = next(day for day, name in _bank_holidays(year - 1) if name.startswith("Good Friday"))
    monday = monday_of(good_friday)
    return monday - WEEK if (good_friday + 2 * ONE_DAY) >= date(year, *LATE_EASTER) else monday


def _first_open(day: date) -> date:
    """That day, or the next that is no bank holiday."""
    while any(day == shut for shut, _ in _bank_holidays(day.year - 1)):
        day += ONE_DAY
    return day


def _on_or_after(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _on_or_before(day: date, weekday: int) -> date:
    return day - timedelta(days=(day.weekday() - weekday) % 7)


def last_school_day(on: date, *, is_primary: bool = False) -> date:
    """The latest school day that is not after `on`."""
    year = on.year if on.month >= 9 else on.year - 1
    years = (plan_year(start, is_primary=is_primary) for start in (year - 1, year))
    return max(day for plan in years for day in plan.dates if day <= on)
