"""Each pupil's school year as tables in SQL: the year, its newest weeks, and the sessions that it still has.

One text for every page that says how many sessions are left before a line.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from attendance.queries.figures.pupils import FIGURES
from attendance.queries.figures.sums import Days, sum_values, sums_sql
from schools.calendar import academic_year_of, year_dates
from schools.queries.reach import Parameters

_YEAR = ", ".join(f"sum({name})::int AS {name}" for name in (*FIGURES, "illness"))
_WEEK = ", ".join(
    f"coalesce(sum(w.{name}) FILTER (WHERE w.monday = %(monday)s), 0)::int AS {name}" for name in FIGURES
)
_BACK = ", ".join(
    f"coalesce(sum(w.{name}) FILTER (WHERE w.monday < %(monday)s), 0)::int AS back_{name}" for name in FIGURES
)
# Each table is counted once, whatever the planner knows of tables that were filled a minute ago.
_WEEKS = """
years AS MATERIALIZED (SELECT pupil_id, {year} FROM sums GROUP BY pupil_id),
recent AS MATERIALIZED (
  SELECT r.pupil_id, {week}, {back}
  FROM attendance_weektally w JOIN schools_rollentry r ON r.id = w.roll_entry_id
  WHERE w.school_id = %(school)s AND w.monday = ANY(%(mondays)s) {among}
  GROUP BY r.pupil_id)"""
# The school days ahead are one array in order, in which the day of leaving is looked up: no row per day.
_TO_COME = """
ahead AS MATERIALIZED (
  SELECT coalesce(array_agg(d.date ORDER BY d.date), ARRAY[]::date[]) AS days FROM schools_schoolday d
  WHERE d.school_id = %(school)s AND d.date BETWEEN %(left_from)s AND %(year_ends)s),
marked AS MATERIALIZED (
  SELECT m.pupil_id, count(*) AS sessions
  FROM schools_schoolday d JOIN attendance_mark m ON m.school_id = d.school_id AND m.date = d.date
  WHERE d.school_id = %(school)s AND d.date BETWEEN %(left_from)s AND %(marked_until)s {of_marks}
  GROUP BY m.pupil_id),
to_come AS MATERIALIZED (
  SELECT r.pupil_id, greatest(0, -coalesce(min(t.sessions), 0) + 2 * sum(
           width_bucket(coalesce(r.left_on, %(year_ends)s), a.days)
           - width_bucket(r.admitted_on - 1, a.days)))::int AS sessions
  FROM schools_rollentry r CROSS JOIN ahead a LEFT JOIN marked t ON t.pupil_id = r.pupil_id
  WHERE r.school_id = %(school)s {of_entries}
  GROUP BY r.pupil_id)"""


def year_tables(among: str = "") -> str:
    """Tables for a WITH clause with a `pupil_id` each: `sums`, `years`, `recent` and `to_come`.

    `years` has the figures of a tally and `illness`; `recent` those of the newest week and, named `back_`,
    of the weeks before it. `among` as for `sums_sql`. Values: `year_values`.
    """
    weeks = _WEEKS.format(
        year=_YEAR, week=_WEEK, back=_BACK, among=f"AND r.pupil_id IN ({among})" if among else ""
    )
    return f"{sums_sql(among=among)}, {weeks}, {to_come_sql(among)}"


def to_come_sql(among: str = "") -> str:
    """Tables for a WITH clause, the last of them `to_come`: the `sessions` that the year has for a pupil.

    Those of the school days on which the pupil is on roll, so none after a day of leaving that is known, less
    those that have a mark. Values: `to_come_values`.
    """
    return _TO_COME.format(
        of_marks=f"AND m.pupil_id IN ({among})" if among else "",
        of_entries=f"AND r.pupil_id IN ({among})" if among else "",
    )


def year_values(
    school: int, days: Days, mondays: Sequence[date], *, left_from: date, monday: date
) -> Parameters:
    """What `year_tables` takes: the year's days, and the Mondays of `monday` and of the weeks before it."""
    return (
        sum_values([school], days)
        | to_come_values(school, left_from=left_from, marked_until=days.until_on)
        | {"monday": monday, "mondays": list(mondays)}
    )


def to_come_values(school: int, *, left_from: date, marked_until: date) -> Parameters:
    """What `to_come_sql` takes: from when sessions are to come, and until when a mark takes one away.

    The year is that of `marked_until`.
    """
    return {
        "school": school,
        "left_from": left_from,
        "marked_until": marked_until,
        "year_ends": year_dates(academic_year_of(marked_until))[1],
    }
