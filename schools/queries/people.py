"""Who holds which role at a school."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from accounts.models import User
from accounts.roles import Role
from schools.access import SAFEGUARDING_ROLES
from schools.models import Membership, School
from schools.wording import list_words
from schools.year_groups import year_label


@dataclass(frozen=True)
class Holder:
    """A person's grant, as the people page lists it."""

    membership_id: int
    user_id: int
    name: str
    email: str
    job_title: str
    role: str
    years: str
    valid_from: date
    valid_until: date | None
    waits_for_approval: bool
    has_joined: bool


def holders(school: School, *, on: date) -> list[Holder]:
    """The grants of a school that hold on a day or later: one statement."""
    rows = (
        Membership.objects.filter(school=school)
        .filter(Q(valid_until=None) | Q(valid_until__gte=on))
        .select_related("user")
        .order_by("user__full_name", "role")
    )
    return [
        Holder(
            membership_id=row.pk,
            user_id=row.user_id,
            name=row.user.full_name,
            email=row.user.email,
            job_title=row.user.job_title,
            role=Role(row.role).title,
            years=list_words([year_label(year) for year in row.year_groups]),
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            waits_for_approval=row.role in SAFEGUARDING_ROLES and row.approved_by_id is None,
            has_joined=row.user.is_active,
        )
        for row in rows
    ]


def staff_without_sign_in(school: School) -> list[tuple[str, str, str]]:
    """Staff with an email and no account: name, email and job title, to invite from a list."""
    return list(
        school.staff.filter(user=None).exclude(email="").values_list("full_name", "email", "job_title")
    )


def person_with_email(email: str) -> User | None:
    """The person who signs in with an address, in any case; None when nobody does."""
    return User.objects.filter(email__iexact=email.strip()).first()
