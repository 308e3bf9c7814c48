"""Opening the first page of the day: what it tells of single pupils is written down with the read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.audit import log_openings
from accounts.roles import Permission
from attendance.queries.first_day.call_list import FIRST, CallList
from attendance.queries.messages.silence import silence_now
from attendance.services.first_day.call_list import QUIET_FOR, show_call_list
from reporting.queries.lead_days import LeadToday, lead_today
from reporting.queries.officer_days import OfficerToday, officer_today
from schools.access import Rights
from schools.queries.school_days import SchoolDayNow, school_day_now
from schools.services.openings import PROTECTED

# So many calls stand on the first page; all of them on the page of the list.
MOST_CALLS = 12


@transaction.atomic
def open_officer_today(
    *, rights: Rights, now: datetime, at: datetime, with_course: bool = True
) -> OfficerToday:
    """Today for whoever follows absences: the calls and what is due, with their lines in the audit.

    `now` is the school's time, `at` the real one; `with_course` as `movement_panel` takes it.
    """
    day = school_day_now(rights.school, now)
    stopped = silence_now(rights, now=now, at=at)
    today = officer_today(rights, day, _calls(rights, day), stopped, with_course=with_course)
    _write_down(rights, today.due.opened)
    return today


@transaction.atomic
def open_lead_today(*, rights: Rights, now: datetime, at: datetime, with_course: bool = True) -> LeadToday:
    """Today for the safeguarding lead: decisions, first calls and what is due, with lines in the audit."""
    day = school_day_now(rights.school, now)
    stopped = silence_now(rights, now=now, at=at)
    today = lead_today(rights, day, _calls(rights, day, show=FIRST), stopped, with_course=with_course)
    _write_down(rights, today.opened)
    return today


def _write_down(rights: Rights, pupils: Iterable[int]) -> None:
    """Whose protected facts were shown: one statement. As with the list, not again at each look."""
    rows = [(PROTECTED, pupil) for pupil in dict.fromkeys(pupils)]
    log_openings(rows, by=rights.user, school=rights.school.pk, quiet_for=QUIET_FOR)


def _calls(rights: Rights, day: SchoolDayNow, *, show: str = "") -> CallList | None:
    """The first calls; None on a day without school, and for who does no first-day work."""
    if day.problem or not rights.reaches_people(Permission.FIRST_DAY_WORK):
        return None
    return show_call_list(rights=rights, day=day, show=show, most=MOST_CALLS)
