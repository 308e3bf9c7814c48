"""Registers of past days that nobody took: by group, without a pupil's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from schools.models import School
from schools.queries.rows import rows_of

PAST_DAYS = 10

# A register is in when it was submitted, or when every pupil of it has a mark all the same.
MISSING = """
WITH days AS (
  SELECT d.date, d.academic_year_id FROM schools_schoolday d
  WHERE d.school_id = %(school)s AND d.date < %(on)s AND d.date >= %(first_day)s
  ORDER BY d.date DESC LIMIT %(days)s
), registers AS (
  SELECT g.id, g.name, g.year_group, d.date, x.session
  FROM days d JOIN schools_group g ON g.academic_year_id = d.academic_year_id AND g.kind = 'registration'
  CROSS JOIN (VALUES (1::smallint), (2::smallint)) AS x (session)
  WHERE NOT EXISTS (SELECT FROM attendance_register r WHERE r.group_id = g.id AND r.date = d.date
                    AND r.session = x.session AND r.submitted_at IS NOT NULL)
)
SELECT r.name, count(*), min(r.date) FROM registers r
WHERE EXISTS (
  SELECT FROM schools_groupmember m
  JOIN schools_rollentry e ON e.pupil_id = m.pupil_id AND e.admitted_on <= r.date
       AND (e.left_on IS NULL OR e.left_on >= r.date)
  WHERE m.group_id = r.id AND m.from_on <= r.date AND (m.until_on IS NULL OR m.until_on >= r.date)
    AND NOT EXISTS (SELECT FROM attendance_mark k WHERE k.pupil_id = m.pupil_id AND k.date = r.date
                    AND k.session = r.session))
GROUP BY r.id, r.name, r.year_group ORDER BY r.year_group, r.name
"""


@dataclass(frozen=True)
class MissingRegisters:
    """How many registers of a group are missing, and from which day on."""

    group: str
    count: int
    oldest: date


def registers_missing(school: School, *, before: date, days: int = PAST_DAYS) -> list[MissingRegisters]:
    """The groups whose registers of the last school days are not in: one statement.

    Days from before the school's first day on Daymark were another system's to keep.
    """
    values = {"school": school.pk, "on": before, "first_day": school.first_day_on, "days": days}
    return [MissingRegisters(*row) for row in rows_of(MISSING, values)]
