"""The facts about a pupil by date, in the words of their pages. Each page has a right of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404

from schools.models import ProtectedFact, ProtectedKind, Pupil, SupportFact
from schools.wording import date_words


@dataclass(frozen=True)
class FactLine:
    """One fact as a page lists it; `details` are label and value, empty ones left out."""

    fact_id: int
    title: str
    from_on: date
    until_on: date | None
    details: list[tuple[str, str]]
    phone: str
    source: str


@dataclass(frozen=True)
class FactList:
    """The facts that hold on a day or later, and those that are past."""

    standing: list[FactLine]
    past: list[FactLine]


def support_facts(pupil: Pupil, *, on: date) -> FactList:
    """Support by date, the newest first: one statement."""
    rows = SupportFact.objects.filter(pupil=pupil).order_by("-from_on", "kind")
    return _sorted(
        (
            _line(row, row.get_kind_display(), [("Need", row.get_need_display() if row.need else "")])
            for row in rows
        ),
        on,
    )


def protected_facts(pupil: Pupil, *, on: date) -> FactList:
    """Social-care status by date, the newest first: one statement."""
    rows = ProtectedFact.objects.filter(pupil=pupil).order_by("-from_on", "kind")
    return _sorted((_line(row, row.get_kind_display(), _whom_to_ring(row)) for row in rows), on)


def past_protection(ended: Iterable[Sequence[str]], standing: Collection[str]) -> list[str]:
    """The protection that a pupil had and has no more ("Had a social worker until 3 March 2027").

    `ended` are kinds with their last days, the earliest first; `standing` the kinds in force. Only for those
    whose right to protected facts reaches the pupil.
    """
    last = {kind: date.fromisoformat(until_on) for kind, until_on in ended if kind not in standing}
    return [f"{PAST_WORDS[kind]} until {date_words(until_on)}" for kind, until_on in last.items()]


PAST_WORDS = {
    ProtectedKind.SOCIAL_WORKER.value: "Had a social worker",
    ProtectedKind.CHILD_IN_NEED.value: "Was a child in need",
    ProtectedKind.CHILD_PROTECTION.value: "Had a child protection plan",
    ProtectedKind.LOOKED_AFTER.value: "Was looked after",
    ProtectedKind.PREVIOUSLY_LOOKED_AFTER.value: "Was recorded as previously looked after",
    ProtectedKind.YOUTH_JUSTICE.value: "Was with youth justice",
    ProtectedKind.VIRTUAL_SCHOOL.value: "Was with the virtual school",
}


def _whom_to_ring(row: ProtectedFact) -> list[tuple[str, str]]:
    return [
        ("Name", row.worker_name),
        ("Email", row.worker_email),
        ("Team", row.team),
        ("Local authority", row.authority),
    ]


def _line(row: SupportFact | ProtectedFact, title: str, details: list[tuple[str, str]]) -> FactLine:
    return FactLine(
        fact_id=row.pk,
        title=title,
        from_on=row.from_on,
        until_on=row.until_on,
        details=[(label, value) for label, value in (*details, ("Note", row.note)) if value],
        phone=row.worker_phone if isinstance(row, ProtectedFact) else "",
        source=row.source,
    )


def _sorted(lines: Iterable[FactLine], on: date) -> FactList:
    standing: list[FactLine] = []
    past: list[FactLine] = []
    for line in lines:
        (past if line.until_on is not None and line.until_on < on else standing).append(line)
    return FactList(standing, past)


def support_fact(pupil: Pupil, fact_id: int) -> dict[str, Any]:
    """One support fact as the form fills in; 404 where this pupil has none such."""
    return _values(SupportFact.objects.filter(pupil=pupil, pk=fact_id).values().first())


def protected_fact(pupil: Pupil, fact_id: int) -> dict[str, Any]:
    """One protected fact as the form fills in; 404 where this pupil has none such."""
    return _values(ProtectedFact.objects.filter(pupil=pupil, pk=fact_id).values().first())


def _values(row: Any) -> dict[str, Any]:
    if row is None:
        raise Http404
    return dict(row)
