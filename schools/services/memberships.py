"""Granting, approving, changing and ending roles at a school."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import Http404

from accounts.audit import acting, log_event
from accounts.models import User
from accounts.roles import Permission, Role
from schools.access import ROLES_TO_APPROVE, Rights, not_over
from schools.models import Membership, School, Staff
from schools.queries.people import stamp_of
from schools.wording import day_words


@dataclass(frozen=True)
class Span:
    """The days of a grant; both are days of it, and without a last day it has no end."""

    first: date
    last: date | None

    def problem(self) -> str:
        """Why these are no days of a grant; empty when they are."""
        is_backwards = self.last is not None and self.last < self.first
        return "The last day must be on or after the first" if is_backwards else ""

    def overlapping(self) -> Q:
        """Grants that share a day with this one."""
        return Q(valid_from__lte=self.last or date.max) & not_over(self.first)


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

    A role of `ROLES_TO_APPROVE` opens nothing until a second person approves it, but for the administrator
    who sets a school up and for its first head: these stand at once, and the audit says so. Raises
    ValidationError for a caseload without years, for days on which the person has the role, and for a grant
    to oneself.
    """
    span = Span(valid_from, valid_until)
    if problem := span.problem():
        raise ValidationError({"valid_until": problem})
    years = _years(school, role, year_groups)
    with transaction.atomic():
        acting(by, at=at)
        School.objects.select_for_update(of=("self",)).get(pk=school.pk)
        if by == user and Membership.objects.filter(school=school).exists():
            raise ValidationError("You cannot give yourself a role. Ask another administrator")
        _check_free(school, user, role, span)
        stands = _why_it_stands(school, role, is_own=by == user)
        membership = Membership.objects.create(
            school=school,
            user=user,
            role=role.value,
            valid_from=valid_from,
            valid_until=valid_until,
            year_groups=years,
            granted_by=by,
            approved_by=by if stands else None,
        )
        Staff.objects.filter(school=school, email__iexact=user.email, user=None).update(user=user)
        _log("grant", membership, by=by, after={"role": role.value} | ({"stands": stands} if stands else {}))
    return membership


def _years(school: School, role: Role, years: Sequence[int]) -> list[int]:
    """The years of a caseload, in order; none for another role. Raises for none, or another school's."""
    if role is not Role.PASTORAL:
        return []
    if not years:
        raise ValidationError({"year_groups": "Choose the years of the caseload"})
    if not school.youngest_year <= min(years) <= max(years) <= school.oldest_year:
        raise ValidationError({"year_groups": "Choose years that this school has"})
    return sorted(set(years))


def _check_free(school: School, user: User, role: Role, span: Span, *, but: int = 0) -> None:
    """Raise where the person has the role on a day of the span already, by a grant other than `but`."""
    standing = Membership.objects.filter(span.overlapping(), school=school, user=user, role=role)
    found = standing.exclude(pk=but).order_by("valid_from").first()
    if found is None:
        return
    words = f"{user.full_name} already is {role.words} here"
    if found.valid_until is not None:
        words += f" until {day_words(found.valid_until, year=True)}. Change that last day instead"
    raise ValidationError(words)


def _why_it_stands(school: School, role: Role, *, is_own: bool) -> str:
    """Why a grant needs no second person, for the audit; empty where it needs one or its role never does."""
    if role is Role.ADMIN and is_own:
        return "set up the school"
    had_head = Membership.objects.filter(school=school, role=Role.HEAD).exclude(approved_by=None)
    return "first head of the school" if role is Role.HEAD and not had_head.exists() else ""


def approve_role(*, rights: Rights, membership_id: int, stamp: str, at: datetime) -> Membership:
    """Approve a role that someone else granted, as the head; a head's where there is none, as who prepares.

    `stamp` is the grant as the approver saw it. Raises ValidationError when the approver may only prepare
    such grants, granted this one, would hold it themselves, there is nothing to approve, or the grant was
    changed since.
    """
    rights.check(Permission.GRANT_SAFEGUARDING_ROLE)
    with transaction.atomic():
        acting(rights.user, at=at)
        membership = _held(rights.school, membership_id)
        if not rights.has_for_school(Permission.GRANT_SAFEGUARDING_ROLE) and not _may_stand_in(
            rights, membership
        ):
            raise ValidationError("You can prepare this role. The head teacher approves it")
        if (
            membership is None
            or membership.role not in ROLES_TO_APPROVE
            or membership.approved_by_id is not None
        ):
            raise ValidationError("There is nothing to approve. Somebody may have done it already")
        if rights.user.pk in (membership.granted_by_id, membership.user_id):
            raise ValidationError("A second person must approve this role")
        if stamp != stamp_of(membership):
            raise ValidationError("This grant was changed since you opened the page. Look again")
        membership.approved_by = rights.user
        membership.save(update_fields=["approved_by"])
        _log("approve", membership, by=rights.user, after={"role": membership.role})
    return membership


def _may_stand_in(rights: Rights, membership: Membership | None) -> bool:
    """Whether a grant of head is approved by who only prepares: the school has no head who could."""
    if membership is None or membership.role != Role.HEAD:
        return False
    heads = Membership.objects.filter(Span(rights.on, rights.on).overlapping(), school=rights.school)
    return not heads.filter(role=Role.HEAD).exclude(approved_by=None).exists()


def change_grant(
    *,
    rights: Rights,
    membership_id: int,
    valid_until: date | None,
    year_groups: Sequence[int],
    at: datetime,
) -> Membership:
    """Give a grant another last day, or its caseload other years.

    Raises ValidationError for one's own grant, for one that is over, for a day that is over, and where an
    approved role would last longer than what was approved; 404 for a grant of no person here.
    """
    rights.check(Permission.USERS_MANAGE)
    with transaction.atomic():
        acting(rights.user, at=at)
        membership = _held_by_another(rights, membership_id, "change")
        _check_end(rights, membership, valid_until)
        before = _facts(membership)
        membership.valid_until = valid_until
        membership.year_groups = _years(rights.school, Role(membership.role), year_groups)
        membership.save(update_fields=["valid_until", "year_groups"])
        _log("change", membership, by=rights.user, before=before, after=_facts(membership))
    return membership


def _check_end(rights: Rights, membership: Membership, last: date | None) -> None:
    """Raise unless a grant may get this last day."""
    was = membership.valid_until
    if was is not None and was < rights.on:
        raise ValidationError("This access is over. Give the role again")
    if last is not None and last < max(rights.on, membership.valid_from):
        raise ValidationError(
            {"valid_until": "The last day must be today or later, and not before the first"}
        )
    is_longer = was is not None and (last is None or last > was)
    if is_longer and membership.role in ROLES_TO_APPROVE and membership.approved_by_id is not None:
        raise ValidationError(
            {"valid_until": "This role was approved to its last day. Give it again from the day after"}
        )
    span = Span(membership.valid_from, last)
    _check_free(rights.school, membership.user, Role(membership.role), span, but=membership.pk)


def end_role(*, rights: Rights, membership_id: int, last_day: date, at: datetime) -> Membership:
    """End a grant with a last day; one that ends before it keeps its end.

    ValidationError for one's own; 404 for a grant of no person here.
    """
    rights.check(Permission.USERS_MANAGE)
    with transaction.atomic():
        acting(rights.user, at=at)
        membership = _held_by_another(rights, membership_id, "end")
        last = min(last_day, membership.valid_until or last_day)
        membership.valid_until = max(last, membership.valid_from)
        membership.save(update_fields=["valid_until"])
        _log("end", membership, by=rights.user, after={"valid_until": membership.valid_until.isoformat()})
    return membership


def end_grants(user: User, *, on: date, by: User | None, at: datetime, school: School | None = None) -> None:
    """End what a person was granted, at one school or everywhere, so that nothing holds on the day itself.

    What would begin on that day or later goes; the audit keeps it.
    """
    with transaction.atomic():
        acting(by, at=at)
        grants = Membership.objects.filter(user=user, **({"school": school} if school else {}))
        grants.filter(valid_from__gte=on).delete()
        grants.filter(not_over(on)).update(valid_until=on - timedelta(days=1))


def _held_by_another(rights: Rights, membership_id: int, act: str) -> Membership:
    """A grant of this school, locked; 404 without one, ValidationError for the asker's own."""
    membership = _held(rights.school, membership_id)
    if membership is None:
        raise Http404
    if membership.user_id == rights.user.pk:
        raise ValidationError(f"You cannot {act} your own access. Ask another administrator")
    return membership


def _held(school: School, membership_id: int) -> Membership | None:
    """A grant of this school with its person, locked until the transaction ends."""
    rows = Membership.objects.select_for_update(of=("self",)).select_related("user")
    return rows.filter(school=school, pk=membership_id).first()


def _facts(membership: Membership) -> dict[str, object]:
    until = membership.valid_until
    return {
        "valid_until": until.isoformat() if until else None,
        "year_groups": list(membership.year_groups),
    }


def _log(
    verb: str,
    membership: Membership,
    *,
    by: User | None,
    after: Mapping[str, object],
    before: Mapping[str, object] | None = None,
) -> None:
    log_event(
        verb,
        by=by,
        school=membership.school_id,
        tbl="schools_membership",
        obj=str(membership.pk),
        before=before,
        after={"user": membership.user_id, **after},
    )
