"""Lines that were withdrawn after somebody acted on them, for the first page of whoever acted."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from accounts.roles import Permission
from attendance.line_words import title_of
from attendance.lines import LineKind
from attendance.models import LineTold
from attendance.queries.lines.again import standing_beside
from schools.access import Rights, pupils_visible_to

MOST_TOLD = 1


@dataclass(frozen=True)
class ToldLine:
    """A withdrawn line: whose, which, and where it says which codes changed.

    `stands_again`: the pupil crosses it again, and the address is that of the line that stands.
    """

    told_id: int
    name: str
    title: str
    stands_again: bool
    url: str
    read_url: str


@dataclass(frozen=True)
class ToldLines:
    """What is shown of what a person has to be told; `more` follow when these are read."""

    lines: list[ToldLine]
    more: int


def told_lines(rights: Rights) -> ToldLines:
    """What the person has still to be told, oldest first: one statement, none for who reads no cases."""
    if not rights.reaches_people(Permission.CASE_READ):
        return ToldLines([], 0)
    school = rights.school.slug
    rows = LineTold.objects.filter(
        person=rights.user,
        read_at=None,
        line__school=rights.school,
        line__pupil__in=pupils_visible_to(rights, Permission.CASE_READ),
    ).select_related("line__pupil")
    rows = rows.annotate(again=standing_beside("line__").values("pk"))
    lines = [
        ToldLine(
            told_id=row.pk,
            name=f"{row.line.pupil.known_forename} {row.line.pupil.known_surname}",
            title=title_of(LineKind(row.line.kind)),
            stands_again=row.again is not None,
            url=reverse("line", args=[school, row.again or row.line_id]),
            read_url=reverse("line_told_read", args=[school, row.pk]),
        )
        for row in rows
    ]
    return ToldLines(lines[:MOST_TOLD], max(0, len(lines) - MOST_TOLD))
