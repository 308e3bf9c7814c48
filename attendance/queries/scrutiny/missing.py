"""Registers of past days that nobody took, that have gaps, or that nobody submitted."""

from __future__ import annotations

from attendance.queries.scrutiny.facts import Family, rows

# Days before the school's first day on Daymark were another system's to keep, and today is not over.
BASE = """
WITH expected AS (
  SELECT b.group_id, b.pupil_id, d.date
  FROM schools_schoolday d
  JOIN schools_group g ON g.academic_year_id = d.academic_year_id AND g.kind = 'registration'
  JOIN schools_groupmember b ON b.group_id = g.id AND b.from_on <= d.date
       AND (b.until_on IS NULL OR b.until_on >= d.date)
  JOIN schools_rollentry e ON e.pupil_id = b.pupil_id AND e.admitted_on <= d.date
       AND (e.left_on IS NULL OR e.left_on >= d.date)
  WHERE d.school_id = %(school)s AND d.date BETWEEN greatest(%(starts)s, %(first_day)s) AND %(ends)s
    AND d.date < %(today)s
), registers AS MATERIALIZED (
  SELECT e.group_id, e.date, x.session, count(*) AS pupils, count(m.code) AS marked
  FROM expected e CROSS JOIN (VALUES (1::smallint), (2::smallint)) AS x (session)
  LEFT JOIN attendance_mark m ON m.pupil_id = e.pupil_id AND m.date = e.date AND m.session = x.session
       AND m.school_id = %(school)s AND m.date BETWEEN %(starts)s AND %(ends)s
  GROUP BY 1, 2, 3
)
"""
OF_REGISTER = {"group_id": "q.group_id", "date": "q.date", "session": "q.session"}

MISSING = Family(
    "Missing marks",
    BASE,
    {
        "nobody-took": rows("registers q WHERE q.marked = 0", **OF_REGISTER, out_of="q.pupils"),
        "part-marked": rows(
            "registers q WHERE q.marked BETWEEN 1 AND q.pupils - 1",
            **OF_REGISTER,
            figure="q.pupils - q.marked",
            out_of="q.pupils",
        ),
        # A register that came from another system has no row of ours to submit.
        "not-submitted": rows(
            """registers q JOIN attendance_register r USING (group_id, date, session)
            WHERE q.marked = q.pupils AND r.submitted_at IS NULL""",
            **OF_REGISTER,
            out_of="q.pupils",
        ),
    },
)
