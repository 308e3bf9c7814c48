"""What a check is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TypeAlias

from schools.access import Rights


class Severity(Enum):
    """How much a finding matters: the worst first."""

    STOPS = ("Stops work", "to see to at once", "due")
    MEND = ("To put right", "to put right", "warn")
    NOTE = ("To look at", "to look at", "")

    @property
    def title(self) -> str:
        """The word above the findings."""
        return self.value[0]

    @property
    def words(self) -> str:
        """What to do, after a number."""
        return self.value[1]

    @property
    def tone(self) -> str:
        """The tone of a tile with findings."""
        return self.value[2]


@dataclass(frozen=True)
class Check:
    """One question to the set-up of a school.

    `what` is the noun of one finding. `route` is the page where it is put right, named by `link`; `row_route`
    is the page of one finding, where there is one.
    """

    slug: str
    question: str
    why: str
    severity: Severity
    what: str
    route: str
    link: str
    row_route: str = ""


@dataclass(frozen=True)
class Item:
    """One finding of a check. `row` is the number of what it names, for the page of that thing."""

    name: str
    note: str = ""
    row: int | None = None


# A check that is not among them is not due yet, and is not asked.
Findings: TypeAlias = Mapping[str, Sequence[Item]]
# Finds for all checks of a family at once, in a fixed number of statements.
Find: TypeAlias = Callable[[Rights, date], Findings]


@dataclass(frozen=True)
class Family:
    """Checks that are answered together."""

    title: str
    checks: tuple[Check, ...]
    find: Find
