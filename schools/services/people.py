"""Letting people in: their invitation, where they have no account yet, and their role, in one act."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404

from accounts.audit import acting
from accounts.models import User
from accounts.roles import Permission, Role
from accounts.services import AccountError, invite_person
from schools.access import Rights, not_over
from schools.models import Membership, School, Staff
from schools.queries.people import person_with_email, waits_for_approval
from schools.queries.staff import staff_without_role, why_not_invited
from schools.services.memberships import end_grants, grant_role

MOST_AT_ONCE = 100


@dataclass(frozen=True)
class Newcomer:
    """Whom to let in, as what, and until when."""

    email: str
    full_name: str
    job_title: str
    role: Role
    year_groups: Sequence[int] = ()
    valid_until: date | None = None


@dataclass(frozen=True)
class LetIn:
    """The person who was let in, whether by an invitation, and whether the role must be approved.

    `name` is the one that was typed: an answer never tells what an account of another school is called.
    """

    user: User
    name: str
    is_invited: bool
    had_account: bool
    waits_for_approval: bool


@dataclass
class Invited:
    """Who of the staff list was let in, and who was not, with the reason."""

    names: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


@transaction.atomic
def let_in(newcomer: Newcomer, *, rights: Rights, on: date, at: datetime, site: str) -> LetIn:
    """Grant a role from a day on, with an invitation for a person who cannot sign in yet.

    A person whose account was closed begins anew: what they were granted before is over. `site` is the
    address of this installation. Raises ValidationError as grant_role does, and where the invitation is
    refused; then neither is made.
    """
    rights.check(Permission.USERS_MANAGE)
    person = person_with_email(newcomer.email)
    had_account = person is not None
    is_invited = person is None or not person.is_active
    if person is not None and is_invited and person.joined_at is not None:
        end_grants(person, on=rights.on, by=rights.user, at=at)
    if person is None or is_invited:
        person = _invite(newcomer, by=rights.user, at=at, site=site)
    granted = grant_role(
        school=rights.school,
        user=person,
        role=newcomer.role,
        year_groups=newcomer.year_groups,
        valid_from=on,
        valid_until=newcomer.valid_until,
        by=rights.user,
        at=at,
    )
    return LetIn(person, newcomer.full_name, is_invited, had_account, waits_for_approval(granted))


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


@transaction.atomic
def invite_staff(*, rights: Rights, staff_ids: Collection[int], at: datetime, site: str) -> Invited:
    """Let in those of the staff list who have no role here, each with the role that the list proposes.

    One who cannot be let in is named with the reason and holds nobody else back. Raises ValidationError for
    nobody, and for more than a hundred at once.
    """
    rights.check(Permission.USERS_MANAGE)
    if not 0 < len(staff_ids) <= MOST_AT_ONCE:
        raise ValidationError(f"Choose 1 to {MOST_AT_ONCE} people")
    acting(rights.user, at=at)
    # As grant_role does, before any other row: two such acts never wait for each other in a ring.
    School.objects.select_for_update(of=("self",)).get(pk=rights.school.pk)
    told = Invited()
    chosen = staff_without_role(rights.school, on=rights.on).filter(pk__in=staff_ids)
    for member in chosen.select_related("user").select_for_update(of=("self",)).order_by("full_name", "pk"):
        problem = why_not_invited(member) or _let_in_member(member, told, rights=rights, at=at, site=site)
        if problem:
            told.refused.append((member.full_name, problem))
    return told


def _let_in_member(member: Staff, told: Invited, *, rights: Rights, at: datetime, site: str) -> str:
    """Let one member of staff in; returns why not, or nothing."""
    newcomer = Newcomer(
        email=member.user.email if member.user else member.email,
        full_name=member.full_name,
        job_title=member.job_title,
        role=Role(member.role),
    )
    try:
        with transaction.atomic():
            found = let_in(newcomer, rights=rights, on=rights.on, at=at, site=site)
    except ValidationError as refusal:
        return str(refusal.messages[0])
    told.names.append(found.name)
    if found.waits_for_approval:
        told.waiting.append(found.name)
    return ""


@transaction.atomic
def invite_again(*, rights: Rights, person_id: int, at: datetime, site: str) -> User:
    """Send a new link to a person who was invited and never came in; the old link stops working.

    Raises ValidationError for a person who came in once; 404 for one without a role here that holds or is to
    come.
    """
    rights.check(Permission.USERS_MANAGE)
    grants = Membership.objects.filter(not_over(rights.on), school=rights.school, user_id=person_id)
    grant = grants.select_related("user").first()
    if grant is None:
        raise Http404
    person = grant.user
    if person.is_active or person.joined_at is not None:
        raise ValidationError(f"{person.full_name} has used the invitation already")
    newcomer = Newcomer(person.email, person.full_name, person.job_title, Role(grant.role))
    return _invite(newcomer, by=rights.user, at=at, site=site)
