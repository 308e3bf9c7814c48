"""The marks that codes agreed ahead leave on registers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import connection
from django.utils import timezone

from attendance.queries.on_register import ON_REGISTER
from attendance.queries.permits import covers
from schools.models import School

OLDEST_DAYS = 31

# A mark for every blank session that a permit covers, of a pupil who is on roll and on a register that day.
# In the order in which a save takes marks, so that a save and this never wait for each other in a ring; a
# mark that comes first stands. One that comes back after a clear gets a version that no page has seen.
PLACE = f"""
INSERT INTO attendance_mark (pupil_id, date, session, code, minutes_late, version, source, school_id,
                             register_id, set_by_id, set_at, note)
SELECT DISTINCT ON (p.pupil_id, d.date, x.session) p.pupil_id, d.date, x.session, p.code, NULL,
       1 + (SELECT count(*) FROM attendance_markamendment a
            WHERE a.pupil_id = p.pupil_id AND a.date = d.date AND a.session = x.session),
       'office', d.school_id, r.id, p.granted_by_id, %(at)s, p.note
FROM schools_schoolday d
CROSS JOIN (VALUES (1::smallint), (2::smallint)) AS x (session)
JOIN attendance_codepermit p ON p.school_id = d.school_id AND p.code IS NOT NULL AND p.ended_at IS NULL
     AND (%(permits)s::bigint[] IS NULL OR p.id = ANY (%(permits)s)) AND {covers("d.date", "x.session")}
JOIN schools_group g ON g.academic_year_id = d.academic_year_id AND g.kind = 'registration'
JOIN LATERAL {ON_REGISTER.replace("%(on)s", "d.date")} o ON o.group_id = g.id AND o.pupil_id = p.pupil_id
LEFT JOIN attendance_register r ON r.group_id = g.id AND r.date = d.date AND r.session = x.session
WHERE d.school_id = %(school)s AND d.date = ANY (%(days)s::date[])
  AND NOT EXISTS (SELECT FROM attendance_mark m
                  WHERE m.pupil_id = p.pupil_id AND m.date = d.date AND m.session = x.session)
ORDER BY p.pupil_id, d.date, x.session, p.granted_at DESC, p.id DESC
ON CONFLICT DO NOTHING
"""


def fill_blanks(
    school: School, days: Collection[date], *, at: datetime, permits: Collection[int] | None = None
) -> int:
    """Give blank sessions of these days the codes agreed for them; how many marks it made: one statement.

    It fills no day without school, none to come, none over a month back and none before the school's first
    day on Daymark, and never touches a mark. Without `permits` every permit in force counts.
    """
    today = timezone.localtime(at).date()
    first = max(today - timedelta(days=OLDEST_DAYS), school.first_day_on)
    filled = [on for on in days if first <= on <= today]
    if not filled or (permits is not None and not permits):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            PLACE,
            {
                "school": school.pk,
                "days": filled,
                "at": at,
                "permits": None if permits is None else list(permits),
            },
        )
        return int(cursor.rowcount)
