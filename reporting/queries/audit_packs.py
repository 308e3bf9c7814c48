"""Register audit packs as their page shows them: what can be asked for, and the latest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from attendance.scrutiny import Period
from reporting.models import Document, DocumentKind
from reporting.queries.documents import DocumentLine, document_lines
from schools.access import Rights
from schools.calendar import half_term_name, year_name
from schools.models import AcademicYear, Group, GroupKind, HalfTerm, School

SHOWN = 30


@dataclass(frozen=True)
class NamedPeriod:
    """Days that a pack can be of, by a name."""

    name: str
    days: Period

    @property
    def key(self) -> str:
        """How a form names the period."""
        return f"{self.days.starts_on}:{self.days.ends_on}"


def periods_of(school: School, *, on: date) -> list[NamedPeriod]:
    """The half terms, terms and years that have begun, newest first, none past `on`: one statement."""
    begun = HalfTerm.objects.filter(academic_year__school=school, starts_on__lte=on)
    halves = list(begun.select_related("academic_year").order_by("starts_on"))
    found = []
    for year, in_year in groupby(halves, key=lambda half: half.academic_year):
        listed = list(in_year)
        name = year_name(year.starts_on.year)
        found.append(NamedPeriod(f"School year {name}", _days(listed, on)))
        for _, both in groupby(listed, key=lambda half: (half.number - 1) // 2):
            pair = list(both)
            term = half_term_name(pair[0].number).split()[0]
            found.append(NamedPeriod(f"{term} term {name}", _days(pair, on)))
            found += [
                NamedPeriod(f"{half_term_name(half.number)} {name}", _days([half], on)) for half in pair
            ]
    return sorted(found, key=lambda period: (period.days.starts_on, period.days.ends_on), reverse=True)


def _days(halves: Sequence[HalfTerm], on: date) -> Period:
    return Period(halves[0].starts_on, min(halves[-1].ends_on, on))


def groups_of(school: School, *, on: date) -> tuple[date | None, list[tuple[int, str]]]:
    """The registration groups of the year of a day, and the year's first day: two statements."""
    year = AcademicYear.objects.filter(school=school, starts_on__lte=on, ends_on__gte=on).first()
    if year is None:
        return None, []
    groups = Group.objects.filter(academic_year=year, kind=GroupKind.REGISTRATION)
    return year.starts_on, list(groups.order_by("year_group", "name").values_list("pk", "name"))


def pack_lines(rights: Rights) -> list[DocumentLine]:
    """The latest packs of the school, newest first: one statement."""
    packs = Document.objects.filter(school=rights.school, kind=DocumentKind.AUDIT_PACK)
    return document_lines(rights, packs.select_related("asked_by")[:SHOWN])
