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
    ValidationError for a caseload without years, or for a grant that stands.
    """
    if role is Role.PASTORAL and not year_groups:
        raise ValidationError({"year_groups": "Choose the years of the caseload"})
    if valid_until is not None and valid_until < valid_from:
        raise ValidationError({"valid_until": "The last day must be on or after the first"})
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
        log_event(
            "grant",
            by=by,
            school=school.pk,
            tbl="schools_membership",
            obj=str(membership.pk),
            after={"role": role.value, "user": user.pk},
        )
    return membership


def approve_role(*, rights: Rights, membership_id: int, at: datetime) -> Membership:
    """Approve a safeguarding role that someone else granted.

    Raises ValidationError when the approver granted it, holds it themselves, or
    there is nothing to approve.
    """
    rights.check(Permission.GRANT_SAFEGUARDING_ROLE)
    with transaction.atomic():
        acting(rights.user, at=at)
        membership = (
            Membership.objects.select_for_update(of=("self",))
            .select_related("user")
            .filter(school=rights.school, pk=membership_id, role__in=SAFEGUARDING_ROLES, approved_by=None)
            .first()
        )
        if membership is None:
            raise ValidationError("There is nothing to approve. Somebody may have done it already")
        if rights.user.pk in (membership.granted_by_id, membership.user_id):
            raise ValidationError("A second person must approve this role")
        membership.approved_by = rights.user
        membership.save(update_fields=["approved_by"])
        log_event(
            "approve",
            by=rights.user,
            school=rights.school.pk,
            tbl="schools_membership",
            obj=str(membership.pk),
            after={"role": membership.role, "user": membership.user_id},
        )
    return membership


def end_role(*, rights: Rights, membership_id: int, last_day: date, at: datetime) -> Membership:
    """End a grant with a last day. ValidationError for one's own; 404 for a grant of no person here."""
    rights.check(Permission.USERS_MANAGE)
    with transaction.atomic():
        acting(rights.user, at=at)
        membership = (
            Membership.objects.select_for_update(of=("self",))
            .select_related("user")
            .filter(school=rights.school, pk=membership_id)
            .first()
        )
        if membership is None:
            raise Http404
        if membership.user_id == rights.user.pk:
            raise ValidationError("You cannot end your own access. Ask another administrator")
        membership.valid_until = max(last_day, membership.valid_from)
        membership.save(update_fields=["valid_until"])
        log_event(
            "end",
            by=rights.user,
            school=rights.school.pk,
            tbl="schools_membership",
            obj=str(membership.pk),
            after={"valid_until": membership.valid_until.isoformat()},
        )
    return membership
