"""The school day that a page speaks of: its number, its place in the year, its session times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from schools.calendar import SessionTimes, academic_year_start
from schools.models import HalfTerm, School
from schools.moments import Moment
from schools.queries.calendar import why_closed

DAY = """
SELECT last.date, coalesce(last.number, 0), t.number, last.week_number - (
         SELECT min(f.week_number) FROM schools_schoolday f WHERE f.half_term_id = last.half_term_id) + 1,
       y.starts_on,
       h.am_starts, h.am_ends, h.pm_starts, h.pm_ends, h.register_minutes
FROM (SELECT 1) AS one
LEFT JOIN LATERAL (
  SELECT * FROM schools_schoolday d WHERE d.school_id = %(school)s AND d.date <= %(on)s
  ORDER BY d.date DESC LIMIT 1) last ON true
LEFT JOIN schools_halfterm t ON t.id = last.half_term_id
LEFT JOIN schools_academicyear y ON y.school_id = %(school)s AND %(on)s BETWEEN y.starts_on AND y.ends_on
LEFT JOIN schools_sessionhours h ON h.school_id = %(school)s AND h.valid_from <= %(on)s
     AND (h.valid_to IS NULL OR %(on)s < h.valid_to)
"""


@dataclass(frozen=True)
class SchoolDayNow:
    """A school at one moment. `number` is the number of the last school day up to it, 0 without one."""

    moment: Moment
    is_school_day: bool
    number: int
    half_term_words: str
    year_starts_on: date
    problem: str

    @property
    def on(self) -> date:
        """The day."""
        return self.moment.on


def school_day_now(school: School, now: datetime) -> SchoolDayNow:
    """The school's day: one statement, and one more on a day on which it does not meet."""
    on = now.date()
    with connection.cursor() as cursor:
        cursor.execute(DAY, {"school": school.pk, "on": on})
        row = cursor.fetchone()
    assert row is not None
    last, number, half_term, week, year_starts_on, am_starts, *hours = row
    times = SessionTimes(am_starts, *hours) if am_starts else None
    return SchoolDayNow(
        moment=Moment(now, times),
        is_school_day=last == on,
        number=number,
        half_term_words=f"{HalfTerm(number=half_term)}, week {week}" if half_term else "",
        year_starts_on=year_starts_on or academic_year_start(on),
        problem=_problem(school, on, meets=last == on, times=times),
    )


def _problem(school: School, on: date, *, meets: bool, times: SessionTimes | None) -> str:
    if not meets:
        return why_closed(school, on)
    return "" if times else "The session times are not set. An administrator can set them in Set-up."
