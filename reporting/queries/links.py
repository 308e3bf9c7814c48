"""The addresses to which rows of a page lead."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.http import urlencode

from attendance.patterns.kinds import Pattern, PatternKind
from attendance.queries.figures.sums import Days
from attendance.queries.register_links import pupil_page_url, register_url
from schools.access import Rights
from schools.calendar import Session


def pupil_url(rights: Rights, pupil_id: int) -> str:
    """A pupil's page."""
    return pupil_page_url(rights.school.slug, pupil_id)


def register_of(rights: Rights, on: date, group_id: int | None, school_session: Session) -> str:
    """The register in which a pupil stands; the day's registers for a pupil without a group."""
    if group_id is None:
        return reverse("registers", args=[rights.school.slug])
    return register_url(rights.school.slug, on, group_id, school_session)


def marks_url(rights: Rights, pupil_id: int, days: Days, *, kind: str = "") -> str:
    """The marks of a pupil behind a figure of some days: all, or those of a kind of `mark_kinds.KINDS`."""
    asked = {"from": days.from_on.isoformat(), "until": days.until_on.isoformat()}
    if kind:
        asked["kind"] = kind
    return f"{reverse('pupil_marks', args=[rights.school.slug, pupil_id])}?{urlencode(asked)}"


def pattern_url(rights: Rights, pupil_id: int, pattern: Pattern) -> str:
    """The marks of a pupil on which a pattern rests, and those between them."""
    kind = "late" if pattern.kind is PatternKind.LATES else "missed"
    return marks_url(rights, pupil_id, Days(min(pattern.days), max(pattern.days)), kind=kind)
