"""Granting and ending roles at a school."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404

from accounts.audit import acting, log_event
from accounts.models import User
from accounts.roles import Permission, Role
from schools.access import SAFEGUARDING_ROLES, Rights
from schools.models import Membership, School, Staff


def grant_role(
    *,
    school: School,
    user: User,
    role: Role,
    valid_from: date,
    by: User | None,
    at: datetime,
    valid_until: date | None = None,
    year_groups: Sequence[int] = (),
) -> Membership:
    """Grant a role at a school from a day on.

    A safeguarding role opens nothing until a second person approves it. Raises
    ValidationError for a caseload without years, for a grant that stands, and
    for a grant to oneself: only the first administrator of a new school, where
    nobody has a grant yet, makes their own.
    """
    if role is Role.PASTORAL and not year_groups:
        raise ValidationError({"year_groups": "Choose the years of the caseload"})
    if valid_until is not None and valid_until < valid_from:
        raise ValidationError({"valid_until": "The last day must be on or after the first"})
    if by == user and Membership.objects.filter(school=school).exists():
        raise ValidationError("You cannot give yourself a role. Ask another administrator")
    with transaction.atomic():
        acting(by, at=at)
        standing = Membership.objects.filter(school=school, user=user, role=role, valid_until=None)
        if standing.exists():
            raise ValidationError(f"{user.full_name} already is {role.title.lower()} here")
        membership = Membership.objects.create(
            school=school,
            user=user,
            role=role.value,
            valid_from=valid_from,
            valid_until=valid_until,
            year_groups=sorted(set(year_groups)) if role is Role.PASTORAL else [],
            granted_by=by,
        )
        Staff.objects.filter(school=school, email__iexact=user.email, user=None).update(user=user)
        _log("grant", membership, by=by, after={"role": role.value})
    return membership


def approve_role(*, rights: Rights, membership_id: int, at: datetime) -> Membership:
    """Approve a safeguarding role that someone else granted.

    Raises ValidationError when the approver may only prepare such grants, granted this one, would hold it
    themselves, or there is nothing to approve.
    """
    rights.check(Permission.GRANT_SAFEGUARDING_ROLE)
    if not rights.has_for_school(Permission.GRANT_SAFEGUARDING_ROLE):
        raise ValidationError("You can prepare a safeguarding role. The head teacher approves it")
    with transaction.atomic():
        acting(rights.user, at=at)
        membership = _held(rights.school, membership_id)
        if (
            membership is None
            or membership.role not in SAFEGUARDING_ROLES
            or membership.approved_by_id is not None
        ):
            raise ValidationError("There is nothing to approve. Somebody may have done it already")
        if rights.user.pk in (membership.granted_by_id, membership.user_id):
            raise ValidationError("A second person must approve this role")
        membership.approved_by = rights.user
        membership.save(update_fields=["approved_by"])
        _log("approve", membership, by=rights.user, after={"role": membership.role})
    return membership


def end_role(*, rights: Rights, membership_id: int, last_day: date, at: datetime) -> Membership:
    """End a grant with a last day; one that ends before it keeps its end.

    ValidationError for one's own; 404 for a grant of no person here.
    """
    rights.check(Permission.USERS_MANAGE)
    with transaction.atomic():
        acting(rights.user, at=at)
        membership = _held(rights.school, membership_id)
        if membership is None:
            raise Http404
        if membership.user_id == rights.user.pk:
            raise ValidationError("You cannot end your own access. Ask another administrator")
        last = min(last_day, membership.valid_until or last_day)
        membership.valid_until = max(last, membership.valid_from)
        membership.save(update_fields=["valid_until"])
        _log("end", membership, by=rights.user, after={"valid_until": membership.valid_until.isoformat()})
    return membership


def _held(school: School, membership_id: int) -> Membership | None:
    """A grant of this school with its person, locked until the transaction ends."""
    rows = Membership.objects.select_for_update(of=("self",)).select_related("user")
    return rows.filter(school=school, pk=membership_id).first()


def _log(verb: str, membership: Membership, *, by: User | None, after: dict[str, object]) -> None:
    log_event(
        verb,
        by=by,
        school=membership.school_id,
        tbl="schools_membership",
        obj=str(membership.pk),
        after={"user": membership.user_id} | after,
    )
