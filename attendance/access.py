"""Who may open, take and amend which register, and who may mark which lesson."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.roles import Permission, Scope
from attendance.thresholds import MOST_DAYS_BACK
from schools.access import NOTHING, REGISTER_RIGHTS, Rights, groups_visible_to, in_force
from schools.models import Group, GroupKind, GroupStaff
from schools.queries.lessons import LessonToday, lessons_on, lessons_today


def get_group_for(rights: Rights, permission: Permission, group_id: int, on: date) -> Group:
    """A registration group that the right reaches, with its register of a day; 404 otherwise.

    Whose class it is today as tutor may look back; who covers it reaches the days of the cover alone.

    Other rights reach pupils by a lesson, which opens no register: for them the register must be open too.
    """
    reached = groups_visible_to(rights, permission, day=on).filter(kind=GroupKind.REGISTRATION, pk=group_id)
    if permission not in REGISTER_RIGHTS:
        registers = groups_visible_to(rights, Permission.REGISTER_VIEW, day=on)
        reached = reached.filter(pk__in=registers.values("pk"))
    group = reached.select_related("school").first()
    if group is None:
        raise Http404
    return group


def own_registers(rights: Rights) -> QuerySet[Group]:
    """The groups whose register this person takes today, as tutor or cover: not all that they may open."""
    parts = GroupStaff.objects.filter(in_force(rights.on), staff__user=rights.user)
    return groups_visible_to(rights, Permission.REGISTER_SAVE).filter(
        kind=GroupKind.REGISTRATION, pk__in=parts.values("group")
    )


def is_office(rights: Rights) -> bool:
    """Whether this person keeps the whole school's registers: sets any code, and amends closed marks."""
    return rights.has_for_school(Permission.REGISTER_AMEND)


def check_day(rights: Rights, on: date, *, today: date) -> None:
    """Raise, with the sentence for the page, where this person may mark no register of this day."""
    if on > today:
        raise PermissionDenied("This register is for a day to come. Marks are made on the day.")
    if on < today - MOST_DAYS_BACK and not is_office(rights):
        raise PermissionDenied(
            f"This register is more than {MOST_DAYS_BACK.days} days old. "
            "Ask the attendance officer to change it."
        )


def check_may_save(rights: Rights, group: Group, on: date, *, today: date) -> None:
    """Raise, with the sentence for the page, unless this person may mark this register on this day."""
    if not groups_visible_to(rights, Permission.REGISTER_SAVE, day=on).filter(pk=group.pk).exists():
        raise PermissionDenied("You can read this register. Its teacher and the attendance officer mark it.")
    check_day(rights, on, today=today)


def can_save(rights: Rights, group: Group, on: date, *, today: date) -> tuple[bool, str]:
    """Whether this person may mark this register, and the reason why not."""
    try:
        check_may_save(rights, group, on, today=today)
    except PermissionDenied as refusal:
        return False, str(refusal)
    return True, ""


def lessons_visible_to(rights: Rights, permission: Permission, on: date) -> QuerySet[Any]:
    """The lessons of a day that a right reaches: all, those of a caseload's years, or one's own.

    One's own are those that one teaches, and on their day alone those that one covers. A lesson opens no
    statutory register.
    """
    here = lessons_on(rights.school, on)
    scopes = rights.scopes(permission)
    if Scope.SCHOOL in scopes:
        return here
    reach = NOTHING
    if Scope.CASELOAD in scopes:
        reach |= Q(group__year_group__in=rights.years(permission))
    if Scope.OWN_CLASSES in scopes:
        reach |= Q(staff__user=rights.user)
        if on == rights.on:
            reach |= Q(cover__staff__user=rights.user)
    return here.filter(reach)


def get_lesson_for(rights: Rights, permission: Permission, lesson_id: int, on: date) -> LessonToday:
    """A lesson of a day that the right reaches, with its cover; 404 otherwise."""
    found = lessons_today(lessons_visible_to(rights, permission, on).filter(pk=lesson_id))
    if not found:
        raise Http404
    return found[0]


def sees_letters(rights: Rights, year_group: int | None) -> bool:
    """Whether this person reads the codes of sessions beside a lesson of a year.

    Who teaches a lesson is told only that a pupil is not in school: a projector may show the page.
    """
    right = Permission.ATTENDANCE_HISTORY
    return rights.has_for_school(right) or year_group in rights.years(right)
