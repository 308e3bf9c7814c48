"""Sudden change against a pupil's own weeks, and the watch of early September. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from attendance.patterns.history import History, has_appointments
from attendance.patterns.kinds import Pattern, PatternKind
from attendance.patterns.shape import SchoolShape
from attendance.patterns.tails import tossed_tail
from attendance.patterns.values import PatternValues
from schools.calendar import academic_year_of, monday_of

SEPTEMBER, OCTOBER = 9, 10


def sudden_change(history: History, values: PatternValues, shape: SchoolShape) -> Iterator[Pattern]:
    """Absences that began lately beyond the pupil's own rate, week by week as the school was away.

    An absence counts once however long it is: one illness of a week is no change. Weeks are those in which
    the pupil has days that count; there must be enough of them before the recent ones.
    """
    mondays = sorted({monday_of(day.on) for day in history.days})
    earlier = len(mondays) - values.recent_weeks
    if earlier < values.baseline_weeks:
        return
    since = mondays[-values.recent_weeks]
    recent = [spell for spell in history.spells if spell.days[0].on >= since]
    if len(recent) < values.least_times:
        return
    weights = [(day.on >= since, shape.week_weight(day.on)) for day in history.days]
    chance = Fraction(sum(weight for is_in, weight in weights if is_in), sum(weight for _, weight in weights))
    tail = tossed_tail(len(recent), [chance] * len(history.spells))
    if values.is_rare(tail, PatternKind.CHANGE):
        days = [day for spell in recent for day in spell.days]
        yield Pattern(
            PatternKind.CHANGE,
            found=len(recent),
            out_of=values.recent_weeks,
            beside=len(history.spells) - len(recent),
            beside_of=earlier,
            days=tuple(day.on for day in days),
            has_appointments=has_appointments(days),
        )


def early_september(history: History, values: PatternValues, shape: SchoolShape) -> Iterator[Pattern]:
    """Several separate absences in the first school weeks of the year, while it is September or October.

    A count, not a measure of chance: one illness, however long, is one absence.
    """
    if not history.days or history.days[-1].on.month not in (SEPTEMBER, OCTOBER):
        return
    year = academic_year_of(history.days[-1].on)
    mondays = sorted({monday_of(on) for on in history.school_days if academic_year_of(on) == year})
    first = frozenset(mondays[: values.september_weeks])
    spells = [spell for spell in history.spells if monday_of(spell.days[0].on) in first]
    if len(spells) < values.september_times:
        return
    days = [day for day in history.days if monday_of(day.on) in first]
    missed = [day for day in days if day.is_missed]
    yield Pattern(
        PatternKind.SEPTEMBER,
        found=len(spells),
        out_of=values.september_weeks,
        beside=len(missed),
        beside_of=len(days),
        days=tuple(day.on for day in missed),
        has_appointments=has_appointments(missed),
    )
