"""Marks that contradict each other, the lessons, a signing out, or the rest of a trip."""

from __future__ import annotations

from attendance.queries.lessons.board import LESSON_SESSION
from attendance.queries.scrutiny.facts import CLOSES, COVERS, IN_PERIOD, MARKS, OF_MARK, Family, rows

# Here when the register was taken: present, or late before the close.
HERE = "(10, 11, %(late)s)"
# Lessons as they were marked, with the hours of their day.
LESSONS = """attendance_lessonmark k JOIN schools_lesson l ON l.id = k.lesson_id
  LEFT JOIN schools_sessionhours h ON h.school_id = k.school_id AND h.valid_from <= k.date
       AND (h.valid_to IS NULL OR k.date < h.valid_to)"""

BASE = f"""
WITH missed AS (
  SELECT k.pupil_id, k.date, {LESSON_SESSION} AS session, count(*) AS lessons FROM {LESSONS}
  WHERE k.school_id = %(school)s AND k.date BETWEEN %(starts)s AND %(ends)s AND k.code = 'N'
  GROUP BY 1, 2, 3
), away AS (
  SELECT m.pupil_id, m.date, m.session, m.code FROM {MARKS}
  WHERE {IN_PERIOD} AND m.code BETWEEN 100 AND 299 AND m.code NOT IN (%(medical)s, %(after_close)s)
), on_trip AS (
  SELECT p.trip_id, m.pupil_id, m.date, m.session, m.code,
         count(*) FILTER (WHERE m.code = %(visit)s) OVER w AS gone,
         count(*) FILTER (WHERE m.code IN {HERE}) OVER w AS here
  FROM attendance_codepermit p
  JOIN attendance_mark m ON {COVERS} AND m.school_id = %(school)s
       AND m.date BETWEEN %(starts)s AND %(ends)s
  WHERE p.trip_id IS NOT NULL AND p.code = %(visit)s AND m.code IN (%(visit)s, 10, 11, %(late)s)
  WINDOW w AS (PARTITION BY p.trip_id, m.date, m.session)
)
"""
WAS_HERE_IN_A_LESSON = f"""EXISTS (SELECT FROM {LESSONS}
  WHERE k.pupil_id = m.pupil_id AND k.date = m.date AND k.code <> 'N' AND {LESSON_SESSION} = m.session)"""
OTHER_HALF = "o.pupil_id = m.pupil_id AND o.date = m.date AND o.session = 3 - m.session"

CONTRADICTORY = Family(
    "Contradictory marks",
    BASE,
    {
        "gone-after-morning": rows(
            f"""away m JOIN attendance_mark o ON {OTHER_HALF} AND o.code IN {HERE}
            WHERE m.code = %(no_reason)s AND m.session = 2 AND NOT EXISTS (
              SELECT FROM attendance_signout s WHERE s.pupil_id = m.pupil_id AND s.date = m.date)""",
            **OF_MARK,
            other="o.code",
        ),
        "absent-from-lessons": rows(
            f"""missed a
            JOIN attendance_mark m ON (m.pupil_id, m.date, m.session) = (a.pupil_id, a.date, a.session)
            WHERE m.code IN {HERE} AND NOT {WAS_HERE_IN_A_LESSON}""",
            **OF_MARK,
            figure="a.lessons",
        ),
        "in-lesson-not-in-session": rows(f"away m WHERE {WAS_HERE_IN_A_LESSON}", **OF_MARK),
        "excluded-and-present": rows(
            f"away m JOIN attendance_mark o ON {OTHER_HALF} AND o.code IN {HERE} WHERE m.code = %(excluded)s",
            **OF_MARK,
            other="o.code",
        ),
        "left-before-session": rows(
            f"""attendance_signout s JOIN attendance_mark m ON m.pupil_id = s.pupil_id AND m.date = s.date
            JOIN {CLOSES} c ON (c.date, c.session) = (m.date, m.session)
            WHERE s.school_id = %(school)s AND s.date BETWEEN %(starts)s AND %(ends)s AND m.code IN {HERE}
              AND s.out_at <= c.starts_at AND (s.back_at IS NULL OR s.back_at > c.closes_at)""",
            **OF_MARK,
        ),
        "trip-differs": rows(
            """on_trip m WHERE gone > 0 AND here > 0
            AND CASE WHEN gone >= here THEN m.code <> %(visit)s ELSE m.code = %(visit)s END""",
            **OF_MARK,
            other="CASE WHEN m.code = %(visit)s THEN 9 + m.session ELSE %(visit)s END",
            figure="greatest(gone, here)",
            out_of="gone + here",
        ),
    },
)
