"""Proposed leavings as their page lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Paginator
from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from accounts.roles import Permission
from schools.access import Rights, in_force, pupils_visible_to
from schools.models import GroupKind, GroupMember, LeavingState, ProposedLeaving, School
from schools.queries.set_up_checks.links import link_to
from schools.wording import count_words

ROWS_ON_PAGE, KEPT_SHOWN = 50, 20


@dataclass(frozen=True)
class LeavingLine:
    """A pupil who is said to leave: by whom, and on which last day."""

    pk: int
    name: str
    url: str
    group: str
    last_on: date
    source: str
    proposed_at: datetime
    is_over: bool


@dataclass(frozen=True)
class KeptLine:
    """A pupil who stays although somebody said otherwise."""

    name: str
    source: str
    words: str
    by: str
    at: datetime | None


@dataclass(frozen=True)
class LeavingList:
    """One page of the leavings that wait, and the last ones that a person has answered."""

    rows: list[LeavingLine]
    kept: list[KeptLine]
    count_words: str
    page: int
    before_url: str
    after_url: str
    page_words: str


def leavings_waiting(school: School) -> int:
    """How many proposed leavings wait for a person: one statement."""
    return ProposedLeaving.objects.filter(
        roll_entry__school=school, roll_entry__left_on=None, state=LeavingState.WAITING
    ).count()


def leaving_list(rights: Rights, *, on: date, page: str = "") -> LeavingList:
    """The leavings that the person prepares: three statements, whatever their number."""
    ours = _ours(rights)
    waiting = ours.filter(state=LeavingState.WAITING, roll_entry__left_on=None)
    found = Paginator(_with_group(waiting, on), ROWS_ON_PAGE).get_page(page)
    url = reverse("leavers", args=[rights.school.slug])
    kept = ours.filter(state=LeavingState.STAYS).select_related("decided_by").order_by("-decided_at")
    return LeavingList(
        rows=[_line(rights, row, on) for row in found.object_list],
        kept=[_kept(row) for row in kept[:KEPT_SHOWN]],
        count_words=count_words(found.paginator.count, "pupil") + " proposed",
        page=found.number,
        before_url=f"{url}?page={found.previous_page_number()}" if found.has_previous() else "",
        after_url=f"{url}?page={found.next_page_number()}" if found.has_next() else "",
        page_words=f"{found.start_index()} to {found.end_index()} of {found.paginator.count}",
    )


def _ours(rights: Rights) -> QuerySet[ProposedLeaving]:
    pupils = pupils_visible_to(rights, Permission.LEAVER_PREPARE)
    rows = ProposedLeaving.objects.filter(
        roll_entry__school=rights.school, roll_entry__pupil__in=pupils.order_by()
    )
    return rows.select_related("roll_entry__pupil")


def _with_group(rows: QuerySet[ProposedLeaving], on: date) -> QuerySet[ProposedLeaving]:
    members = GroupMember.objects.filter(
        in_force(on), pupil=OuterRef("roll_entry__pupil"), group__kind=GroupKind.REGISTRATION
    )
    group = Subquery(members.order_by("-from_on").values("group__name")[:1])
    names = ("roll_entry__pupil__known_surname", "roll_entry__pupil__known_forename", "pk")
    return rows.annotate(group=group).order_by("last_on", *names)


def _line(rights: Rights, row: ProposedLeaving, on: date) -> LeavingLine:
    pupil = row.roll_entry.pupil
    return LeavingLine(
        pk=row.pk,
        name=pupil.known_name,
        url=link_to(rights, "pupil", pupil.pk),
        group=row.__dict__["group"] or "",
        last_on=row.last_on,
        source=row.source,
        proposed_at=row.proposed_at,
        is_over=row.last_on < on,
    )


def _kept(row: ProposedLeaving) -> KeptLine:
    by = row.decided_by.full_name if row.decided_by else ""
    return KeptLine(row.roll_entry.pupil.known_name, row.source, row.words, by, row.decided_at)
