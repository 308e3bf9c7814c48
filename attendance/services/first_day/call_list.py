"""Showing the call list: the read and its lines in the audit are one transaction."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from accounts.audit import log_event, log_openings
from accounts.roles import Permission
from accounts.verbs import Verb
from attendance.queries.first_day.call_list import ALL, ROWS_ON_PAGE, CallList, call_list
from attendance.queries.first_day.call_paper import PaperCall, on_paper
from schools.access import Rights
from schools.queries.school_days import SchoolDayNow
from schools.services.openings import PROTECTED, SAFETY

TABLES = {Permission.PROTECTED_FACTS_VIEW: PROTECTED, Permission.CONTACT_SAFETY_VIEW: SAFETY}
# The list stands open all morning and asks for itself again. Whom it showed what is written down at first
# sight, and again where a pupil comes on it; not at each look at the same rows.
QUIET_FOR = timedelta(hours=12)


@transaction.atomic
def show_call_list(
    *, rights: Rights, day: SchoolDayNow, show: str = ALL, page: str = "", most: int | None = ROWS_ON_PAGE
) -> CallList:
    """A page of the list, with a line in the audit for each pupil whose protected facts or note it tells.

    Five statements, whatever their number. Raises PermissionDenied without the right to first-day work.
    """
    rights.check(Permission.FIRST_DAY_WORK)
    found = call_list(rights, day, show=show, page=page, most=most)
    log_openings(
        [(TABLES[right], pupil) for right, pupil in found.opened],
        by=rights.user,
        school=rights.school.pk,
        quiet_for=QUIET_FOR,
    )
    return found


@transaction.atomic
def print_call_list(
    *, rights: Rights, day: SchoolDayNow, show: str = ALL
) -> tuple[CallList, list[PaperCall]]:
    """The whole call list with its numbers for paper, and a line in the audit that it left the system.

    Seven statements.
    """
    found = show_call_list(rights=rights, day=day, show=show, most=None)
    log_event(Verb.PRINT, by=rights.user, school=rights.school.pk, tbl="call_list", obj=str(day.on))
    return found, on_paper(rights, found.rows, on=day.on)
