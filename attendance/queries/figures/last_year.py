"""The same school weeks of the year before."""

from __future__ import annotations

from datetime import timedelta

from attendance.queries.figures.sums import Days
from schools.calendar import academic_year_start, monday_of
from schools.models import School
from schools.queries.rows import rows_of

A_WEEK = timedelta(weeks=1)
# Weeks by their place in each school year: the tenth week stands beside the tenth, wherever holidays fall.
_PLACES = """
WITH weeks AS (
  SELECT y.starts_on, d.monday, dense_rank() OVER (PARTITION BY y.id ORDER BY d.monday) AS place
  FROM schools_schoolday d JOIN schools_academicyear y ON y.id = d.academic_year_id
  WHERE d.school_id = %(school)s AND y.starts_on BETWEEN %(before)s AND %(until_on)s
  GROUP BY y.id, y.starts_on, d.monday),
within AS (
  SELECT min(place) AS first, max(place) AS last, min(monday) AS first_on, max(monday) AS last_on
  FROM weeks WHERE starts_on >= %(begins)s AND monday BETWEEN %(from_week)s AND %(until_week)s)
SELECT i.first_on, i.last_on, min(w.monday), max(w.monday)
FROM within i JOIN weeks w ON w.place BETWEEN i.first AND i.last AND w.starts_on < %(begins)s
GROUP BY i.first_on, i.last_on
"""


def same_weeks_last_year(school: School, days: Days) -> Days | None:
    """The days of the same school weeks of the year before, by their place in it: one statement.

    A week that the days cut is cut at the same weekday. None where the school has no calendar of that year.
    """
    begins = academic_year_start(days.until_on)
    before = academic_year_start(begins - timedelta(days=1))
    values = {
        "school": school.pk,
        "before": before,
        "begins": begins,
        "until_on": days.until_on,
        "from_week": monday_of(days.from_on),
        "until_week": monday_of(days.until_on),
    }
    found = rows_of(_PLACES, values)
    if not found:
        return None
    first_on, last_on, first_then, last_then = found[0]
    from_on = first_then + max(days.from_on - first_on, timedelta())
    until_on = last_then + min(days.until_on - last_on, A_WEEK - timedelta(days=1))
    return Days(
        before if days.from_on == begins else max(from_on, before), min(until_on, begins - timedelta(days=1))
    )
