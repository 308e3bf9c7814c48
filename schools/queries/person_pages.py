"""One person as the school knows them: how they sign in, and what they were granted here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404
from django.utils import timezone

from accounts.models import Invitation, User
from accounts.roles import Role
from schools.access import Rights
from schools.models import Membership, Staff
from schools.queries.people import waits_for_approval, years_words
from schools.wording import day_words


@dataclass(frozen=True)
class Grant:
    """A grant of the person at this school. `state` says how it stands, `given` who gave and approved it."""

    membership_id: int
    role: str
    years: str
    valid_from: date
    valid_until: date | None
    state: str
    given: str
    may_change: bool


@dataclass(frozen=True)
class PersonPage:
    """Everything that the page of a person shows."""

    user_id: int
    name: str
    email: str
    job_title: str
    state: str
    grants: list[Grant]
    listed_as: list[tuple[int, str]]
    is_self: bool
    may_invite_again: bool
    may_close: bool


def person_page(rights: Rights, person_id: int, *, at: datetime) -> PersonPage:
    """A person who holds or held a role at this school: three statements. 404 for anybody else."""
    rows = list(
        Membership.objects.filter(school=rights.school, user_id=person_id)
        .select_related("user", "granted_by", "approved_by")
        .order_by("-valid_from", "role")
    )
    if not rows:
        raise Http404
    person = rows[0].user
    is_self = person == rights.user
    stands = any(not _is_over(row, rights.on) for row in rows)
    listed = Staff.objects.filter(school=rights.school, user=person)
    return PersonPage(
        user_id=person.pk,
        name=person.full_name,
        email=person.email,
        job_title=person.job_title,
        # Of a person who has left, whether the account is open elsewhere is no longer this school's to know.
        state=_account_words(person, at) if stands else "No role here any more",
        grants=[_grant(row, rights.on, may_change=not is_self) for row in rows],
        listed_as=[(row.pk, f"{row.title_name} ({row.code})") for row in listed],
        is_self=is_self,
        may_invite_again=stands and not person.is_active and person.joined_at is None,
        may_close=stands and not is_self,
    )


def _account_words(person: User, at: datetime) -> str:
    """How the person signs in, or why not."""
    if person.is_active:
        joined = timezone.localtime(person.joined_at).date() if person.joined_at else None
        return f"Signs in since {day_words(joined, year=True)}" if joined else "Signs in"
    if person.joined_at is not None:
        return "The account is closed"
    invitation = Invitation.objects.filter(user=person, accepted_at=None).order_by("-created_at").first()
    if invitation is None:
        return "No invitation is open"
    until = day_words(timezone.localtime(invitation.expires_at).date(), year=True)
    if invitation.is_open(at):
        return f"Invited. The link works until {until}"
    return f"Invited. The link worked until {until}"


def _is_over(row: Membership, on: date) -> bool:
    return row.valid_until is not None and row.valid_until < on


def _grant(row: Membership, on: date, *, may_change: bool) -> Grant:
    given = [f"Given by {row.granted_by.full_name}"] if row.granted_by else []
    if row.approved_by is not None and row.approved_by_id != row.granted_by_id:
        given.append(f"approved by {row.approved_by.full_name}")
    return Grant(
        membership_id=row.pk,
        role=Role(row.role).title,
        years=years_words(row.year_groups),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        state=_state(row, on),
        given=", ".join(given),
        may_change=may_change and not _is_over(row, on),
    )


def _state(row: Membership, on: date) -> str:
    if _is_over(row, on):
        return "Over"
    if waits_for_approval(row):
        return "Waits for approval"
    return "To come" if row.valid_from > on else "In force"


@dataclass(frozen=True)
class StandingGrant:
    """A grant to change: whose it is, as what, and what the form shows."""

    membership_id: int
    user_id: int
    name: str
    role: str
    has_caseload: bool
    valid_from: date
    valid_until: date | None
    year_groups: list[int]


def standing_grant(rights: Rights, membership_id: int) -> StandingGrant:
    """A grant of this school that is not over: one statement. 404 for anything else."""
    rows = Membership.objects.filter(school=rights.school, pk=membership_id).select_related("user")
    row = rows.first()
    if row is None or _is_over(row, rights.on):
        raise Http404
    return StandingGrant(
        membership_id=row.pk,
        user_id=row.user_id,
        name=row.user.full_name,
        role=Role(row.role).title,
        has_caseload=row.role == Role.PASTORAL,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        year_groups=list(row.year_groups),
    )
