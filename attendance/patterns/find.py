"""All detectors asked about one pupil. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attendance.patterns.changes import early_september, sudden_change
from attendance.patterns.halves import one_half
from attendance.patterns.history import History
from attendance.patterns.kinds import Pattern, PatternKind
from attendance.patterns.sequence import after_lates, together
from attendance.patterns.shape import SchoolShape
from attendance.patterns.spells import beside_closures, short_illnesses, single_days
from attendance.patterns.values import PatternValues
from attendance.patterns.weekdays import weekday_late, weekday_missed

Detector = Callable[[History, PatternValues, SchoolShape], Iterator[Pattern]]
DETECTORS: dict[PatternKind, Detector] = {
    PatternKind.WEEKDAY: weekday_missed,
    PatternKind.BROKEN: single_days,
    PatternKind.CLOSURES: beside_closures,
    PatternKind.HALVES: one_half,
    PatternKind.AFTER_LATES: after_lates,
    PatternKind.SIBLINGS: together,
    PatternKind.ILLNESS: short_illnesses,
    PatternKind.CHANGE: sudden_change,
    PatternKind.LATES: weekday_late,
}


def nothing_words(history: History, values: PatternValues) -> str:
    """What is said of a pupil of whom nothing was found: too few days, or none of the kinds."""
    if len(history.days) < values.least_days:
        return f"Too few school days to look: {len(history.days)} of {values.least_days}."
    return "None of the patterns that are looked for."


def find_patterns(history: History, values: PatternValues, shape: SchoolShape) -> list[Pattern]:
    """What a pupil's marks show that a person may ask about; nothing where the days are few.

    Of pupils without a pattern at most one in `values.one_in` shows one by chance, whatever detector it be.
    Early September alone is a watch of the first weeks and waits for no number of days.
    """
    found = list(early_september(history, values, shape))
    if len(history.days) >= values.least_days:
        found += [pattern for detector in DETECTORS.values() for pattern in detector(history, values, shape)]
    return found
