"""What the page of rewards is asked for: a week, a year or class, and who races."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlencode

from django.http import QueryDict

from attendance.rewards import RewardKind
from schools.calendar import day_in

KINDS = {kind.value: kind for kind in RewardKind}


class Between(StrEnum):
    """Who races."""

    CLASSES = "classes"
    YEARS = "years"

    @property
    def words(self) -> str:
        """Who races, as the page names it."""
        return "Classes" if self is Between.CLASSES else "Years"

    @property
    def one(self) -> str:
        """The heading of their names."""
        return "Class" if self is Between.CLASSES else "Year"


@dataclass(frozen=True)
class RewardChoice:
    """What an address asks for; `of` is a year or class by its word, empty for all pupils."""

    week: date | None
    of: str
    between: Between

    @classmethod
    def read(cls, asked: QueryDict) -> RewardChoice:
        """The choice of an address; what it names that is none is left out."""
        is_years = asked.get("between") == Between.YEARS.value
        return cls(
            week=day_in(asked.get("week", "")),
            of=asked.get("of", ""),
            between=Between.YEARS if is_years else Between.CLASSES,
        )

    def query(self, *, week: date | None) -> str:
        """An address of the same pupils and race, of a week."""
        named = {"week": str(week or ""), "of": self.of, "between": self.between.value}
        return "?" + urlencode({key: value for key, value in named.items() if value})


def picks_in(words: Iterable[str]) -> list[tuple[RewardKind, int]]:
    """The rewards that a form names, each once, in one order; ValueError or KeyError for what is none."""
    pairs = (word.partition("-") for word in set(words))
    return sorted((KINDS[kind], int(pupil)) for kind, _, pupil in pairs)


def pick_of(kind: RewardKind, pupil_id: int) -> str:
    """A reward of a pupil as a form names it: "improved-12"."""
    return f"{kind.value}-{pupil_id}"
