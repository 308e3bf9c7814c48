"""The marks of a school's days: those that figures count, those that they leave out, and those missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from attendance.codes import POSSIBLE_NUMBERS
from attendance.queries.figures.sums import Days, sum_values, sums_sql
from schools.models import School
from schools.queries.rows import rows_of

# Possible sessions are summed already; looked for are the other marks, and any of days that may go on.
_MARKS = f"""
WITH {sums_sql()},
days AS (
  SELECT date, date BETWEEN %(first_day)s AND %(yesterday)s AS is_over FROM schools_schoolday
  WHERE school_id = %(school)s AND date BETWEEN %(from_on)s AND %(until_on)s),
marked AS MATERIALIZED (
  SELECT d.is_over, m.code <= {POSSIBLE_NUMBERS[-1]} AS is_possible, count(*) AS marks
  FROM days d JOIN attendance_mark m ON m.school_id = %(school)s AND m.date = d.date
       AND (m.code > {POSSIBLE_NUMBERS[-1]} OR NOT d.is_over)
  JOIN schools_rollentry e ON e.pupil_id = m.pupil_id AND e.admitted_on <= m.date
       AND (e.left_on IS NULL OR e.left_on >= m.date)
  GROUP BY 1, 2),
counted AS (
  SELECT (SELECT coalesce(sum(possible), 0) FROM sums)::int AS possible,
         coalesce(sum(marks) FILTER (WHERE NOT is_possible), 0)::int AS others,
         coalesce(sum(marks) FILTER (WHERE NOT is_over), 0)::int AS going_on
  FROM marked)
SELECT possible, others,
       (SELECT 2 * count(*) FROM days d JOIN schools_rollentry e ON e.school_id = %(school)s
          AND e.admitted_on <= d.date AND (e.left_on IS NULL OR e.left_on >= d.date)
        WHERE d.is_over)::int - (possible + others - going_on)
FROM counted
"""


@dataclass(frozen=True, slots=True)
class MarksCounted:
    """Marks of pupils on roll on school days: possible sessions, others (D, Q, X, Y, Z, #), and missing ones.

    A session is missing once its day is over, since the school's first day on Daymark.
    """

    possible: int
    not_possible: int
    missing: int

    @property
    def possible_words(self) -> str:
        """Marks of possible sessions, as read."""
        return f"{self.possible:,}"

    @property
    def other_words(self) -> str:
        """Other marks, as read."""
        return f"{self.not_possible:,}"

    @property
    def missing_words(self) -> str:
        """Missing marks, as read."""
        return f"{self.missing:,}"


def marks_counted(school: School, days: Days, *, on: date) -> MarksCounted:
    """The marks of a school in some days, as of a day: one statement."""
    values = sum_values([school.pk], days) | {
        "school": school.pk,
        "first_day": school.first_day_on,
        "yesterday": on - timedelta(days=1),
    }
    ((possible, not_possible, missing),) = rows_of(_MARKS, values)
    return MarksCounted(possible, not_possible, max(0, missing))
