"""Patterns planted among the marks of random pupils, one kind each, as a person would call them plain."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import groupby

from attendance.codes import ILLNESS, LATE, UNKNOWN_CIRCUMSTANCES
from attendance.patterns.history import History, history_of, sibling_of
from attendance.patterns.kinds import PatternKind
from schools.calendar import monday_of
from tests.pattern_histories import AM, PM, PRESENT, Drawn

Given = dict[tuple[date, int], int]
BOTH, MORNING, AFTERNOON = (AM, PM), (AM,), (PM,)


def planted(kind: PatternKind, source: random.Random, drawn: Drawn) -> History:
    """The history of a random pupil of a school with a pattern of one kind on top."""
    own = source.randrange(len(drawn.marks))
    given: Given = {(on, session): code for on, session, code in drawn.marks[own]}
    days = drawn.days[: drawn.until]
    siblings = []
    if kind is PatternKind.SIBLINGS:
        other = source.choice([place for place, each in enumerate(drawn.histories) if len(each.spells) > 5])
        siblings = [sibling_of(other, drawn.marks[other])]
        _clear(given, days)
        begun = [spell.days[0].on for spell in drawn.histories[other].spells]
        _give(given, [*source.sample(begun, 5), source.choice(days)], BOTH, UNKNOWN_CIRCUMSTANCES)
    else:
        PLANTS[kind](given, source, days, drawn)
    marks = [(on, session, code) for (on, session), code in sorted(given.items())]
    return history_of(marks, drawn.days, siblings)


def _give(given: Given, days: Iterable[date], halves: Iterable[int], code: int) -> None:
    for on in days:
        for half in halves:
            given[on, half] = code


def _weekday(given: Given, source: random.Random, days: Sequence[date], drawn: Drawn) -> None:
    weekday = source.randrange(5)
    on_it = [on for on in days if on.weekday() == weekday]
    _give(given, source.sample(on_it, len(on_it) // 2), BOTH, UNKNOWN_CIRCUMSTANCES)


def _single(given: Given, source: random.Random, days: Sequence[date], drawn: Drawn) -> None:
    _clear(given, days)
    _give(given, _apart(source, days, 12), BOTH, ILLNESS)


def _closures(given: Given, source: random.Random, days: Sequence[date], drawn: Drawn) -> None:
    _clear(given, days)
    calendar = History((), drawn.days)
    edges = [on for on in days if calendar.is_beside_closure(on)]
    _give(given, source.sample(edges, min(len(edges), 6)), BOTH, UNKNOWN_CIRCUMSTANCES)


def _halves(given: Given, source: random.Random, days: Sequence[date], drawn: Drawn) -> None:
    _clear(given, days)
    half = source.choice((MORNING, AFTERNOON))
    _give(given, _apart(source, days, 14), half, UNKNOWN_CIRCUMSTANCES)


def _after_lates(given: Given, source: random.Random, days: Sequence[date], drawn: Drawn) -> None:
    late = _apart(source, days[:-1], 10)
    _give(given, late, BOTH, PRESENT[PM])
    _give(given, late, MORNING, LATE)
    after = [days[days.index(on) + 1] for on in late]
    _give(given, source.sample(after, 7), BOTH, UNKNOWN_CIRCUMSTANCES)


def _illness(given: Given, source: random.Random, days: Sequence[date], drawn: Drawn) -> None:
    _clear(given, days)
    first = _apart(source, days[:-1], 11)
    _give(given, first, BOTH, ILLNESS)
    _give(given, [days[days.index(on) + 1] for on in first[:5]], BOTH, ILLNESS)


def _change(given: Given, source: random.Random, days: Sequence[date], drawn: Drawn) -> None:
    lately = sorted({monday_of(on) for on in days})[-4]
    _clear(given, days[12:])
    recent = [on for on in days if on >= lately]
    _give(given, recent[::3], BOTH, UNKNOWN_CIRCUMSTANCES)


def _september(given: Given, source: random.Random, days: Sequence[date], drawn: Drawn) -> None:
    first = [list(week) for _, week in groupby(days, monday_of)][:3]
    _give(given, [day for week in first for day in week], BOTH, PRESENT[AM])
    _give(given, [week[-2] for week in first], BOTH, ILLNESS)


def _lates(given: Given, source: random.Random, days: Sequence[date], drawn: Drawn) -> None:
    weekday = source.randrange(5)
    on_it = [on for on in days if on.weekday() == weekday and given.get((on, AM)) == PRESENT[AM]]
    _give(given, source.sample(on_it, min(len(on_it), 9)), MORNING, LATE)


def _clear(given: Given, days: Iterable[date]) -> None:
    """Attended throughout, so that what is planted stands alone."""
    for on in days:
        given |= {(on, AM): PRESENT[AM], (on, PM): PRESENT[PM]}


def _apart(source: random.Random, days: Sequence[date], count: int) -> list[date]:
    """Some days no two of which follow one another closely."""
    return source.sample(days[::3], count)


PLANTS: dict[PatternKind, Callable[[Given, random.Random, Sequence[date], Drawn], None]] = {
    PatternKind.WEEKDAY: _weekday,
    PatternKind.BROKEN: _single,
    PatternKind.CLOSURES: _closures,
    PatternKind.HALVES: _halves,
    PatternKind.AFTER_LATES: _after_lates,
    PatternKind.ILLNESS: _illness,
    PatternKind.CHANGE: _change,
    PatternKind.SEPTEMBER: _september,
    PatternKind.LATES: _lates,
}
