"""The statements that write a register's marks."""

from __future__ import annotations

from typing import Any

from attendance.codes import CODES, HERE_NUMBERS
from attendance.queries.registers.frame import RegisterFrame
from attendance.queries.registers.on_register import ON_REGISTER
from attendance.services.mark_outcomes import HERE_REASON

# Marks of pupils who are on this register on its day, whoever sent them.
EXPECTED = f"""
  SELECT s.* FROM sent s
  WHERE EXISTS (SELECT FROM {ON_REGISTER} g WHERE g.pupil_id = s.pupil_id AND g.group_id = %(group)s)
"""
# A teacher has said "Here?" of this pupil's session: the office's code stands in the amendments, and whoever
# is not the office says from then on only that the pupil is here.
OVERRULED = f"""
  SELECT a.original FROM attendance_markamendment a
  WHERE a.pupil_id = m.pupil_id AND a.date = m.date AND a.session = m.session
    AND a.reason LIKE '{HERE_REASON}%%'
  ORDER BY a.id DESC LIMIT 1
"""
# One statement opens the register, writes every mark whose base version still holds and names the rest.
# The register's row is locked first, and then the marks in the order of their pupils, so that two saves
# never wait for each other in a ring. A mark that comes back after it was cleared gets a version that no
# page has seen: each change left one amendment. In a submitted register only who joined since is blank for a
# teacher: a mark that was there and went is the office's to set.
SAVE = f"""
WITH opened AS (
  INSERT INTO attendance_register (school_id, group_id, date, session, started_at)
  VALUES (%(school)s, %(group)s, %(on)s, %(session)s, %(now)s)
  ON CONFLICT (group_id, date, session) DO UPDATE SET started_at = attendance_register.started_at
  RETURNING id, submitted_at
), sent AS (
  SELECT * FROM unnest(%(pupils)s::bigint[], %(codes)s::smallint[], %(minutes)s::smallint[],
                       %(bases)s::smallint[]) AS s (pupil_id, code, minutes_late, base)
), expected AS ({EXPECTED}), standing AS (
  SELECT m.pupil_id FROM opened, expected e JOIN attendance_mark m USING (pupil_id)
  WHERE m.date = %(on)s AND m.session = %(session)s ORDER BY m.pupil_id FOR UPDATE OF m
), saved AS (
  INSERT INTO attendance_mark AS m (pupil_id, date, session, code, minutes_late, version, source,
                                    school_id, register_id, set_by_id, set_at, note)
  SELECT e.pupil_id, %(on)s, %(session)s, e.code, e.minutes_late,
         1 + (SELECT count(*) FROM attendance_markamendment a
              WHERE a.pupil_id = e.pupil_id AND a.date = %(on)s AND a.session = %(session)s),
         %(source)s, %(school)s, o.id, %(by)s, %(now)s, ''
  FROM expected e, opened o
  WHERE (e.base = 0 OR EXISTS (SELECT FROM standing s WHERE s.pupil_id = e.pupil_id))
    AND (%(office)s OR o.submitted_at IS NULL OR NOT EXISTS (
      SELECT FROM attendance_markamendment a
      WHERE a.pupil_id = e.pupil_id AND a.date = %(on)s AND a.session = %(session)s))
  ORDER BY e.pupil_id
  ON CONFLICT (pupil_id, date, session) DO UPDATE
    SET code = excluded.code, minutes_late = excluded.minutes_late, version = m.version + 1,
        source = excluded.source, register_id = excluded.register_id, set_by_id = excluded.set_by_id,
        set_at = excluded.set_at, note = ''
    WHERE m.version = (SELECT e.base FROM expected e WHERE e.pupil_id = m.pupil_id)
      AND (m.code, m.minutes_late) IS DISTINCT FROM (excluded.code, excluded.minutes_late)
      AND (%(office)s OR m.source = 'register' OR m.code = ANY (%(teacher_codes)s)
           OR m.pupil_id = ANY (%(here)s))
      AND (%(office)s OR excluded.code = ANY (%(here_codes)s) OR NOT EXISTS ({OVERRULED}))
      AND (m.pupil_id = ANY (%(here)s)
           OR (SELECT submitted_at FROM opened) IS NULL
              AND NOT attendance_is_closed(m.school_id, m.date, m.session, m.register_id))
  RETURNING m.pupil_id, m.version
)
SELECT s.pupil_id, saved.version FROM sent s LEFT JOIN saved USING (pupil_id)
"""
CLEAR = f"""
WITH opened AS (
  SELECT submitted_at FROM attendance_register
  WHERE group_id = %(group)s AND date = %(on)s AND session = %(session)s FOR UPDATE
), sent AS (
  SELECT * FROM unnest(%(pupils)s::bigint[], %(bases)s::smallint[]) AS s (pupil_id, base)
), expected AS ({EXPECTED}), standing AS (
  SELECT m.pupil_id FROM expected e JOIN attendance_mark m USING (pupil_id) LEFT JOIN opened o ON true
  WHERE m.date = %(on)s AND m.session = %(session)s AND m.version = e.base AND o.submitted_at IS NULL
    AND (%(office)s OR m.source = 'register' OR m.code = ANY (%(teacher_codes)s))
    AND (%(office)s OR NOT EXISTS ({OVERRULED}))
    AND NOT attendance_is_closed(m.school_id, m.date, m.session, m.register_id)
  ORDER BY m.pupil_id FOR UPDATE OF m
)
DELETE FROM attendance_mark m USING standing s
WHERE m.pupil_id = s.pupil_id AND m.date = %(on)s AND m.session = %(session)s
RETURNING m.pupil_id
"""


def common_values(frame: RegisterFrame) -> dict[str, Any]:
    """What every statement about a register's marks is told."""
    return {
        "school": frame.group.school_id,
        "group": frame.group.pk,
        "on": frame.date,
        "session": frame.session.value,
        "teacher_codes": [code.number for code in CODES if code.letter in frame.teacher_letters],
        "here_codes": HERE_NUMBERS,
    }
