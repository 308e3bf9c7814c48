"""The groups of a year, and one group with its pupils and tutors by date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Greatest
from django.http import Http404

from accounts.roles import Permission
from schools.access import Rights, groups_visible_to, pupils_visible_to
from schools.models import (
    AcademicYear,
    Group,
    GroupKind,
    GroupMember,
    GroupStaff,
    RollEntry,
    School,
    StaffPart,
)
from schools.names import name_words
from schools.wording import day_words
from schools.year_groups import year_label

MEMBERS_ON_PAGE = 60
MOST_TO_ADD = 60


@dataclass(frozen=True)
class GroupLine:
    """A group in the list of a year."""

    pk: int
    name: str
    year: str
    room: str
    pupils: int
    tutors: str


@dataclass(frozen=True)
class GroupsOfKind:
    """The groups of one kind; `needs_tutor` where a register is taken of them."""

    words: str
    needs_tutor: bool
    lines: list[GroupLine]


@dataclass(frozen=True)
class MemberLine:
    """A pupil's time in a group, as its page lists it."""

    pupil_id: int
    name: str
    from_on: date
    until_on: date | None
    is_over: bool


@dataclass(frozen=True)
class TutorLine:
    """Somebody's part in a group."""

    pk: int
    name: str
    part: str
    from_on: date
    until_on: date | None
    is_over: bool


@dataclass(frozen=True)
class Year:
    """An academic year to choose, and a day of it: the present one where it holds that."""

    pk: int
    words: str
    on: date


def years_to_choose(school: School, *, on: date) -> list[Year]:
    """The academic years of a school, the latest first."""
    rows = AcademicYear.objects.filter(school=school).order_by("-starts_on")
    return [Year(row.pk, str(row), max(row.starts_on, min(on, row.ends_on))) for row in rows]


def year_of(years: list[Year], chosen: str, *, on: date) -> Year | None:
    """The year whose id was chosen, else the one that holds a day, else the latest; None without any."""
    named = [year for year in years if str(year.pk) == chosen]
    present = [year for year in years if year.on == on]
    return next(iter([*named, *present, *years]), None)


def groups_by_kind(school: School, year: Year) -> list[GroupsOfKind]:
    """The groups of a year with their pupils counted on its day: one statement."""
    held = Q(members__from_on__lte=year.on) & (Q(members__until_on=None) | Q(members__until_on__gte=year.on))
    tutors = Q(staff_parts__part=StaffPart.TUTOR, staff_parts__from_on__lte=year.on) & (
        Q(staff_parts__until_on=None) | Q(staff_parts__until_on__gte=year.on)
    )
    rows = (
        Group.objects.filter(school=school, academic_year=year.pk)
        .annotate(
            pupils=Count("members__pupil", filter=held, distinct=True),
            tutors=StringAgg(
                "staff_parts__staff__title_name", delimiter=Value(", "), filter=tutors, distinct=True
            ),
        )
        .order_by("year_group", "name")
    )
    lines: dict[str, list[GroupLine]] = {kind.value: [] for kind in GroupKind}
    for row in rows:
        year_words = year_label(row.year_group) if row.year_group is not None else ""
        line = GroupLine(row.pk, row.name, year_words, row.room, row.pupils, row.tutors or "")
        lines[row.kind].append(line)
    return [
        GroupsOfKind(f"{kind.label}s", kind is GroupKind.REGISTRATION, lines[kind.value])
        for kind in GroupKind
        if lines[kind.value]
    ]


def get_group(rights: Rights, group_id: int) -> Group:
    """A group that the reader may set up, with its year; 404 otherwise."""
    rows = groups_visible_to(rights, Permission.SETUP_ATTENDANCE).select_related("academic_year")
    group = rows.filter(pk=group_id).first()
    if group is None:
        raise Http404
    return group


def members_of(group: Group, *, on: date, page: str) -> Page[Any]:
    """A page of `MemberLine`s: who is in a group on a day or later, then who was."""
    over = Case(When(until_on__lt=on, then=1), default=0, output_field=IntegerField())
    rows = (
        GroupMember.objects.filter(group=group)
        .alias(over=over)
        .select_related("pupil")
        .order_by("over", "pupil__known_surname", "pupil__known_forename", "pupil", "from_on")
    )
    found: Page[Any] = Paginator(rows, MEMBERS_ON_PAGE).get_page(page)
    found.object_list = [_member(row, on) for row in found.object_list]
    return found


def _member(row: GroupMember, on: date) -> MemberLine:
    is_over = row.until_on is not None and row.until_on < on
    return MemberLine(row.pupil_id, row.pupil.known_name, row.from_on, row.until_on, is_over)


def tutors_of(group: Group, *, on: date) -> list[TutorLine]:
    """Who takes a group's register, and who did."""
    rows = GroupStaff.objects.filter(group=group).select_related("staff").order_by("-from_on", "pk")
    return [
        TutorLine(
            row.pk,
            row.staff.title_name,
            row.get_part_display(),
            row.from_on,
            row.until_on,
            row.until_on is not None and row.until_on < on,
        )
        for row in rows
    ]


def pupils_to_add(
    rights: Rights, group: Group, words: str, *, whole_year: bool, on: date
) -> tuple[list[tuple[int, str]], int]:
    """Pupils who are not in a group and whose name holds the words, and how many more there are.

    They are on roll, or start on a later day, which stands behind their name. With `whole_year` only those of
    the group's own year group; nobody where neither is asked for.
    """
    if not words and not whole_year:
        return [], 0
    entries = RollEntry.objects.filter(Q(left_on=None) | Q(left_on__gte=on), pupil=OuterRef("pk"))
    starts = Subquery(entries.order_by("admitted_on").values("admitted_on")[:1])
    here = group.members.filter(pupil=OuterRef("pk"), from_on__lte=Greatest(OuterRef("starts_on"), on))
    rows = pupils_visible_to(rights, Permission.PUPIL_SEARCH).annotate(starts_on=starts)
    rows = rows.exclude(starts_on=None).exclude(Exists(here.filter(_on_or_after(on))))
    for word in name_words(words):
        rows = rows.filter(Q(known_surname__icontains=word) | Q(known_forename__icontains=word))
    if whole_year:
        year = GroupMember.objects.filter(
            _on_or_after(on),
            group__kind=GroupKind.YEAR,
            group__year_group=group.year_group,
            pupil=OuterRef("pk"),
        )
        rows = rows.filter(Exists(year.filter(from_on__lte=Greatest(OuterRef("starts_on"), on))))
    found = list(rows.order_by("known_surname", "known_forename", "pk")[: MOST_TO_ADD + 1])
    more = rows.count() - MOST_TO_ADD if len(found) > MOST_TO_ADD else 0
    return [
        (pupil.pk, _candidate(pupil.known_name, pupil.starts_on, on)) for pupil in found[:MOST_TO_ADD]
    ], more


def _on_or_after(on: date) -> Q:
    return Q(until_on=None) | Q(until_on__gte=on)


def _candidate(name: str, starts_on: date, on: date) -> str:
    return f"{name}, starts on {day_words(starts_on, year=True)}" if starts_on > on else name


def groups_like(group: Group) -> list[tuple[int, str]]:
    """The other groups of the same kind and academic year: where its pupils may move to."""
    rows = Group.objects.filter(academic_year=group.academic_year_id, kind=group.kind).exclude(pk=group.pk)
    return list(rows.order_by("year_group", "name").values_list("pk", "name"))
