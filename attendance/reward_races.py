"""Races between classes or years: by shares, so that size does not matter, and against their own weeks. Pure.

A session missed with authority counts like attendance, so that a child's illness costs the class nothing. A
race never says who missed what, and a group of few pupils, in which that could be guessed, does not run.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from attendance.metrics import round_half_up
from attendance.rewards import Sessions

WHOLE = 100


@dataclass(frozen=True, slots=True)
class Runner:
    """A group in a race: its pupils, and their sessions in the weeks looked at and in those before."""

    name: str
    pupils: int
    now: Sessions
    before: Sessions

    @property
    def share(self) -> Fraction:
        """The part of the possible sessions not missed without authority."""
        return _share(self.now)

    @property
    def gain(self) -> Fraction:
        """By how much of one the share is over the group's own of the weeks before; below 0 for less."""
        return self.share - _share(self.before)

    @property
    def percentage(self) -> Decimal:
        """The share in percent as it is read, to one place."""
        return round_half_up(self.share * WHOLE)

    @property
    def share_words(self) -> str:
        """The share, the fraction first: "392 of 400, 98.0%"."""
        kept = self.now.possible - self.now.unauthorised
        return f"{kept:,} of {self.now.possible:,}, {self.percentage}%"

    @property
    def points(self) -> Decimal:
        """The gain in percentage points, rounded to one place for reading alone."""
        return round_half_up(self.gain * WHOLE)

    @property
    def gain_words(self) -> str:
        """The gain in words: "1.2 points more"."""
        if not self.points:
            return "about the same"
        unit = "point" if abs(self.points) == 1 else "points"
        return f"{abs(self.points)} {unit} {'more' if self.points > 0 else 'less'}"


@dataclass(frozen=True, slots=True)
class Race:
    """The groups that run, by name, those with the highest share and the most gained, and how many do not."""

    runners: list[Runner]
    highest: frozenset[str]
    most_gained: frozenset[str]
    left_out: int


def race_of(groups: Iterable[Runner], *, least_pupils: int) -> Race:
    """The race of some groups, in their order; groups of fewer pupils, or without sessions, do not run.

    What is shown alike stands together: shares and gains are compared as they are rounded. Nobody has gained
    most where nobody has gained, and one group alone is neither first nor last.
    """
    every = list(groups)
    runners = [
        each for each in every if each.pupils >= least_pupils and each.now.possible and each.before.possible
    ]
    is_race = len(runners) > 1
    highest = max((each.percentage for each in runners), default=None)
    most = max((each.points for each in runners), default=Decimal(0))
    return Race(
        runners=runners,
        highest=frozenset(each.name for each in runners if is_race and each.percentage == highest),
        most_gained=frozenset(each.name for each in runners if is_race and each.points == most > 0),
        left_out=len(every) - len(runners),
    )


def _share(sessions: Sessions) -> Fraction:
    return Fraction(sessions.possible - sessions.unauthorised, sessions.possible)
