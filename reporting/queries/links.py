"""The addresses to which rows of a page lead."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.urls import reverse

from accounts.roles import Permission
from attendance.queries.register_links import amend_url, register_url
from schools.access import Rights
from schools.calendar import Session


def pupil_url(rights: Rights, pupil_id: int) -> str:
    """A pupil's page."""
    return _pupil_url(rights.school.slug, pupil_id)


@lru_cache(maxsize=4096)
def _pupil_url(school: str, pupil_id: int) -> str:
    return reverse("pupil", args=[school, pupil_id])


def register_of(rights: Rights, on: date, group_id: int | None, school_session: Session) -> str:
    """The register in which a pupil stands; the day's registers for a pupil without a group."""
    if group_id is None:
        return reverse("registers", args=[rights.school.slug])
    return register_url(rights.school.slug, on, group_id, school_session)


def amendment_of(
    rights: Rights, on: date, group_id: int | None, school_session: Session, pupil_id: int
) -> str:
    """Where the person may change a mark; empty for who may not."""
    if group_id is None or not rights.has_for_school(Permission.REGISTER_AMEND):
        return ""
    return amend_url(rights.school.slug, on, group_id, school_session, pupil_id)
