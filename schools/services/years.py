"""Setting an academic year with its half terms, and taking one out that was never used."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404

from accounts.audit import acting
from accounts.roles import Permission
from schools.access import Rights
from schools.calendar import YearSpec, year_dates, year_name, year_problem
from schools.models import AcademicYear, Closure, Group
from schools.services.calendar import (
    CalendarFiled,
    ClosureFacts,
    lock_calendar,
    rebuild_school_days,
    set_calendar,
)


@transaction.atomic
def set_year(*, rights: Rights, year: YearSpec, at: datetime) -> CalendarFiled:
    """Add a year, or change the half terms of one. Its closures stay, and its bank holidays are closed.

    Raises ValidationError with the sentence of `year_problem`.
    """
    rights.check(Permission.SETUP_ATTENDANCE)
    if problem := year_problem(year):
        raise ValidationError(problem)
    lock_calendar(rights.school)
    standing = Closure.objects.filter(
        school=rights.school, starts_on__gte=year.starts_on, starts_on__lte=year.ends_on
    )
    closures = [ClosureFacts(row.kind, row.starts_on, row.ends_on, row.note) for row in standing]
    return set_calendar(school=rights.school, years=[year], closures=closures, by=rights.user, at=at)


@transaction.atomic
def remove_year(*, rights: Rights, year: int, at: datetime) -> None:
    """Take a year with its half terms and closures out of the calendar. 404 where there is no such year.

    Raises ValidationError for a year that has groups: their registers stand on it.
    """
    rights.check(Permission.SETUP_ATTENDANCE)
    acting(rights.user, at=at)
    lock_calendar(rights.school)
    first, last = year_dates(year)
    found = AcademicYear.objects.filter(school=rights.school, starts_on=first).first()
    if found is None:
        raise Http404
    if Group.objects.filter(academic_year=found).exists():
        raise ValidationError(f"The year {year_name(year)} has groups, so it stays")
    Closure.objects.filter(school=rights.school, starts_on__gte=first, starts_on__lte=last).delete()
    found.delete()
    rebuild_school_days(school=rights.school)
