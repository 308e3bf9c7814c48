"""One day of the week: missed, or late. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from attendance.lateness import SCHOOL_WEEK
from attendance.patterns.history import History, PupilDay, has_appointments
from attendance.patterns.kinds import Pattern, PatternKind
from attendance.patterns.shape import SchoolShape
from attendance.patterns.tails import drawn_tail
from attendance.patterns.values import PatternValues


def weekday_missed(history: History, values: PatternValues, shape: SchoolShape) -> Iterator[Pattern]:
    """The weekday that a pupil misses beyond chance, were the pupil's days spread as the school's are."""
    found = _beyond_chance(
        PatternKind.WEEKDAY, history.days, lambda day: day.is_missed, shape.weekday_odds, values
    )
    if found is None:
        return
    weekday, days = found
    on_it = [day for day in history.days if day.on.weekday() == weekday]
    yield Pattern(
        PatternKind.WEEKDAY,
        found=len(days),
        out_of=len(on_it),
        beside=len(history.missed) - len(days),
        beside_of=len(history.days) - len(on_it),
        days=tuple(day.on for day in days),
        part=weekday,
        has_appointments=has_appointments(days),
    )


def weekday_late(history: History, values: PatternValues, shape: SchoolShape) -> Iterator[Pattern]:
    """The weekday on which a pupil is late beyond chance, of the days on which the pupil came."""
    came = [day for day in history.days if not day.is_missed]
    found = _beyond_chance(PatternKind.LATES, came, lambda day: day.is_late, shape.late_odds, values)
    if found is None:
        return
    weekday, days = found
    lates = sum(day.is_late for day in came)
    yield Pattern(
        PatternKind.LATES,
        found=len(days),
        out_of=lates,
        beside=sum(day.on.weekday() == weekday for day in came),
        beside_of=len(came),
        days=tuple(day.on for day in days),
        part=weekday,
    )


def _beyond_chance(
    kind: PatternKind,
    days: Sequence[PupilDay],
    happened: Callable[[PupilDay], bool],
    odds: Callable[[int], Fraction],
    values: PatternValues,
) -> tuple[int, list[PupilDay]] | None:
    """The weekday on which a thing happens rarest by chance, with its days; None where it may be chance."""
    drawn = [day for day in days if happened(day)]
    tails: dict[int, Fraction] = {}
    for weekday in range(SCHOOL_WEEK):
        there = sum(day.on.weekday() == weekday for day in drawn)
        if there >= values.least_times:
            marked = sum(day.on.weekday() == weekday for day in days)
            tails[weekday] = drawn_tail(
                there, drawn=len(drawn), marked=marked, of=len(days), odds=odds(weekday)
            )
    weekday = min(tails, key=lambda each: tails[each], default=-1)
    if weekday < 0 or not values.is_rare(tails[weekday], kind, looks=SCHOOL_WEEK):
        return None
    return weekday, [day for day in drawn if day.on.weekday() == weekday]
