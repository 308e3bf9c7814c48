"""The dated values of patterns, and how rare each finding must be by chance. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self

from attendance.patterns.kinds import PatternKind

PATTERN_KEYS = (
    "patterns.one_in",
    "patterns.least_days",
    "patterns.least_times",
    "patterns.recent_weeks",
    "patterns.baseline_weeks",
    "patterns.illness_days",
    "patterns.september_weeks",
    "patterns.september_times",
)
# Of all that chance may name, in hundredths. Early September is a watch by a count and takes no share.
SHARES = {
    PatternKind.WEEKDAY: 28,
    PatternKind.BROKEN: 6,
    PatternKind.CLOSURES: 10,
    PatternKind.HALVES: 8,
    PatternKind.AFTER_LATES: 8,
    PatternKind.SIBLINGS: 10,
    PatternKind.ILLNESS: 14,
    PatternKind.CHANGE: 8,
    PatternKind.LATES: 8,
}


@dataclass(frozen=True, slots=True)
class PatternValues:
    """The dated values. `one_in`: of so many pupils without a pattern at most one shows one by chance.

    `least_days` and `illness_days` are school days, the weeks school weeks, `least_times` how often a thing
    happened, `september_times` separate absences.
    """

    one_in: int
    least_days: int
    least_times: int
    recent_weeks: int
    baseline_weeks: int
    illness_days: int
    september_weeks: int
    september_times: int

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """The values of `PATTERN_KEYS` as `schools.value_table` reads them; KeyError for one left out."""
        return cls(**{key.partition(".")[2]: values[key] for key in PATTERN_KEYS})

    def level(self, kind: PatternKind, *, looks: int = 1) -> Fraction:
        """How rare by chance one of several looks of a kind must be, so that all together stay within."""
        return Fraction(SHARES[kind], 100 * self.one_in * looks)

    def is_rare(self, tail: Fraction, kind: PatternKind, *, looks: int = 1) -> bool:
        """Whether chance alone does as much or more so seldom that a person may ask about it."""
        return tail <= self.level(kind, looks=looks)
