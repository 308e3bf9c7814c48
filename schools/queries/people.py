"""Who holds which role at a school."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from accounts.roles import Permission, Role, Scope, roles_with, scopes_of
from schools.access import ROLES_TO_APPROVE, Rights, grants_in_force, not_over
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
    stamp: str


@dataclass(frozen=True)
class Colleague:
    """Somebody who holds a role at a school now. `rights_for_school`: of those asked for, the wide ones."""

    user_id: int
    name: str
    job_title: str
    rights: frozenset[Permission]
    rights_for_school: frozenset[Permission]

    @property
    def words(self) -> str:
        """Name and title: "Ms Okafor, Attendance officer"."""
        return f"{self.name}, {self.job_title}" if self.job_title else self.name


def colleagues_with(school: School, *permissions: Permission, on: date) -> dict[int, Colleague]:
    """Who holds one of these rights on a day, by their number, in the order of names: one statement.

    A grant that waits for approval opens nothing, and whoever cannot sign in holds nothing.
    """
    roles = {role.value for permission in permissions for role in roles_with(permission)}
    rows = (
        grants_in_force(on=on)
        .filter(school=school, role__in=roles, user__is_active=True)
        .order_by("user__full_name", "user_id")
        .values_list("user_id", "user__full_name", "user__job_title", "role")
    )
    found: dict[int, Colleague] = {}
    for user_id, name, title, role in rows:
        scopes = {permission: scopes_of(Role(role), permission) for permission in permissions}
        held = frozenset(permission for permission, scope in scopes.items() if scope)
        wide = frozenset(permission for permission, scope in scopes.items() if Scope.SCHOOL in scope)
        if before := found.get(user_id):
            held, wide = held | before.rights, wide | before.rights_for_school
        found[user_id] = Colleague(user_id, name, title, held, wide)
    return found


def holders(school: School, *, on: date) -> list[Holder]:
    """The grants of a school that hold on a day or later: one statement."""
    rows = (
        Membership.objects.filter(not_over(on), school=school)
        .select_related("user")
        .order_by("user__full_name", "user_id", "role")
    )
    return [
        Holder(
            membership_id=row.pk,
            user_id=row.user_id,
            name=row.user.full_name,
            email=row.user.email,
            job_title=row.user.job_title,
            role=Role(row.role).title,
            years=years_words(row.year_groups),
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            waits_for_approval=waits_for_approval(row),
            has_joined=row.user.is_active,
            stamp=stamp_of(row),
        )
        for row in rows
    ]


def waits_for_approval(grant: Membership) -> bool:
    """Whether a grant opens nothing until a second person approves it."""
    return grant.role in ROLES_TO_APPROVE and grant.approved_by_id is None


def stamp_of(grant: Membership) -> str:
    """A grant as a page shows it, in one line: whoever approves it sends this back with their word."""
    days = (str(grant.valid_from), str(grant.valid_until or ""))
    return " ".join((grant.role, *days, *map(str, grant.year_groups)))


def years_words(years: list[int]) -> str:
    """The years of a caseload: "Year 7 and Year 8"; empty without one."""
    return list_words([year_label(year) for year in years])


def is_only_administrator(rights: Rights) -> bool:
    """Whether nobody but the asker administers the school on the day."""
    admins = Membership.objects.filter(not_over(rights.on), school=rights.school, role=Role.ADMIN)
    others = admins.filter(valid_from__lte=rights.on).exclude(approved_by=None).exclude(user=rights.user)
    return not others.exists()


def person_with_email(email: str) -> User | None:
    """The person who signs in with an address, in any case; None when nobody does."""
    return User.objects.filter(email__iexact=email.strip()).first()
