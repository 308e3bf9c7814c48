"""Closing the school on days, and opening it again."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import Http404

from accounts.audit import acting
from accounts.roles import Permission
from schools.access import Rights
from schools.models import AcademicYear, Closure
from schools.services.calendar import ClosureFacts, lock_calendar, rebuild_school_days
from schools.wording import day_words


@transaction.atomic
def close_days(*, rights: Rights, facts: ClosureFacts, at: datetime) -> Closure:
    """Close the school from the first to the last day of `facts`, and renumber its school days.

    Raises ValidationError for days that no year of the calendar holds, and for days that are closed already.
    """
    rights.check(Permission.SETUP_ATTENDANCE)
    acting(rights.user, at=at)
    lock_calendar(rights.school)
    _check_days(rights, facts)
    closure = Closure.objects.create(
        school=rights.school,
        kind=facts.kind,
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
        note=facts.note,
    )
    rebuild_school_days(school=rights.school)
    return closure


def _check_days(rights: Rights, facts: ClosureFacts) -> None:
    if facts.ends_on < facts.starts_on:
        raise ValidationError({"ends_on": "The last day must not be before the first"})
    years = AcademicYear.objects.filter(school=rights.school)
    if not years.filter(starts_on__lte=facts.starts_on, ends_on__gte=facts.ends_on).exists():
        raise ValidationError(
            {"starts_on": "No year of the calendar holds these days. Add the year first, or check the dates"}
        )
    whole = Q(starts_on__lte=facts.starts_on, ends_on__gte=facts.ends_on)
    same = Q(kind=facts.kind, starts_on__lte=facts.ends_on, ends_on__gte=facts.starts_on)
    standing = Closure.objects.filter(whole | same, school=rights.school).first()
    if standing is not None:
        reason = standing.note or standing.get_kind_display()
        raise ValidationError(
            {"starts_on": f"School is closed already from {day_words(standing.starts_on)}: {reason}"}
        )


@transaction.atomic
def open_days(*, rights: Rights, closure_id: int, at: datetime) -> Closure:
    """Take a closure out of the calendar, and renumber the school days. 404 for one of no school of ours."""
    rights.check(Permission.SETUP_ATTENDANCE)
    acting(rights.user, at=at)
    lock_calendar(rights.school)
    closure = Closure.objects.filter(school=rights.school, pk=closure_id).first()
    if closure is None:
        raise Http404
    closure.delete()
    rebuild_school_days(school=rights.school)
    return closure
