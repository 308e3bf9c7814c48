"""Years and classes, one of which may be chosen for a page that lists pupils by name."""

from __future__ import annotations

from collections.abc import Iterable

from attendance.queries.figures.pupil_years import NamedPupil
from schools.year_groups import year_label

YEAR, CLASS = "year-", "class-"


def choices_among(known: Iterable[NamedPupil]) -> list[tuple[str, str]]:
    """The years and classes of some pupils, each by its word and in words."""
    pupils = list(known)
    years = sorted({pupil.year for pupil in pupils if pupil.year is not None})
    classes = sorted({(pupil.year or 0, pupil.group) for pupil in pupils if pupil.group})
    return [
        *((f"{YEAR}{year}", year_label(year)) for year in years),
        *((f"{CLASS}{group}", group) for _, group in classes),
    ]


def is_chosen(pupil: NamedPupil, of: str) -> bool:
    """Whether a pupil is of the year or class that was asked for."""
    return of in (f"{YEAR}{pupil.year}", f"{CLASS}{pupil.group}")
