"""Who takes a register or a lesson for one day in place of its teacher."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TypeAlias

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from accounts.audit import acting
from accounts.roles import Permission
from schools.access import Rights
from schools.models import Group, GroupKind, GroupStaff, LessonCover, School, SchoolDay, Staff, StaffPart
from schools.queries.calendar import why_closed
from schools.queries.lessons import lessons_on
from schools.services.own_classes import refuse_oneself

# Whom, by id, each group or lesson has in place of its teacher; None is nobody.
Covers: TypeAlias = Mapping[int, int | None]


@transaction.atomic
def put_cover(*, rights: Rights, on: date, registers: Covers, lessons: Covers, at: datetime) -> int:
    """Say who covers registers and lessons on one day, and so who sees those pupils until it ends.

    Answers how many changed. Raises ValidationError for a day that is over or on which the school does not
    meet, for oneself, and where somebody else covers a lesson at the same moment; 404 for a person, group or
    lesson that is not here on that day.
    """
    rights.check(Permission.SETUP_ATTENDANCE)
    school = rights.school
    if on < timezone.localtime(at).date():
        raise ValidationError("This day is over. Cover is for today and days to come")
    if not SchoolDay.objects.filter(school=school, date=on).exists():
        raise ValidationError(why_closed(school, on))
    acting(rights.user, at=at)
    _check_staff(school, {who for who in (*registers.values(), *lessons.values()) if who is not None})
    return _cover_registers(rights, on, registers) + _cover_lessons(rights, on, lessons)


def _check_staff(school: School, wanted: set[int]) -> None:
    if Staff.objects.filter(school=school, pk__in=wanted).count() != len(wanted):
        raise Http404


def _cover_registers(rights: Rights, on: date, wanted: Covers) -> int:
    here = (
        Group.objects.select_for_update()
        .order_by("pk")
        .filter(
            school=rights.school,
            kind=GroupKind.REGISTRATION,
            pk__in=wanted.keys(),
            academic_year__starts_on__lte=on,
            academic_year__ends_on__gte=on,
        )
    )
    if {group.pk for group in here} != wanted.keys():
        raise Http404
    of_day = GroupStaff.objects.filter(part=StaffPart.COVER, from_on=on, until_on=on)
    standing = {(row.group_id, row.staff_id): row.pk for row in of_day.filter(group__in=wanted.keys())}
    asked = {(group, staff) for group, staff in wanted.items() if staff is not None}
    gone = [pk for key, pk in standing.items() if key not in asked]
    of_day.filter(pk__in=gone).delete()
    missing = asked - standing.keys()
    refuse_oneself(rights, {staff for _, staff in missing})
    GroupStaff.objects.bulk_create(
        [
            GroupStaff(group_id=group, staff_id=staff, part=StaffPart.COVER, from_on=on, until_on=on)
            for group, staff in missing
        ],
        ignore_conflicts=True,
    )
    return len({group for group, _ in missing | (standing.keys() - asked)})


def _cover_lessons(rights: Rights, on: date, wanted: Covers) -> int:
    here = lessons_on(rights.school, on).filter(pk__in=wanted.keys())
    if wanted and set(here.values_list("pk", flat=True)) != wanted.keys():
        raise Http404
    rows = (
        LessonCover.objects.select_for_update().filter(lesson__in=wanted.keys(), date=on).order_by("lesson")
    )
    standing = {row.lesson_id: row for row in rows}
    now = {lesson: row.staff_id for lesson, row in standing.items()}
    changes = {lesson: staff for lesson, staff in sorted(wanted.items()) if now.get(lesson) != staff}
    refuse_oneself(rights, set(changes.values()))
    gone = [row.pk for lesson, row in standing.items() if lesson in changes]
    LessonCover.objects.filter(pk__in=gone).delete()
    added = [
        LessonCover(lesson_id=lesson, date=on, staff_id=staff, set_by=rights.user)
        for lesson, staff in changes.items()
        if staff is not None
    ]
    try:
        with transaction.atomic():
            LessonCover.objects.bulk_create(added)
    except IntegrityError as other:
        raise ValidationError(
            "Somebody covered one of these lessons just now. Look at the day again"
        ) from other
    return len(changes)
