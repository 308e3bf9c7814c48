"""Checks of staff, of who holds which role, and of caseloads."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q

from accounts.roles import Role
from schools.access import ROLES_TO_APPROVE, Rights
from schools.models import GroupKind, GroupMember, Membership, Staff
from schools.queries.set_up_checks.facts import Check, Family, Findings, Item, Severity
from schools.wording import list_words
from schools.year_groups import year_label

CHECKS = (
    Check(
        "no-head",
        "Does somebody hold the role of head teacher?",
        "The head decides leave, leavers and legal steps, and approves safeguarding roles.",
        Severity.MEND,
        "role",
        "people",
        "People",
    ),
    Check(
        "no-safeguarding-lead",
        "Does somebody hold the role of safeguarding lead?",
        "A school has a designated safeguarding lead (Keeping children safe in education, part two).",
        Severity.MEND,
        "role",
        "people",
        "People",
    ),
    Check(
        "no-deputy",
        "Is there a second person for safeguarding?",
        "Someone with the training must be there during school hours (Keeping children safe in education, "
        "annex C).",
        Severity.NOTE,
        "role",
        "people",
        "People",
    ),
    Check(
        "roles-to-approve",
        "Is each role approved?",
        "Such a role opens nothing until a second person approves it.",
        Severity.MEND,
        "role",
        "approvals",
        "Approvals",
    ),
    Check(
        "staff-without-role",
        "Does each member of staff hold a role?",
        "Who holds no role cannot sign in to take a register.",
        Severity.MEND,
        "member of staff",
        "staff",
        "Staff",
    ),
    Check(
        "caseload-without-pupils",
        "Are there pupils in the years of each caseload?",
        "A pastoral lead of a year without pupils sees nobody.",
        Severity.MEND,
        "caseload",
        "people",
        "People",
    ),
)


def find(rights: Rights, on: date) -> Findings:
    """Who and what is missing among people and roles: three statements."""
    grants = list(
        Membership.objects.filter(Q(valid_until=None) | Q(valid_until__gte=on), school=rights.school)
        .select_related("user")
        .order_by("user__full_name", "role")
    )
    live = [row for row in grants if row.valid_from <= on and not _waits(row)]
    roles = [row.role for row in live if row.user.is_active]
    return {
        "no-head": _nobody(Role.HEAD, roles),
        "no-safeguarding-lead": _nobody(Role.DSL, roles),
        "no-deputy": _no_deputy(roles),
        "roles-to-approve": [Item(row.user.full_name, Role(row.role).title) for row in grants if _waits(row)],
        "staff-without-role": _staff(rights, {row.user_id for row in grants}),
        "caseload-without-pupils": _caseloads(rights, on, live),
    }


def _waits(row: Membership) -> bool:
    return row.role in ROLES_TO_APPROVE and row.approved_by_id is None


def _nobody(role: Role, roles: Collection[str]) -> list[Item]:
    return [] if role.value in roles else [Item(role.title, "Nobody holds it")]


def _no_deputy(roles: Collection[str]) -> list[Item]:
    trained = [role for role in roles if role in (Role.DSL.value, Role.DSO.value)]
    return [] if len(trained) > 1 else [Item(Role.DSO.title, "Nobody stands in for the lead")]


def _staff(rights: Rights, holders: Collection[int]) -> list[Item]:
    """Staff for whom no grant stands, now or from a later day on."""
    rows = Staff.objects.filter(school=rights.school).order_by("full_name", "pk")
    return [
        Item(row.full_name, row.job_title or ("" if row.user_id else "No sign-in"))
        for row in rows
        if row.user_id not in holders
    ]


def _caseloads(rights: Rights, on: date, live: Iterable[Membership]) -> list[Item]:
    members = GroupMember.objects.filter(Q(until_on=None) | Q(until_on__gte=on), from_on__lte=on)
    taught = set(
        members.filter(group__school=rights.school, group__kind=GroupKind.YEAR)
        .order_by()
        .values_list("group__year_group", flat=True)
        .distinct()
    )
    return [
        Item(row.user.full_name, list_words([year_label(year) for year in empty]))
        for row in live
        if (empty := [year for year in row.year_groups if year not in taught])
    ]


PEOPLE_FAMILY = Family("People and roles", CHECKS, find)
