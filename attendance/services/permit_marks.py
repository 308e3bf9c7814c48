"""The marks that codes agreed ahead leave on registers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from attendance.queries.permits.in_force import covers
from attendance.queries.registers.on_register import ON_REGISTER
from attendance.thresholds import MOST_DAYS_BACK
from schools.models import School
from schools.queries.rows import rows_of

# A mark for every blank session that a permit covers, of a pupil who is on roll and on a register that day.
# In the order in which a save takes marks, so that a save and this never wait for each other in a ring; a
# mark that comes first stands. One that comes back after a clear gets a version that no page has seen. What a
# person cleared since the code was agreed stays blank, and without `permits` so does a closed register.
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
  AND NOT EXISTS (SELECT FROM attendance_markamendment a
                  WHERE a.pupil_id = p.pupil_id AND a.date = d.date AND a.session = x.session
                    AND a.amended IS NULL AND a.at > p.granted_at)
  AND (%(permits)s::bigint[] IS NOT NULL
       OR r.submitted_at IS NULL
          AND coalesce(attendance_closes_at(d.school_id, d.date, x.session) > %(at)s, true))
ORDER BY p.pupil_id, d.date, x.session, p.granted_at DESC, p.id DESC
ON CONFLICT DO NOTHING
RETURNING pupil_id
"""
# Registers are held first, so that none is submitted with a blank that was a mark a moment ago.
HOLD_REGISTERS = """
SELECT r.id FROM attendance_register r
WHERE r.school_id = %(school)s AND r.date = %(on)s
  AND r.group_id IN (SELECT gm.group_id FROM schools_groupmember gm
                     JOIN attendance_codepermit p ON p.pupil_id = gm.pupil_id WHERE p.id = ANY (%(permits)s))
ORDER BY r.id FOR UPDATE
"""
# A mark that somebody set by hand is theirs: one from before the permit, or of a session changed since.
CLEAR = f"""
WITH placed AS (
  SELECT m.pupil_id, m.session FROM attendance_codepermit p
  JOIN attendance_mark m ON m.pupil_id = p.pupil_id AND m.date = %(on)s AND m.code = p.code
       AND m.note = p.note AND m.source = 'office' AND m.set_by_id = p.granted_by_id
  WHERE p.id = ANY (%(permits)s) AND p.school_id = %(school)s
    AND {covers("%(on)s", "m.session")} AND m.set_at >= p.granted_at
    AND NOT EXISTS (SELECT FROM attendance_markamendment a
                    WHERE a.pupil_id = m.pupil_id AND a.date = m.date AND a.session = m.session
                      AND a.at > p.granted_at)
    AND NOT attendance_is_closed(m.school_id, m.date, m.session, m.register_id)
  ORDER BY m.pupil_id, m.session FOR UPDATE OF m
)
DELETE FROM attendance_mark m USING placed
WHERE m.pupil_id = placed.pupil_id AND m.date = %(on)s AND m.session = placed.session
"""
# A merge of duplicates holds the marks before the pupils. Whoever holds a pupil and will then write marks
# asks for the marks first, so that the two never wait for each other in a ring.
HOLD_MARKS = "LOCK TABLE attendance_mark IN ROW EXCLUSIVE MODE"


def hold_marks() -> None:
    """Keep merges of duplicates away until the transaction ends; saves of marks go on."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD_MARKS)


def fill_blanks(
    school: School, days: Collection[date], *, at: datetime, permits: Collection[int] | None = None
) -> list[int]:
    """Give blank sessions of these days the codes agreed for them; the pupil of each mark: one statement.

    It fills no day without school, none to come, none over a month back and none before the school's first
    day on Daymark, and never touches a mark. Without `permits` every permit in force
    counts, for the registers that are open still.
    """
    today = timezone.localtime(at).date()
    first = max(today - MOST_DAYS_BACK, school.first_day_on)
    filled = [on for on in days if first <= on <= today]
    if not filled or (permits is not None and not permits):
        return []
    values: dict[str, Any] = {
        "school": school.pk,
        "days": filled,
        "at": at,
        "permits": None if permits is None else list(permits),
    }
    return [pupil for (pupil,) in rows_of(PLACE, values)]


def clear_open_marks(school: School, permits: Collection[int], *, at: datetime) -> int:
    """Take back today's marks of permits where the register is open still; how many: two statements.

    The teacher is asked about these pupils again. What a closed register says stays.
    """
    values: dict[str, Any] = {
        "school": school.pk,
        "permits": list(permits),
        "on": timezone.localtime(at).date(),
    }
    with connection.cursor() as cursor:
        cursor.execute(HOLD_REGISTERS, values)
        cursor.execute(CLEAR, values)
        return int(cursor.rowcount)
