"""Whose sessions a figure counts. Pure.

A figure is of everybody on roll, or of the cohort of the DfE's statistics.

The DfE counts pupils who were 5 to 15 years old on the 31 August before the school year, and leaves out the
second half of the summer term of those who were 15 (*Pupil absence statistics: methodology*). A pupil counts
on the days on roll, at each school where the name is entered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from schools.calendar import academic_year_of

YOUNGEST, OLDEST = 5, 15
SUMMER_2 = 6


class Basis(StrEnum):
    """Whose sessions are counted."""

    ALL = "all"
    DFE = "dfe"

    @property
    def words(self) -> str:
        """The basis in words, as each figure names it."""
        if self is Basis.ALL:
            return "All pupils on roll"
        return "The DfE's cohort: aged 5 to 15 on 31 August, those of 15 without the second half of summer"

    @property
    def short(self) -> str:
        """The basis as a choice names it."""
        return "All on roll" if self is Basis.ALL else "The DfE's cohort"

    @property
    def counts_words(self) -> str:
        """What persistent and severe absence count: a sentence."""
        if self is Basis.ALL:
            return "Persistent and severe absence are numbers of pupils."
        return (
            "Persistent and severe absence are numbers of enrolments: a pupil who left and came back is two."
        )


@dataclass(frozen=True, slots=True)
class Cohort:
    """First and last birthday of a cohort.

    Whose birthday is `oldest_until` or before does not count in the second half of the summer term.
    """

    born_from: date
    born_until: date
    oldest_until: date


def dfe_cohort(on: date) -> Cohort:
    """The DfE's cohort of the school year of a day."""
    year = academic_year_of(on)
    return Cohort(
        born_from=date(year - OLDEST - 1, 9, 1),
        born_until=date(year - YOUNGEST, 8, 31),
        oldest_until=date(year - OLDEST, 8, 31),
    )
