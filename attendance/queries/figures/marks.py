"""The marks of a school's days: those that figures count, those that they leave out, and those missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from attendance.queries.figures.sums import Days
from schools.models import School
from schools.queries.rows import rows_of

_MARKS = """
WITH days AS (
  SELECT date FROM schools_schoolday
  WHERE school_id = %(school)s AND date BETWEEN %(from_on)s AND %(until_on)s),
marked AS MATERIALIZED (
  SELECT m.date, m.code BETWEEN 10 AND 299 AS is_possible, count(*) AS marks
  FROM days d JOIN attendance_mark m ON m.school_id = %(school)s AND m.date = d.date
  JOIN schools_rollentry e ON e.pupil_id = m.pupil_id AND e.admitted_on <= m.date
       AND (e.left_on IS NULL OR e.left_on >= m.date)
  GROUP BY 1, 2)
SELECT (SELECT coalesce(sum(marks), 0) FROM marked WHERE is_possible)::int,
       (SELECT coalesce(sum(marks), 0) FROM marked WHERE NOT is_possible)::int,
       (SELECT 2 * count(*) FROM days d JOIN schools_rollentry e ON e.school_id = %(school)s
          AND e.admitted_on <= d.date AND (e.left_on IS NULL OR e.left_on >= d.date)
        WHERE d.date BETWEEN %(first_day)s AND %(yesterday)s)::int
       - (SELECT coalesce(sum(marks), 0) FROM marked
          WHERE date BETWEEN %(first_day)s AND %(yesterday)s)::int
"""


@dataclass(frozen=True, slots=True)
class MarksCounted:
    """Marks of pupils on roll on school days: possible sessions, others (D, Q, X, Y, Z, #), and missing ones.

    A session is missing once its day is over, since the school's first day on Daymark.
    """

    possible: int
    not_possible: int
    missing: int


def marks_counted(school: School, days: Days, *, on: date) -> MarksCounted:
    """The marks of a school in some days, as of a day: one statement."""
    values = {
        "school": school.pk,
        "from_on": days.from_on,
        "until_on": days.until_on,
        "first_day": school.first_day_on,
        "yesterday": on - timedelta(days=1),
    }
    ((possible, not_possible, missing),) = rows_of(_MARKS, values)
    return MarksCounted(possible, not_possible, max(0, missing))
