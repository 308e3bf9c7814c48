"""Who brings files into which school, when, and what the files of one import say of each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from accounts.models import User
from attendance.queries.bulk.staged_marks import MarkDifference
from integrations.mis.csv.fields import FIELDS, Kind
from schools.models import School
from schools.services.staging import Changes

KEPT_DIFFERENCES = 1_000


def ignore_progress(rows: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Act:
    """One import at work. `on` is the school's day; `dry` files no marks, so that no register waits.

    `may_set_protected`, `may_replace_hidden`: whether protected facts and hidden addresses may be set.
    `missing_leave`: the pupils files of which a person said that whoever is missing there is to leave.
    """

    school: School
    by: User | None
    at: datetime
    on: date
    dry: bool
    may_set_protected: bool
    may_replace_hidden: bool
    groups_place_pupils: bool = False
    groups_name_tutors: bool = False
    faulty_upns: set[str] = field(default_factory=set)
    missing_leave: frozenset[int] = frozenset()
    tell: Callable[[int], None] = ignore_progress


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of one file: changes by what they are of, and marks in which the two systems differ.

    `pupils`: how many its good rows name, None where they name none; `days`: the first and last day of its
    marks; `missing`: pupils on roll whom a pupils file does not have.
    """

    changes: Mapping[str, Changes] = field(default_factory=dict)
    different: int = 0
    differences: tuple[MarkDifference, ...] = ()
    pupils: int = 0
    days: tuple[date | None, date | None] = (None, None)
    missing: int = 0

    @property
    def changes_something(self) -> bool:
        """Whether anything would be other than it is."""
        return any(row != Changes() for row in self.changes.values())


def title(kind: Kind, name: str) -> str:
    """A field's title, as problems name it."""
    return next(field.title for field in FIELDS[kind] if field.name == name)


def year_start_of(on: date, years: list[tuple[date, date]]) -> date | None:
    """The first day of the academic year that holds a day, or None."""
    return next((first for first, last in years if first <= on <= last), None)
