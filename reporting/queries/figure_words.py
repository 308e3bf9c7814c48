"""A figure as pages of comparison read it: how many of how many, in words, and the gap to another."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from attendance.figure_kinds import FigureKind
from reporting.queries.figure_tables import fraction_words, percent_words

# The figures that are compared, in their order.
KINDS = (
    FigureKind.ATTENDANCE,
    FigureKind.AUTHORISED,
    FigureKind.UNAUTHORISED,
    FigureKind.PERSISTENT,
    FigureKind.SEVERE,
)
SAME = "The same"


@dataclass(frozen=True, slots=True)
class Part:
    """How many of how many: sessions of the possible ones, or pupils with a session."""

    count: int
    of: int

    @property
    def share(self) -> Fraction | None:
        """Its share; None of nothing."""
        return Fraction(self.count, self.of) if self.of else None

    @property
    def fraction(self) -> str:
        """Both numbers: "1,920 of 2,210"; "no sessions" of nothing."""
        return fraction_words(self.count, self.of)

    @property
    def percent(self) -> str:
        """The share in words: "86.9%"; empty of nothing."""
        return percent_words(self.count, self.of)


def points_words(points: Decimal | None) -> str:
    """A difference of percentages in words: "2.1 points lower"; empty for none."""
    if points is None:
        return ""
    if not points:
        return SAME
    unit = "point" if abs(points) == 1 else "points"
    return f"{abs(points)} {unit} {'higher' if points > 0 else 'lower'}"
