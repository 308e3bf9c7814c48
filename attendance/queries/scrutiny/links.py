"""The page on which a row of a finding is put right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from accounts.roles import Permission
from attendance.access import is_office
from attendance.queries.register_links import amend_url, register_url
from attendance.scrutiny import Opens
from schools.access import Rights
from schools.calendar import Session, academic_year_of


@dataclass(frozen=True)
class Place:
    """What a row names: what is not known of it is None."""

    pupil_id: int | None
    group_id: int | None
    date: date | None
    session: Session | None
    permit_id: int | None


def place_url(rights: Rights, opens: Opens, place: Place, *, today: date) -> str:
    """Where the row is put right; its pupil's record where the pupil stood in no class then."""
    return _PLACES[opens](rights, place, today)


def _mark(rights: Rights, place: Place, today: date) -> str:
    if place.group_id is None or place.date is None or place.session is None or place.pupil_id is None:
        return _pupil(rights, place, today)
    # A mark of today may still be open, and is then changed on the register itself.
    if place.date == today or not is_office(rights):
        return _register(rights, place, today)
    return amend_url(rights.school.slug, place.date, place.group_id, place.session, place.pupil_id)


def _register(rights: Rights, place: Place, today: date, part: str = "register") -> str:
    if place.group_id is None or place.date is None or place.session is None:
        return _pupil(rights, place, today)
    return register_url(rights.school.slug, place.date, place.group_id, place.session, part)


def _history(rights: Rights, place: Place, today: date) -> str:
    return _register(rights, place, today, "register_history")


def _pupil(rights: Rights, place: Place, today: date) -> str:
    if place.pupil_id is None:
        return _group(rights, place, today)
    return reverse("pupil_record", args=[rights.school.slug, place.pupil_id])


def _group(rights: Rights, place: Place, today: date) -> str:
    if place.group_id is None:
        return reverse("registers", args=[rights.school.slug])
    return reverse("group", args=[rights.school.slug, place.group_id])


def _permit(rights: Rights, place: Place, today: date) -> str:
    if place.permit_id is None or not rights.has(Permission.PERMIT_MANAGE):
        return _mark(rights, place, today)
    return reverse("permit", args=[rights.school.slug, place.permit_id])


def _calendar(rights: Rights, place: Place, today: date) -> str:
    year = academic_year_of(place.date or today)
    return reverse("calendar_year", args=[rights.school.slug, year])


_PLACES: dict[Opens, Callable[[Rights, Place, date], str]] = {
    Opens.MARK: _mark,
    Opens.REGISTER: _register,
    Opens.HISTORY: _history,
    Opens.PERMIT: _permit,
    Opens.PUPIL: _pupil,
    Opens.GROUP: _group,
    Opens.CALENDAR: _calendar,
}
