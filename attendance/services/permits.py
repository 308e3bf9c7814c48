"""Codes agreed ahead, placed on the registers of the day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from accounts.audit import acting
from attendance.queries.on_register import ON_REGISTER
from attendance.queries.permits import PERMIT_IN_FORCE
from schools.calendar import Session
from schools.models import GroupKind, School

PLACE = f"""
INSERT INTO attendance_mark (pupil_id, date, session, code, version, source, school_id, register_id,
                             set_by_id, set_at, note)
SELECT DISTINCT ON (p.pupil_id) p.pupil_id, %(on)s, %(session)s, p.code,
       1 + (SELECT count(*) FROM attendance_markamendment a
            WHERE a.pupil_id = p.pupil_id AND a.date = %(on)s AND a.session = %(session)s),
       'office', %(school)s, r.id, p.granted_by_id, %(at)s, p.note
FROM {PERMIT_IN_FORCE} p JOIN {ON_REGISTER} o ON o.pupil_id = p.pupil_id
JOIN schools_group g ON g.id = o.group_id AND g.kind = %(kind)s
LEFT JOIN attendance_register r ON r.group_id = g.id AND r.date = %(on)s AND r.session = %(session)s
WHERE EXISTS (SELECT FROM schools_schoolday d WHERE d.school_id = %(school)s AND d.date = %(on)s)
ORDER BY p.pupil_id, r.id
ON CONFLICT DO NOTHING
"""


@transaction.atomic
def place_permits(*, school: School, on: date, at: datetime) -> int:
    """Give each blank mark of a school day the code agreed for it; the number of marks made.

    The marks are the office's, set by who granted the permit, with its note. A mark that is there stays.
    """
    acting(None, at=at)
    kind = GroupKind.REGISTRATION.value
    placed = 0
    with connection.cursor() as cursor:
        for session in Session:
            values: dict[str, Any] = {
                "school": school.pk,
                "on": on,
                "session": session.value,
                "at": at,
                "kind": kind,
            }
            cursor.execute(PLACE, values)
            placed += cursor.rowcount
    return placed
