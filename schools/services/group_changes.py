"""Changing one group by hand: what it is, who is in it and who takes its register, each from a day on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.audit import acting
from accounts.roles import Permission
from schools.access import Rights, groups_visible_to
from schools.models import (
    ONE_AT_A_TIME,
    AcademicYear,
    Group,
    GroupMember,
    GroupStaff,
    RollEntry,
    Staff,
    StaffPart,
)
from schools.services.locked_pupils import lock_pupils
from schools.services.own_classes import refuse_oneself
from schools.wording import count_words, day_words

Dated = TypeVar("Dated", GroupMember, GroupStaff)


@dataclass(frozen=True, slots=True)
class GroupWords:
    """What a group is called, its year group and its room."""

    name: str
    year_group: int | None
    room: str


@transaction.atomic
def add_group(*, rights: Rights, year_id: int, kind: str, words: GroupWords, at: datetime) -> Group:
    """Add a group to an academic year of the school; ValidationError where its name is taken."""
    rights.check(Permission.SETUP_ATTENDANCE)
    acting(rights.user, at=at)
    year = AcademicYear.objects.select_for_update().filter(school=rights.school, pk=year_id).first()
    if year is None:
        raise Http404
    group = Group(school=rights.school, academic_year=year, kind=kind, **asdict(words))
    _refuse_taken_name(group)
    group.save()
    return group


@transaction.atomic
def change_group(*, rights: Rights, group_id: int, words: GroupWords, at: datetime) -> Group:
    """Give a group another name, year or room; ValidationError where the name is taken."""
    group = _held(rights, group_id, at)
    for name, value in asdict(words).items():
        setattr(group, name, value)
    _refuse_taken_name(group)
    group.save(update_fields=["name", "year_group", "room"])
    return group


def _refuse_taken_name(group: Group) -> None:
    same = Group.objects.filter(academic_year=group.academic_year, kind=group.kind, name=group.name)
    if same.exclude(pk=group.pk).exists():
        raise ValidationError({"name": "Another group of this kind has this name in this year"})


@transaction.atomic
def add_members(
    *, rights: Rights, group_id: int, pupil_ids: Collection[int], from_on: date, at: datetime
) -> int:
    """Put pupils in a group from a day until its year ends; answers how many were not in it yet.

    Whoever starts at the school on a later day is in the group from that day on.
    Of a year group or registration group they leave the one that they are in, on the day before. Raises
    ValidationError for a day outside the year or on which one of them is not on roll.
    """
    _lock(rights, pupil_ids, {group_id})
    group = _held(rights, group_id, at)
    _check_day(group, from_on)
    first_days = _first_days(pupil_ids, group, on=from_on)
    if group.kind in ONE_AT_A_TIME:
        others = GroupMember.objects.filter(
            group__academic_year=group.academic_year, group__kind=group.kind, pupil__in=pupil_ids
        ).exclude(group=group)
        _end(others, last_on=from_on - timedelta(days=1))
    here = _from_day(GroupMember.objects.filter(group=group, pupil__in=pupil_ids), from_on)
    there = set(here.values_list("pupil", flat=True))
    later = [row for row in here.order_by("from_on") if row.from_on > first_days[row.pupil_id]]
    for row in later:
        row.from_on = first_days[row.pupil_id]
    GroupMember.objects.bulk_update({row.pupil_id: row for row in reversed(later)}.values(), ["from_on"])
    added = GroupMember.objects.bulk_create(
        GroupMember(
            group=group, pupil_id=pupil, from_on=first_days[pupil], until_on=group.academic_year.ends_on
        )
        for pupil in sorted(set(pupil_ids) - there)
    )
    return len(added)


@transaction.atomic
def move_members(
    *,
    rights: Rights,
    group_id: int,
    to_id: int | None,
    pupil_ids: Collection[int],
    from_on: date,
    at: datetime,
) -> int:
    """Take pupils out of a group from a day on, and into another one; answers how many left.

    `to_id` None takes them out alone. Their days in the group up to then stay.
    """
    _lock(rights, pupil_ids, {group_id, to_id})
    group = _held(rights, group_id, at)
    _check_day(group, from_on)
    members = GroupMember.objects.filter(group=group, pupil__in=pupil_ids)
    left = _end(members, last_on=from_on - timedelta(days=1))
    if to_id is not None:
        to = groups_visible_to(rights, Permission.SETUP_ATTENDANCE).filter(pk=to_id).first()
        if to is None or (to.kind, to.academic_year_id) != (group.kind, group.academic_year_id):
            raise ValidationError("Choose another group of the same kind and year")
        add_members(rights=rights, group_id=to_id, pupil_ids=pupil_ids, from_on=from_on, at=at)
    return left


@transaction.atomic
def name_tutor(
    *, rights: Rights, group_id: int, staff_id: int, from_on: date, in_place: bool, at: datetime
) -> GroupStaff:
    """Have somebody take a group's register from a day on, beside its tutors or in their place.

    With the tutors who end goes their sight of the class. Raises ValidationError for who is its tutor then,
    and for oneself.
    """
    group = _held(rights, group_id, at)
    _check_day(group, from_on)
    staff = Staff.objects.filter(school=rights.school, pk=staff_id).first()
    if staff is None:
        raise Http404
    refuse_oneself(rights, {staff.pk})
    tutors = _from_day(GroupStaff.objects.filter(group=group, part=StaffPart.TUTOR), from_on)
    if in_place:
        _end(tutors.exclude(staff=staff), last_on=from_on - timedelta(days=1))
    if tutors.filter(staff=staff).exists():
        raise ValidationError(f"{staff.title_name} is a tutor of {group.name} already, then or later")
    return GroupStaff.objects.create(
        group=group, staff=staff, from_on=from_on, until_on=group.academic_year.ends_on
    )


@transaction.atomic
def end_tutor(*, rights: Rights, group_id: int, part_id: int, last_on: date, at: datetime) -> str:
    """End somebody's part in a group with a last day; one that begins later goes. Answers the name."""
    group = _held(rights, group_id, at)
    part = GroupStaff.objects.select_related("staff").filter(group=group, pk=part_id).first()
    if part is None:
        raise Http404
    _end(GroupStaff.objects.filter(pk=part.pk), last_on=last_on)
    return part.staff.title_name


def _lock(rights: Rights, pupil_ids: Collection[int], group_ids: Collection[int | None]) -> None:
    """Lock pupils, then groups, each in the order of their keys; 404 for a pupil out of reach.

    So of two people who change the same, one waits, and neither waits for the other in a ring.
    """
    rights.check(Permission.SETUP_ATTENDANCE)
    lock_pupils(rights, Permission.PUPIL_SEARCH, pupil_ids)
    wanted = [pk for pk in group_ids if pk is not None]
    list(Group.objects.filter(school=rights.school, pk__in=wanted).select_for_update().order_by("pk"))


def _held(rights: Rights, group_id: int, at: datetime) -> Group:
    """A group of the school, locked until the transaction ends, with the act named."""
    rights.check(Permission.SETUP_ATTENDANCE)
    acting(rights.user, at=at)
    rows = groups_visible_to(rights, Permission.SETUP_ATTENDANCE).select_related("academic_year")
    group = rows.select_for_update(of=("self",)).filter(pk=group_id).first()
    if group is None:
        raise Http404
    return group


def _check_day(group: Group, on: date) -> None:
    year = group.academic_year
    if not year.starts_on <= on <= year.ends_on:
        first, last = (day_words(day, year=True) for day in (year.starts_on, year.ends_on))
        raise ValidationError({"from_on": f"Give a day of the group’s year, from {first} to {last}"})


def _first_days(pupil_ids: Collection[int], group: Group, *, on: date) -> dict[int, date]:
    """The day from which each pupil can be in a group: the one asked for, or a later starting day."""
    wanted = set(pupil_ids)
    entries = RollEntry.objects.filter(pupil__in=wanted, admitted_on__lte=group.academic_year.ends_on)
    starts = entries.filter(Q(left_on=None) | Q(left_on__gte=on)).values_list("pupil", "admitted_on")
    first_days = {pupil: max(on, starts_on) for pupil, starts_on in starts.order_by("-admitted_on")}
    if off := len(wanted) - len(first_days):
        words = count_words(off, "pupil is", "pupils are")
        raise ValidationError(
            {"from_on": f"{words} not on roll on {day_words(on, year=True)} or later in the year"}
        )
    return first_days


def _from_day(rows: QuerySet[Dated], on: date) -> QuerySet[Dated]:
    """Rows that hold on a day or later."""
    return rows.filter(Q(until_on=None) | Q(until_on__gte=on))


def _end(rows: QuerySet[Dated], *, last_on: date) -> int:
    """End dated rows with a last day; those that begin after it go. Answers how many were touched."""
    after = _from_day(rows, last_on + timedelta(days=1))
    gone, _ = after.filter(from_on__gt=last_on).delete()
    return gone + after.filter(from_on__lte=last_on).update(until_on=last_on)
