"""Opening the first page of the day: what it tells of single pupils is written down with the read."""

from __future__ import annotations

from datetime import datetime

from accounts.roles import Permission
from attendance.queries.first_day.call_list import FIRST, CallList
from attendance.services.first_day.call_list import show_call_list
from reporting.queries.lead_days import LeadToday, lead_today
from reporting.queries.officer_days import OfficerToday, officer_today
from schools.access import Rights
from schools.queries.school_days import SchoolDayNow, school_day_now

# So many calls stand on the first page; all of them on the page of the list.
MOST_CALLS = 12


def open_officer_today(*, rights: Rights, now: datetime) -> OfficerToday:
    """Today for whoever follows absences: the call list with its lines in the audit, and all around it."""
    day = school_day_now(rights.school, now)
    return officer_today(rights, day, _calls(rights, day))


def open_lead_today(*, rights: Rights, now: datetime) -> LeadToday:
    """Today for the safeguarding lead: those who are rung first, with their lines in the audit."""
    day = school_day_now(rights.school, now)
    return lead_today(rights, day, _calls(rights, day, show=FIRST))


def _calls(rights: Rights, day: SchoolDayNow, *, show: str = "") -> CallList | None:
    """The first calls; None on a day without school, and for who does no first-day work."""
    if day.problem or not rights.reaches_people(Permission.FIRST_DAY_WORK):
        return None
    return show_call_list(rights=rights, day=day, show=show, most=MOST_CALLS)
