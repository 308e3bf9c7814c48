"""Codes agreed ahead: granted, changed and ended, and placed on the registers of the day."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from accounts.audit import acting, log_event
from attendance.services.permit_marks import fill_blanks
from schools.models import School


@transaction.atomic
def place_permits(*, school: School, on: date, at: datetime) -> int:
    """Give each blank mark of a school day the code agreed for it; the number of marks made.

    The marks are the office's, set by who granted the permit, with its note. A mark that is there stays as
    it is, so that a second run changes nothing.
    """
    with acting(None, at=at):
        placed = fill_blanks(school, [on], at=at)
        if placed:
            log_event(
                "place",
                by=None,
                school=school.pk,
                tbl="attendance_mark",
                obj=str(on),
                after={"marks": placed},
            )
    return placed
