"""Published figures of the DfE, and how a school's figure compares with them. Pure.

A published figure that was withheld is None, never 0, and no figure is made up for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from attendance.metrics import round_half_up


class Level(StrEnum):
    """Whose schools a published figure is of."""

    AUTHORITY = "authority"
    REGION = "region"
    NATIONAL = "national"


class Phase(StrEnum):
    """The kind of state-funded school that a published figure is of."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    SPECIAL = "special"
    TOTAL = "total"

    @property
    def words(self) -> str:
        """The schools in words."""
        return "All schools" if self is Phase.TOTAL else f"State-funded {self.value} schools"


# The phase of our schools (DfE's letters): middle schools as they are deemed. An all-through school stands
# beside secondary schools, and the page names them: no figure is published of all-through schools alone.
_PHASES = {
    "PS": Phase.PRIMARY,
    "MP": Phase.PRIMARY,
    "SS": Phase.SECONDARY,
    "MS": Phase.SECONDARY,
    "AT": Phase.SECONDARY,
    "SP": Phase.SPECIAL,
}


def phase_of(letters: str) -> Phase | None:
    """The phase whose published figures a school is set beside; None where the DfE publishes none."""
    return _PHASES.get(letters)


@dataclass(frozen=True, slots=True)
class NationalRow:
    """One published row. `week` is None for a year to date; a figure that is withheld is None.

    `year` is that of its September. Counts are sessions; rates are percentages as published.
    """

    year: int
    week: int | None
    starts_on: date | None
    ends_on: date | None
    level: Level
    area_code: str
    area_name: str
    region_name: str
    phase: Phase
    possible: int | None
    attended: int | None
    authorised: int | None
    unauthorised: int | None
    late: int | None
    attendance_rate: Decimal | None
    authorised_rate: Decimal | None
    unauthorised_rate: Decimal | None

    @property
    def is_withheld(self) -> bool:
        """Whether neither the sessions nor the rate of attendance are given."""
        return (self.possible is None or self.attended is None) and self.attendance_rate is None


@dataclass(frozen=True, slots=True)
class Published:
    """What was published of one week, or of a year to date."""

    possible: int | None
    attended: int | None
    rate: Decimal | None

    @property
    def share(self) -> Fraction | None:
        """Attended of possible sessions, else the published rate; None where both are withheld."""
        if self.possible and self.attended is not None:
            return Fraction(self.attended, self.possible)
        return None if self.rate is None else Fraction(self.rate) / 100

    @property
    def counts(self) -> bool:
        """Whether it can be added to others: by its sessions, or by a rate with its possible sessions."""
        return bool(self.possible) and self.share is not None


def rate_of(weeks: Sequence[Published]) -> Fraction | None:
    """The rate of some weeks together: their sessions summed; a rate alone weighs as its possible sessions.

    None where a week's weight or rate is not known, but for one week, whose rate is its own.
    """
    if len(weeks) == 1:
        return weeks[0].share
    if not weeks or not all(week.counts for week in weeks):
        return None
    attended = sum(((week.share or Fraction(0)) * (week.possible or 0) for week in weeks), Fraction(0))
    return attended / sum(week.possible or 0 for week in weeks)


def points_between(ours: Fraction | None, theirs: Fraction | None) -> Decimal | None:
    """How many percentage points a rate is over (or, negative, under) another, to one place half up."""
    return None if ours is None or theirs is None else round_half_up((ours - theirs) * 100)
