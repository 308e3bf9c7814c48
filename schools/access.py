"""Who may reach which row of a school: one rule for lists and for single objects.

A right reaches as far as the scopes of the person's live grants. Without a
grant the answer is no row at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from accounts.models import User
from accounts.roles import Permission, Role, Scope, roles_with, scopes_of
from schools.models import (
    Group,
    GroupKind,
    GroupMember,
    GroupStaff,
    Lesson,
    LessonCover,
    Membership,
    Pupil,
    School,
    StaffPart,
)
from schools.wording import list_words

NOTHING = Q(pk__in=[])
# Who teaches a group a lesson sees its pupils; its statutory registers are its tutor's and their cover's.
REGISTER_RIGHTS = frozenset({Permission.REGISTER_VIEW, Permission.REGISTER_SAVE})
# These roles open nothing until a second person has approved the grant: who reads files of children, who
# decides for the school, and who lets others in.
ROLES_TO_APPROVE = (Role.DSL.value, Role.DSO.value, Role.HEAD.value, Role.ADMIN.value)


@dataclass(frozen=True)
class Grant:
    """One live membership: a role, and the years of its caseload."""

    role: Role
    year_groups: tuple[int, ...] = ()


@dataclass(frozen=True)
class Rights:
    """What one person may do at one school on one day."""

    user: User
    school: School
    on: date
    grants: tuple[Grant, ...]
    schools: tuple[School, ...] = ()

    def scopes(self, permission: Permission) -> frozenset[Scope]:
        """How far the right reaches over all grants; empty without it."""
        return frozenset().union(*(scopes_of(grant.role, permission) for grant in self.grants))

    def has(self, permission: Permission) -> bool:
        """Whether any grant carries the right, in any scope."""
        return bool(self.scopes(permission))

    def reaches_people(self, permission: Permission) -> bool:
        """Whether the right reaches some class, caseload or the school, and not a single case or figures."""
        return bool(self.scopes(permission) & {Scope.OWN_CLASSES, Scope.CASELOAD, Scope.SCHOOL})

    def has_for_school(self, permission: Permission) -> bool:
        """Whether the right covers the whole school."""
        return Scope.SCHOOL in self.scopes(permission)

    def check(self, permission: Permission) -> None:
        """Raise, with whom to ask, unless some grant carries the right."""
        if not self.has(permission):
            raise PermissionDenied(whom_to_ask(permission))

    @cached_property
    def role_words(self) -> str:
        """The person's roles here, as the page names them."""
        return ", ".join(grant.role.title for grant in self.grants)

    def years(self, permission: Permission) -> tuple[int, ...]:
        """The years of the caseloads through which the right is held."""
        return tuple(
            year
            for grant in self.grants
            if Scope.CASELOAD in scopes_of(grant.role, permission)
            for year in grant.year_groups
        )


def whom_to_ask(permission: Permission) -> str:
    """The sentence for someone who lacks a right."""
    names = [role.words for role in roles_with(permission)]
    if not names:
        return "You do not have access. Ask your DSL or administrator."
    return f"You do not have access. The {list_words(names[:3], 'or')} can do this. Ask one of them."


def not_over(on: date) -> Q:
    """Grants that hold on a day or later."""
    return Q(valid_until=None) | Q(valid_until__gte=on)


def grants_in_force(*, on: date) -> QuerySet[Membership]:
    """Every grant that opens something on a day: begun, not over, and approved where that is asked."""
    begun = Membership.objects.filter(not_over(on), valid_from__lte=on)
    return begun.exclude(role__in=ROLES_TO_APPROVE, approved_by=None)


def live_memberships(user: User, *, on: date) -> QuerySet[Membership]:
    """The person's grants in force on a day, with their schools."""
    return grants_in_force(on=on).filter(user=user).select_related("school").order_by("school__name", "role")


def rights_of(user: User, school_slug: str, *, on: date) -> Rights | None:
    """The person's rights at a school on a day; None when they hold no grant there."""
    memberships = list(live_memberships(user, on=on))
    here = [row for row in memberships if row.school.slug == school_slug]
    if not here:
        return None
    grants = tuple(Grant(Role(row.role), tuple(row.year_groups)) for row in here)
    schools = tuple({row.school_id: row.school for row in memberships}.values())
    return Rights(user=user, school=here[0].school, on=on, grants=grants, schools=schools)


def rights_everywhere(user: User, *, on: date) -> list[Rights]:
    """The person's rights at each school where they hold a grant on a day, by name: one statement."""
    grants: dict[School, list[Grant]] = {}
    for row in live_memberships(user, on=on):
        grants.setdefault(row.school, []).append(Grant(Role(row.role), tuple(row.year_groups)))
    return [
        Rights(user=user, school=school, on=on, grants=tuple(held), schools=tuple(grants))
        for school, held in grants.items()
    ]


def in_force(on: date | OuterRef) -> Q:
    """Rows of a dated table that hold on a day, or on that of a column (`until_on` is the last day)."""
    return Q(from_on__lte=on) & (Q(until_on=None) | Q(until_on__gte=on))


def _own_groups(rights: Rights, permission: Permission, day: date | None = None) -> QuerySet[Group]:
    """The groups that are one's own on a day: as tutor or cover, and by a lesson that one has or covers.

    For the register of another `day` a cover counts only where it holds on that day, too.

    A lesson counts in every week of the rotation while it is in the timetable; a cover on its day alone.
    """
    parts = GroupStaff.objects.filter(in_force(rights.on), staff__user=rights.user)
    if day is not None:
        parts = parts.exclude(~in_force(day), part=StaffPart.COVER)
    own = Q(pk__in=parts.values("group"))
    if permission not in REGISTER_RIGHTS:
        covers = LessonCover.objects.filter(date=rights.on, staff__user=rights.user)
        theirs = Q(staff__user=rights.user) | Q(pk__in=covers.values("lesson"))
        own |= Q(pk__in=Lesson.objects.filter(in_force(rights.on)).filter(theirs).values("group"))
    return Group.objects.filter(own, school=rights.school)


def groups_visible_to(rights: Rights, permission: Permission, *, day: date | None = None) -> QuerySet[Group]:
    """The groups that a right reaches: all, those of a caseload, or one's own; `day` is a register's."""
    scopes = rights.scopes(permission)
    reach = NOTHING
    if Scope.SCHOOL in scopes:
        reach = Q()
    else:
        if Scope.CASELOAD in scopes:
            reach |= Q(year_group__in=rights.years(permission))
        if Scope.OWN_CLASSES in scopes:
            reach |= Q(pk__in=_own_groups(rights, permission, day).values("pk"))
    return Group.objects.filter(reach, school=rights.school)


def pupils_visible_to(rights: Rights, permission: Permission) -> QuerySet[Pupil]:
    """The pupils that a right reaches: all, those of a caseload, or of one's own groups.

    A duplicate that was merged into another pupil is reached by no right.
    """
    scopes = rights.scopes(permission)
    reach = NOTHING
    if Scope.SCHOOL in scopes:
        reach = Q()
    else:
        members = GroupMember.objects.filter(in_force(rights.on), pupil=OuterRef("pk"))
        if Scope.CASELOAD in scopes:
            years = members.filter(group__kind=GroupKind.YEAR, group__year_group__in=rights.years(permission))
            reach |= Q(Exists(years))
        if Scope.OWN_CLASSES in scopes:
            reach |= Q(Exists(members.filter(group__in=_own_groups(rights, permission).values("pk"))))
    return Pupil.objects.filter(reach, school=rights.school, merged_into=None)


def get_pupil_for(rights: Rights, permission: Permission, pupil_id: int) -> Pupil:
    """One pupil that the right reaches; 404 otherwise, as if there were no such child."""
    pupil = pupils_visible_to(rights, permission).filter(pk=pupil_id).first()
    if pupil is None:
        raise Http404
    return pupil


def reaches_pupil(rights: Rights, permission: Permission, pupil: Pupil) -> bool:
    """Whether the right reaches this pupil of the school; no statement where it covers the whole school."""
    if rights.has_for_school(permission):
        return True
    return rights.has(permission) and pupils_visible_to(rights, permission).filter(pk=pupil.pk).exists()
