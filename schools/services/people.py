"""Letting a person in: their invitation, where they have no account yet, and their role, in one act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.roles import Permission, Role
from accounts.services import AccountError, invite_person
from schools.access import Rights
from schools.queries.people import person_with_email
from schools.services.memberships import grant_role


@dataclass(frozen=True)
class Newcomer:
    """Whom to let in, as what, and until when."""

    email: str
    full_name: str
    job_title: str
    role: Role
    year_groups: Sequence[int]
    valid_until: date | None


@dataclass(frozen=True)
class LetIn:
    """The person who was let in, and whether an invitation is on its way to them."""

    user: User
    is_invited: bool


@transaction.atomic
def let_in(newcomer: Newcomer, *, rights: Rights, on: date, at: datetime, site: str) -> LetIn:
    """Grant a role from a day on, with an invitation for a person who cannot sign in yet.

    `site` is the address of this installation. Raises ValidationError as grant_role does, and where the
    invitation is refused; then neither is made.
    """
    rights.check(Permission.USERS_MANAGE)
    person = person_with_email(newcomer.email)
    is_invited = person is None or not person.is_active
    if person is None or is_invited:
        person = _invite(newcomer, by=rights.user, at=at, site=site)
    grant_role(
        school=rights.school,
        user=person,
        role=newcomer.role,
        year_groups=newcomer.year_groups,
        valid_from=on,
        valid_until=newcomer.valid_until,
        by=rights.user,
        at=at,
    )
    return LetIn(person, is_invited)


def _invite(newcomer: Newcomer, *, by: User, at: datetime, site: str) -> User:
    try:
        return invite_person(
            email=newcomer.email,
            full_name=newcomer.full_name,
            job_title=newcomer.job_title,
            by=by,
            at=at,
            site=site,
        ).user
    except AccountError as refusal:
        raise ValidationError(str(refusal)) from refusal
