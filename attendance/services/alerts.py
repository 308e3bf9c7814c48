"""Alerts on screen: a line that appears at once for the office, or for who takes a register."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection

from accounts.models import User
from schools.calendar import Session
from schools.models import Group

# An alert that nobody has seen yet is not raised twice.
RAISE_HERE = """
INSERT INTO attendance_screenalert (school_id, kind, group_id, date, session, pupil_id, code_before,
                                    raised_by_id, raised_at)
SELECT %(school)s, 'here', %(group)s, %(on)s, %(session)s, s.pupil_id, s.code, %(by)s, %(at)s
FROM unnest(%(pupils)s::bigint[], %(codes)s::smallint[]) AS s (pupil_id, code)
ON CONFLICT DO NOTHING
"""


def raise_here_alerts(
    *, group: Group, on: date, session: Session, pupils: Mapping[int, int], by: User, at: datetime
) -> None:
    """Tell the office of pupils who are here although it had them elsewhere: one statement.

    `pupils` are their ids, each with the number of the office's code. It runs in the save's transaction.
    """
    if not pupils:
        return
    values: dict[str, Any] = {
        "school": group.school_id,
        "group": group.pk,
        "on": on,
        "session": session.value,
        "pupils": list(pupils),
        "codes": list(pupils.values()),
        "by": by.pk,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(RAISE_HERE, values)
