"""What comes before an absence, and who is away with it: after lates, and siblings together. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from attendance.patterns.history import History, Sibling, has_appointments
from attendance.patterns.kinds import Pattern, PatternKind
from attendance.patterns.shape import SchoolShape
from attendance.patterns.tails import drawn_tail, tossed_tail
from attendance.patterns.values import PatternValues


def after_lates(history: History, values: PatternValues, shape: SchoolShape) -> Iterator[Pattern]:
    """Absences that begin the day after a late, of all days that follow one on which the pupil came.

    The school's shape is not asked: the pupil's own other days are the base.
    """
    following = [
        (before, day)
        for before, day in zip(history.days, history.days[1:], strict=False)
        if not before.is_missed
    ]
    begun = [day for before, day in following if before.is_late and day.is_missed]
    if len(begun) < values.least_times:
        return
    drawn = sum(day.is_missed for _, day in following)
    marked = sum(before.is_late for before, _ in following)
    tail = drawn_tail(len(begun), drawn=drawn, marked=marked, of=len(following))
    if values.is_rare(tail, PatternKind.AFTER_LATES):
        yield Pattern(
            PatternKind.AFTER_LATES,
            found=len(begun),
            out_of=marked,
            beside=drawn - len(begun),
            beside_of=len(following) - marked,
            days=tuple(day.on for day in begun),
            has_appointments=has_appointments(begun),
        )


def together(history: History, values: PatternValues, shape: SchoolShape) -> Iterator[Pattern]:
    """Absences that begin on a day that a sibling missed as well, week by week as the school was away."""
    for sibling in history.siblings:
        found = _with(history, sibling, shape)
        if found is None or found[0].found < values.least_times:
            continue
        pattern, tail = found
        if values.is_rare(tail, PatternKind.SIBLINGS, looks=len(history.siblings)):
            yield pattern


def _with(history: History, sibling: Sibling, shape: SchoolShape) -> tuple[Pattern, Fraction] | None:
    common = [day.on for day in history.days if day.on in sibling.counted]
    away = [on for on in common if on in sibling.missed]
    begun = [spell.days[0] for spell in history.spells if spell.days[0].on in sibling.counted]
    shared = [day for day in begun if day.on in sibling.missed]
    if not shared:
        return None
    weights = {on: shape.week_weight(on) for on in common}
    chance = Fraction(sum(weights[on] for on in away), sum(weights.values()))
    pattern = Pattern(
        PatternKind.SIBLINGS,
        found=len(shared),
        out_of=len(begun),
        beside=len(away),
        beside_of=len(common),
        days=tuple(day.on for day in shared),
        sibling=sibling.pupil_id,
        has_appointments=has_appointments(shared),
    )
    return pattern, tossed_tail(len(shared), [chance] * len(begun))
