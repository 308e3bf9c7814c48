"""What the page of movement is asked for: a week, pupils of a year or class, and one list alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from attendance.bands import Move
from attendance.queries.figures.movement import Listed, Standing
from schools.calendar import day_in

LISTS: dict[str, Listed] = {each.value: each for each in (*Move, *Standing)}


@dataclass(frozen=True)
class MovementChoice:
    """What an address asks for; `of` is a year or class by its word, empty for all pupils."""

    week: date | None
    of: str
    listed: Listed | None
    page: str

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> MovementChoice:
        """The choice of an address; what it names that is none is left out."""
        return cls(
            week=day_in(asked.get("week", "")),
            of=asked.get("of", ""),
            listed=LISTS.get(asked.get("list", "")),
            page=asked.get("page", ""),
        )

    def query(self, *, week: date | None, listed: Listed | None = None) -> str:
        """An address of the same pupils: of a week, and of one list or all."""
        named = {"week": week or "", "of": self.of, "list": listed.value if listed else ""}
        return "?" + urlencode({key: value for key, value in named.items() if value})
