"""Mornings only, or afternoons only. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from attendance.patterns.history import History, has_appointments
from attendance.patterns.kinds import Pattern, PatternKind
from attendance.patterns.shape import LEAST_HALVES, SchoolShape
from attendance.patterns.tails import tossed_tail
from attendance.patterns.values import PatternValues
from schools.calendar import Session


def one_half(history: History, values: PatternValues, shape: SchoolShape) -> Iterator[Pattern]:
    """Days on which a pupil misses always the same half, where the school's half days are of both."""
    usual = shape.halves
    halves = [(day, half) for day in history.days if (half := day.missed_half)]
    if usual.whole < LEAST_HALVES:
        return
    for session in Session:
        days = [day for day, half in halves if half is session]
        part = usual.part if session is Session.AM else usual.whole - usual.part
        if len(days) < values.least_times:
            continue
        tail = tossed_tail(len(days), [Fraction(part, usual.whole)] * len(halves))
        if values.is_rare(tail, PatternKind.HALVES, looks=len(Session)):
            yield Pattern(
                PatternKind.HALVES,
                found=len(days),
                out_of=len(halves),
                beside=part,
                beside_of=usual.whole,
                days=tuple(day.on for day in days),
                part=session,
                has_appointments=has_appointments(days),
            )
