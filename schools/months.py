"""A school year to look at: twelve months of days, each with what it is (pure)."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from schools.calendar import SATURDAY, DaySpec, half_term_name
from schools.wording import day_words

MONDAY_FIRST = calendar.Calendar(calendar.MONDAY)


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A day on which the school does not meet: the look of its kind, its letter in the year, and why."""

    look: str
    letter: str
    words: str


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of a month. `look` is school, holiday, weekend or that of a closure; `title` says it in words."""

    day: int
    look: str
    letter: str
    title: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A month with its weeks from Monday to Sunday; None stands for days of other months."""

    name: str
    weeks: tuple[tuple[MonthDay | None, ...], ...]


def months_of(
    first: date,
    last: date,
    days: Sequence[DaySpec],
    closed: Mapping[date, ClosedDay],
    today: date,
) -> list[Month]:
    """The months from that of `first` to that of `last`. `days` are the school days of the year, in order."""
    numbered = {day.date: (place, day) for place, day in enumerate(days, 1)}

    def shown(on: date) -> MonthDay:
        look, letter, words = _what(on, numbered, closed, len(days))
        return MonthDay(on.day, look, letter, f"{day_words(on, year=True)}: {words}", on == today)

    return [
        Month(
            f"{date(year, month, 1):%B %Y}",
            tuple(
                tuple(shown(on) if on.month == month else None for on in week)
                for week in MONDAY_FIRST.monthdatescalendar(year, month)
            ),
        )
        for year, month in _months_between(first, last)
    ]


def _months_between(first: date, last: date) -> Iterable[tuple[int, int]]:
    start, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    return ((place // 12, place % 12 + 1) for place in range(start, end + 1))


def _what(
    on: date,
    numbered: Mapping[date, tuple[int, DaySpec]],
    closed: Mapping[date, ClosedDay],
    total: int,
) -> tuple[str, str, str]:
    """The look, the letter and the words of a day. A closure in a holiday or at a weekend is told too."""
    if on in numbered:
        place, day = numbered[on]
        words = f"school day {place} of {total}, number {day.number}, school week {day.week_number}"
        return "school", "", f"{words}, {half_term_name(day.half_term)}"
    if on in closed:
        return closed[on].look, closed[on].letter, closed[on].words
    return ("weekend", "", "weekend") if on.weekday() >= SATURDAY else ("holiday", "", "holiday")
