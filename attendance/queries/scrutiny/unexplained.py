"""N older than its clock, of the last year: the law's limit knows no period."""

from __future__ import annotations

from attendance.queries.scrutiny.facts import IN_PERIOD, MARKS, OF_MARK, Family, rows

# The weekly tallies say where an N stands, so that a year of marks is not read to find a few.
BASE = """
WITH now AS (
  SELECT max(d.number) AS number FROM schools_schoolday d
  WHERE d.school_id = %(school)s AND d.date <= %(today)s
), waiting AS (
  SELECT e.pupil_id, k.date, k.session, %(no_reason)s AS code, now.number - d.number AS age
  FROM attendance_weektally t CROSS JOIN now
  JOIN schools_rollentry e ON e.id = t.roll_entry_id
  JOIN LATERAL (
    SELECT date, session FROM attendance_mark
    WHERE pupil_id = e.pupil_id AND date BETWEEN t.monday AND t.monday + 6
      AND code = %(no_reason)s OFFSET 0) k
       ON k.date BETWEEN e.admitted_on AND least(%(today)s, coalesce(e.left_on, %(today)s))
  JOIN schools_schoolday d ON d.school_id = %(school)s AND d.date = k.date
  WHERE t.school_id = %(school)s AND t.no_reason > 0 AND t.monday > %(today)s - 371
)
"""
AGE = {"figure": "m.age", "out_of": "%(n_days)s"}

UNEXPLAINED = Family(
    "Unexplained absence",
    BASE,
    {
        "n-overdue": rows("waiting m WHERE m.age > %(n_days)s", **OF_MARK, **AGE),
        "n-due-today": rows("waiting m WHERE m.age = %(n_days)s", **OF_MARK, **AGE),
    },
)

# Every N of the period, in time or not. The census asks for them; a scrutiny has its own limit.
STANDING = Family(
    UNEXPLAINED.title,
    f"""
WITH standing AS (
  SELECT m.pupil_id, m.date, m.session, m.code FROM {MARKS}
  JOIN schools_schoolday d ON d.school_id = m.school_id AND d.date = m.date
  WHERE {IN_PERIOD} AND m.code = 220 AND EXISTS (
    SELECT FROM schools_rollentry e WHERE e.pupil_id = m.pupil_id AND e.admitted_on <= m.date
      AND (e.left_on IS NULL OR e.left_on >= m.date))
)
""",
    {"n-standing": rows("standing m", **OF_MARK)},
)
