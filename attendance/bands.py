"""Bands of attendance, movement over the lines of persistent and severe absence, and what is left. Pure.

All on whole sessions: no percentage is rounded before it is compared. Exactly 90% and 50% lie below the line
as the DfE counts them, or above it where the school's policy says "below 90%"; exactly any other cut point
belongs to the band above.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any, Self

from attendance.line_rules import BELOW, is_crossed
from attendance.lines import LineKind
from attendance.metrics import Tally
from attendance.thresholds import PERSISTENT_PERCENT, SEVERE_PERCENT, WHOLE, sessions_before_line

# The percentages before which a pupil's sessions left are told, and the two that are lines of the DfE.
LEFT_BEFORE = (95, PERSISTENT_PERCENT, SEVERE_PERCENT)
LINES = frozenset({PERSISTENT_PERCENT, SEVERE_PERCENT})

MOVEMENT_KEYS = (
    "figures.persistent_rule",
    "figures.few_sessions",
    "figures.bands",
    "figures.target",
    "figures.falling_sessions",
    "figures.falling_weeks",
    "figures.falling_points",
    "figures.near_sessions",
)


@dataclass(frozen=True, slots=True)
class MovementValues:
    """The dated values of bands and movement. `is_below`: exactly 90 or 50 per cent crosses no line.

    `cuts` and `target` are percentages, the highest first; `falling_points` are percentage points, over
    `falling_weeks` school weeks; the rest are sessions.
    """

    is_below: bool
    few_sessions: int
    cuts: tuple[int, ...]
    target: tuple[int, int]
    falling_sessions: int
    falling_weeks: int
    falling_points: int
    near_sessions: int

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """The values of `MOVEMENT_KEYS` as `schools.value_table` reads them; KeyError for one left out."""
        highest, lowest = values["figures.target"]
        return cls(
            is_below=values["figures.persistent_rule"] == BELOW,
            few_sessions=values["figures.few_sessions"],
            cuts=tuple(values["figures.bands"]),
            target=(highest, lowest),
            falling_sessions=values["figures.falling_sessions"],
            falling_weeks=values["figures.falling_weeks"],
            falling_points=values["figures.falling_points"],
            near_sessions=values["figures.near_sessions"],
        )


@dataclass(frozen=True, slots=True)
class Band:
    """Attendance between two cut points, in whole percentages."""

    lowest: int
    highest: int

    @property
    def words(self) -> str:
        """The band as a page names it: "97% or more", "75% to 90%", "Under 50%"."""
        if self.highest == WHOLE:
            return f"{self.lowest}% or more"
        return f"{self.lowest}% to {self.highest}%" if self.lowest else f"Under {self.highest}%"


class Move(StrEnum):
    """How a pupil moved over the line of persistent or of severe absence between two weeks."""

    NEW = "new"
    BACK = "back"
    WORSE = "worse"
    BETTER = "better"

    @property
    def words(self) -> str:
        """The movement as a list's heading says it."""
        return _MOVE_WORDS[self]


_MOVE_WORDS = {
    Move.NEW: "Now persistently absent",
    Move.BACK: "No longer persistently absent",
    Move.WORSE: "Now severely absent",
    Move.BETTER: "No longer severely absent",
}


def bands_of(cuts: tuple[int, ...]) -> tuple[Band, ...]:
    """The bands that cut points make, the highest first. `cuts` fall."""
    return tuple(Band(lowest, highest) for highest, lowest in pairwise((WHOLE, *cuts, 0)))


def band_of(tally: Tally, values: MovementValues) -> Band | None:
    """The band of a tally's attendance; None without possible sessions."""
    if not tally.possible:
        return None
    *above, last = bands_of(values.cuts)
    return next((band for band in above if is_above(tally, band.lowest, is_below=values.is_below)), last)


def is_above(tally: Tally, percent: int, *, is_below: bool) -> bool:
    """Whether attendance lies on the good side of a percentage; exactly there as the module says.

    Without possible sessions nobody lies below. `is_below` is the school's rule of 90 and 50 per cent.
    """
    attended, wanted = WHOLE * tally.attended, percent * tally.possible
    if attended == wanted and tally.possible:
        return is_good_at(percent, is_below=is_below)
    return attended >= wanted


def is_good_at(percent: int, *, is_below: bool) -> bool:
    """Whether exactly a percentage lies on its good side."""
    return is_below or percent not in LINES


def moves(before: Tally, now: Tally, *, is_below: bool) -> tuple[Move, ...]:
    """How a pupil's year moved between the ends of two weeks, by the DfE's rule or the school's.

    Whoever falls from above 90 to severe absence within a week is both new and worse, and the other way both
    back and better. A pupil without sessions in the year so far stood over no line.
    """
    was, now_is, was_severe, is_severe = (
        is_crossed(kind, tally.absent, tally.possible, is_below=is_below)
        for kind in (LineKind.PERSISTENT, LineKind.SEVERE)
        for tally in (before, now)
    )
    found = {
        Move.NEW: now_is and not was,
        Move.BACK: was and not now_is,
        Move.WORSE: is_severe and not was_severe,
        Move.BETTER: was_severe and not is_severe,
    }
    return tuple(move for move, did in found.items() if did)


def is_falling(week: Tally, weeks_before: Tally, year: Tally, values: MovementValues) -> bool:
    """Whether a week's attendance fell against the pupil's own weeks before it, before any line is crossed.

    By so many percentage points or more, with so many sessions missed or more in the week. Never for whoever
    is persistently absent in the year so far, nor without sessions to compare with (ours; no law sets it).
    """
    if is_crossed(LineKind.PERSISTENT, year.absent, year.possible, is_below=values.is_below):
        return False
    if week.absent < values.falling_sessions or not weeks_before.possible:
        return False
    fallen = weeks_before.attended * week.possible - week.attended * weeks_before.possible
    return WHOLE * fallen >= values.falling_points * week.possible * weeks_before.possible


def is_target(tally: Tally, values: MovementValues) -> bool:
    """Whether attendance lies in the target group, both its percentages included (ours)."""
    highest, lowest = values.target
    return lowest * tally.possible <= WHOLE * tally.attended <= highest * tally.possible > 0


def has_few_sessions(tally: Tally, values: MovementValues) -> bool:
    """Whether a percentage of so few possible sessions says little (DfE: note on short enrolments)."""
    return 0 < tally.possible < values.few_sessions


def sessions_left(tally: Tally, to_come: int, *, is_below: bool) -> dict[int, int]:
    """How many more sessions missed this year cross 95, 90 and 50 per cent; below 0 past it.

    `to_come` are the possible sessions that the year still has, so that 36 missed of 380 leave 2 before 90 as
    the DfE counts, and 3 where the school says "below".
    """
    projected = tally.possible + to_come
    return {
        percent: sessions_before_line(
            tally.absent, projected, percent, is_below=is_good_at(percent, is_below=is_below)
        )
        for percent in LEFT_BEFORE
    }


def is_near(tally: Tally, to_come: int, values: MovementValues) -> bool:
    """Whether few sessions are left this year before persistent absence, which is not reached (ours)."""
    if is_crossed(LineKind.PERSISTENT, tally.absent, tally.possible, is_below=values.is_below):
        return False
    left = sessions_left(tally, to_come, is_below=values.is_below)[PERSISTENT_PERCENT]
    return tally.possible > 0 and left <= values.near_sessions


def sessions_to_come_back(tally: Tally, percent: int = PERSISTENT_PERCENT, *, is_below: bool) -> int:
    """How many sessions in a row, all attended, bring a pupil back over a percentage; 0 for who is over it.

    At 90 and 50 per cent exactly there is not back as the DfE counts, and is where the school says "below".
    """
    if is_above(tally, percent, is_below=is_below):
        return 0
    missed, part = WHOLE * tally.absent, WHOLE - percent
    if is_good_at(percent, is_below=is_below):
        return -(-missed // part) - tally.possible
    return missed // part + 1 - tally.possible
