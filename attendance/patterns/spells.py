"""Spells against single days, repeated short illness, and absences beside closures. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import accumulate

from attendance.patterns.history import History, has_appointments
from attendance.patterns.kinds import Pattern, PatternKind
from attendance.patterns.shape import LEAST_DAYS, LEAST_SPELLS, SchoolShape
from attendance.patterns.tails import spread_tail, tossed_tail
from attendance.patterns.values import PatternValues


def single_days(history: History, values: PatternValues, shape: SchoolShape) -> Iterator[Pattern]:
    """Many absences of one day, where the school's own run on: broken weeks instead of one illness.

    Of the absences that are over, for one that goes on may be a spell yet. Silent at a small school.
    """
    over = [spell for spell in history.spells if spell.is_over]
    single = [spell for spell in over if len(spell.days) == 1]
    usual = shape.spells
    if len(single) < values.least_times or usual.whole < LEAST_SPELLS:
        return
    tail = tossed_tail(len(single), [Fraction(usual.part, usual.whole)] * len(over))
    if values.is_rare(tail, PatternKind.BROKEN):
        days = [spell.days[0] for spell in single]
        yield Pattern(
            PatternKind.BROKEN,
            found=len(single),
            out_of=len(over),
            beside=usual.part,
            beside_of=usual.whole,
            days=tuple(day.on for day in days),
            has_appointments=has_appointments(days),
        )


def short_illnesses(history: History, values: PatternValues, shape: SchoolShape) -> Iterator[Pattern]:
    """More short illnesses than the school's pupils have, however much they differ among themselves."""
    most = values.illness_days
    short = [
        spell for spell in history.spells if spell.is_over and spell.is_illness and len(spell.days) <= most
    ]
    if len(short) < values.least_times or shape.short.whole < LEAST_DAYS:
        return
    # Early in a year the mean is small and pupils differ most: it counts as one illness at least.
    mean = max(Fraction(1), Fraction(shape.short.part * len(history.days), shape.short.whole))
    if values.is_rare(spread_tail(len(short), mean=mean), PatternKind.ILLNESS):
        yield Pattern(
            PatternKind.ILLNESS,
            found=len(short),
            out_of=len(history.days),
            beside=shape.short.part,
            beside_of=shape.short.whole,
            days=tuple(day.on for spell in short for day in spell.days),
            part=most,
        )


def beside_closures(history: History, values: PatternValues, shape: SchoolShape) -> Iterator[Pattern]:
    """Absences that touch a day before or after a closure, against where as long ones fall by chance.

    One that runs over a closure is one absence, and both days beside it count towards the fewest times.
    """
    edges = [history.is_beside_closure(day.on) for day in history.days]
    touching = [spell for spell in history.spells if any(edges[spell.start : spell.start + len(spell.days)])]
    days = [day for spell in touching for day in spell.days]
    if sum(history.is_beside_closure(day.on) for day in days) < values.least_times:
        return
    before = [0, *accumulate(edges)]
    odds = shape.edge_odds()
    chances = [_chance(before, len(spell.days), odds) for spell in history.spells]
    if values.is_rare(tossed_tail(len(touching), chances), PatternKind.CLOSURES):
        yield Pattern(
            PatternKind.CLOSURES,
            found=len(touching),
            out_of=len(history.spells),
            beside=sum(edges),
            beside_of=len(edges),
            days=tuple(day.on for day in days),
            has_appointments=has_appointments(days),
        )


def _chance(before: list[int], length: int, odds: Fraction) -> Fraction:
    """How often an absence of so many days touches an edge; `before` counts the edges before each place."""
    places = len(before) - length
    touch = sum(before[place + length] > before[place] for place in range(places))
    return odds * touch / (odds * touch + places - touch)
