"""The addresses to which rows of a page lead."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.http import urlencode

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


def marks_url(rights: Rights, pupil_id: int, days: Days) -> str:
    """The marks of a pupil behind a figure of some days."""
    asked = urlencode({"from": days.from_on.isoformat(), "until": days.until_on.isoformat()})
    return f"{reverse('pupil_marks', args=[rights.school.slug, pupil_id])}?{asked}"
