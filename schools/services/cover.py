"""Who takes a register or a lesson for one day in place of its teacher."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TypeAlias

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from accounts.audit import acting
from accounts.models import User
from accounts.roles import Permission
from schools.access import Rights
from schools.models import Group, GroupKind, GroupStaff, LessonCover, School, SchoolDay, Staff, StaffPart
from schools.queries.calendar import why_closed
from schools.queries.lessons import lessons_on

# Whom, by id, each group or lesson has in place of its teacher; None is nobody.
Covers: TypeAlias = Mapping[int, int | None]


@transaction.atomic
def put_cover(*, rights: Rights, on: date, registers: Covers, lessons: Covers, at: datetime) -> int:
    """Say who covers registers and lessons on one day, and so who sees those pupils until it ends.

    Answers how many changed. Raises ValidationError for a day that is over or on which the school does not
    meet, and 404 for a person, group or lesson that is not here on that day.
    """
    rights.check(Permission.SETUP_ATTENDANCE)
    school = rights.school
    if on < timezone.localtime(at).date():
        raise ValidationError("This day is over. Cover is for today and days to come")
    if not SchoolDay.objects.filter(school=school, date=on).exists():
        raise ValidationError(why_closed(school, on))
    acting(rights.user, at=at)
    _check_staff(school, {who for who in (*registers.values(), *lessons.values()) if who is not None})
    return _cover_registers(school, on, registers) + _cover_lessons(school, on, lessons, by=rights.user)


def _check_staff(school: School, wanted: set[int]) -> None:
    if Staff.objects.filter(school=school, pk__in=wanted).count() != len(wanted):
        raise Http404


def _cover_registers(school: School, on: date, wanted: Covers) -> int:
    here = Group.objects.select_for_update().filter(
        school=school,
        kind=GroupKind.REGISTRATION,
        pk__in=wanted.keys(),
        academic_year__starts_on__lte=on,
        academic_year__ends_on__gte=on,
    )
    if {group.pk for group in here} != wanted.keys():
        raise Http404
    of_day = GroupStaff.objects.filter(part=StaffPart.COVER, from_on=on, until_on=on)
    standing = {(row.group_id, row.staff_id): row.pk for row in of_day.filter(group__in=wanted.keys())}
    asked = {(group, staff) for group, staff in wanted.items() if staff is not None}
    gone = [pk for key, pk in standing.items() if key not in asked]
    of_day.filter(pk__in=gone).delete()
    missing = asked - standing.keys()
    GroupStaff.objects.bulk_create(
        [
            GroupStaff(group_id=group, staff_id=staff, part=StaffPart.COVER, from_on=on, until_on=on)
            for group, staff in missing
        ],
        ignore_conflicts=True,
    )
    return len({group for group, _ in missing | (standing.keys() - asked)})


def _cover_lessons(school: School, on: date, wanted: Covers, *, by: User) -> int:
    here = lessons_on(school, on).filter(pk__in=wanted.keys())
    if wanted and set(here.values_list("pk", flat=True)) != wanted.keys():
        raise Http404
    rows = LessonCover.objects.select_for_update().filter(lesson__in=wanted.keys(), date=on)
    standing = {row.lesson_id: row for row in rows}
    changed = 0
    for lesson_id, staff_id in wanted.items():
        row = standing.get(lesson_id)
        if (row.staff_id if row else None) == staff_id:
            continue
        changed += 1
        if row:
            row.delete()
        if staff_id is not None:
            LessonCover.objects.create(lesson_id=lesson_id, date=on, staff_id=staff_id, set_by=by)
    return changed
