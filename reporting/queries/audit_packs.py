"""Register audit packs as their pages show them: what can be asked for, and where each stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils import timezone

from attendance.scrutiny import Period
from reporting.models import Document, DocumentKind, DocumentState
from schools.calendar import half_term_name, year_name
from schools.models import AcademicYear, Group, GroupKind, HalfTerm, School
from schools.wording import count_words

SHOWN, NAMED = 30, 6
KEPT_DAYS = 7
WAITS = (DocumentState.WAITING, DocumentState.MAKING)


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


def days_of(document: Document) -> Period:
    """The days that a document is of."""
    return Period(*(date.fromisoformat(document.parameters[name]) for name in ("first", "last")))


def size_words(size: int) -> str:
    """The size of a file: "412 KB", "3.4 MB"."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, size // 1000)} KB"


@dataclass(frozen=True)
class PackLine:
    """A pack as the list and its own page show it."""

    pk: int
    period: str
    of: str
    by: str
    asked_at: datetime
    made_at: datetime | None
    state: str
    state_words: str
    words: str
    size: str
    sha256: str
    percent: int
    until: date | None

    @property
    def is_at_work(self) -> bool:
        """Whether a worker has it, or will."""
        return self.state in WAITS

    @property
    def is_ready(self) -> bool:
        """Whether there is a file to fetch."""
        return self.state == DocumentState.DONE


def pack_lines(school: School) -> list[PackLine]:
    """The latest packs, newest first: one statement."""
    packs = Document.objects.filter(school=school, kind=DocumentKind.AUDIT_PACK).select_related("asked_by")
    return [pack_line(pack) for pack in packs[:SHOWN]]


def pack_line(pack: Document) -> PackLine:
    """A pack in words."""
    made_at = timezone.localtime(pack.made_at) if pack.made_at else None
    names = pack.parameters["group_names"]
    return PackLine(
        pk=pack.pk,
        period=days_of(pack).words,
        of=_of_words(names),
        by=pack.asked_by.full_name if pack.asked_by else "",
        asked_at=timezone.localtime(pack.asked_at),
        made_at=made_at,
        state=pack.state,
        state_words=DocumentState(pack.state).label,
        words=pack.words,
        size=size_words(pack.bytes) if pack.bytes else "",
        sha256=pack.sha256,
        percent=100 * pack.done // pack.total if pack.total else 0,
        until=made_at.date() + timedelta(days=KEPT_DAYS) if made_at else None,
    )


def _of_words(names: list[str]) -> str:
    """Of whom a pack is: group names while they are few; without any, the whole school."""
    if not names:
        return "Whole school"
    return ", ".join(names) if len(names) <= NAMED else count_words(len(names), "group")
