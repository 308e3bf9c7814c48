"""The staff of a school: who they are, and whether they sign in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from schools.access import not_over
from schools.models import Membership, School, Staff
from schools.wording import list_words

ROWS_ON_PAGE = 100


@dataclass(frozen=True)
class StaffLine:
    """A member of staff in the list. `why_not` says why one press cannot invite them; empty when it can."""

    staff_id: int
    code: str
    name: str
    shown_as: str
    email: str
    job_title: str
    proposed: str
    sign_in: str
    user_id: int | None
    is_without_role: bool
    why_not: str

    @property
    def may_invite(self) -> bool:
        """Whether one press invites them."""
        return self.is_without_role and not self.why_not


@dataclass(frozen=True)
class StaffList:
    """One page of the list, with how many there are and how many have no role."""

    lines: list[StaffLine]
    total: int
    without_role: int
    before_url: str
    after_url: str

    @property
    def to_invite(self) -> int:
        """How many on this page can be invited by one press."""
        return sum(line.may_invite for line in self.lines)


def staff_without_role(school: School, *, on: date) -> QuerySet[Staff]:
    """Staff who hold no role here on a day, or later."""
    grants = Membership.objects.filter(not_over(on), school=school, user=OuterRef("user"))
    return Staff.objects.filter(~Exists(grants), school=school)


def staff_list(school: School, *, on: date, only_without: bool, page: str) -> StaffList:
    """A page of the school's staff: four statements."""
    without = staff_without_role(school, on=on)
    rows = without if only_without else Staff.objects.filter(school=school)
    found = Paginator(rows.select_related("user").order_by("full_name", "pk"), ROWS_ON_PAGE).get_page(page)
    shown = list(found)
    roles: dict[int, list[str]] = {}
    grants = Membership.objects.filter(not_over(on), school=school, user__in=[row.user_id for row in shown])
    for user_id, role in grants.order_by("role").values_list("user_id", "role"):
        roles.setdefault(user_id, []).append(Role(role).words)
    address = reverse("staff", args=[school.slug]) + ("?show=without&page=" if only_without else "?page=")
    return StaffList(
        lines=[_line(row, roles.get(row.user_id or 0, [])) for row in shown],
        total=found.paginator.count,
        without_role=found.paginator.count if only_without else without.count(),
        before_url=f"{address}{found.previous_page_number()}" if found.has_previous() else "",
        after_url=f"{address}{found.next_page_number()}" if found.has_next() else "",
    )


def _line(row: Staff, roles: list[str]) -> StaffLine:
    return StaffLine(
        staff_id=row.pk,
        code=row.code,
        name=row.full_name,
        shown_as=row.title_name,
        email=row.email,
        job_title=row.job_title,
        proposed=Role(row.role).title if row.role else "",
        sign_in=_sign_in_words(row, roles),
        user_id=row.user_id if roles else None,
        is_without_role=not roles,
        why_not="" if roles else why_not_invited(row),
    )


def _sign_in_words(row: Staff, roles: list[str]) -> str:
    if not roles:
        return "No role yet"
    assert row.user is not None
    return f"{'Signs in' if row.user.is_active else 'Invited'} as {list_words(roles)}"


def why_not_invited(row: Staff) -> str:
    """Why the staff list alone does not say enough to let somebody in; empty when it does."""
    if not row.email and row.user is None:
        return "No email address"
    if not row.role:
        return "No role proposed"
    return "Choose the years by hand" if row.role == Role.PASTORAL else ""


def staff_member(school: School, staff_id: int) -> Staff:
    """One member of this school's staff; 404 otherwise."""
    row = Staff.objects.filter(school=school, pk=staff_id).select_related("user").first()
    if row is None:
        raise Http404
    return row


def people_to_link(school: School, *, on: date, staff_id: int = 0) -> list[tuple[int, str]]:
    """People with a role here whom no other member of staff is linked to: number and name."""
    others = Staff.objects.filter(school=school, user=OuterRef("pk")).exclude(pk=staff_id)
    grants = Membership.objects.filter(not_over(on), school=school, user=OuterRef("pk"))
    linked = Q(Exists(Staff.objects.filter(pk=staff_id, user=OuterRef("pk"))))
    rows = User.objects.filter(Q(Exists(grants)) | linked, ~Exists(others)).order_by("full_name", "pk")
    return [(row.pk, f"{row.full_name}, {row.email}") for row in rows]
