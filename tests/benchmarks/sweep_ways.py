"""A trust's sweep by our tallies, by three statements over the marks, and by DuckDB over the same rows.

Each pupil's sessions of the year to date, whether persistently and severely absent, and the sessions missed
without authority in the last ten school weeks. All count by the same law: a mark counts on a school day and
while the pupil is on roll.
"""

from datetime import date

from attendance.queries.figures.sums import Days, sum_values, sums_sql
from schools.queries.reach import Parameters

COLUMNS = (
    "school_id",
    "pupil_id",
    "possible",
    "attended",
    "authorised",
    "unauthorised",
    "late",
    "lately",
    "persistent",
    "severe",
)
_LINES = """possible > 0 AND 10 * (authorised + unauthorised) >= possible AS persistent,
       possible > 0 AND 2 * (authorised + unauthorised) >= possible AS severe"""
_NAMES = ", ".join(COLUMNS[:8])
_TOTALS = ", ".join(f"sum(y.{name})::int AS {name}" for name in COLUMNS[2:7])
_NOUGHTS = ", ".join(f"coalesce({name}, 0) AS {name}" for name in COLUMNS[2:8])
# The sums that every figure of the product is made of; the ten weeks as the sweep of the lines reads them.
OURS = f"""
SELECT {_NAMES}, {_LINES} FROM (
  SELECT y.school_id, y.pupil_id, {_TOTALS}, coalesce(sum(w.unauthorised), 0)::int AS lately
  FROM (WITH {sums_sql()} SELECT * FROM sums) y
  LEFT JOIN (
    SELECT roll_entry_id, sum(unauthorised) AS unauthorised FROM attendance_weektally
    WHERE school_id = ANY (%(schools)s) AND monday BETWEEN %(weeks_from)s AND %(until_week)s
    GROUP BY roll_entry_id) w USING (roll_entry_id)
  GROUP BY y.school_id, y.pupil_id) sweep
"""
_COUNTED = """FROM attendance_mark m
  JOIN schools_schoolday d ON d.school_id = m.school_id AND d.date = m.date
  JOIN schools_rollentry r ON r.pupil_id = m.pupil_id AND m.date >= r.admitted_on
       AND (r.left_on IS NULL OR m.date <= r.left_on)
  WHERE m.school_id = ANY (%(schools)s) AND m.date BETWEEN %(from_on)s AND %(until_on)s"""
_FILTERS = """{count} FILTER (WHERE {code} BETWEEN 10 AND 299) AS possible,
         {count} FILTER (WHERE {code} BETWEEN 10 AND 99) AS attended,
         {count} FILTER (WHERE {code} BETWEEN 100 AND 199) AS authorised,
         {count} FILTER (WHERE {code} BETWEEN 200 AND 299) AS unauthorised,
         {count} FILTER (WHERE {code} = 20) AS late,
         {count} FILTER (WHERE {code} BETWEEN 200 AND 299 AND {lately}) AS lately"""
PLAIN = f"""
SELECT {_NAMES}, {_LINES} FROM (
  SELECT m.school_id, m.pupil_id,
         {_FILTERS.format(count="count(*)", code="m.code", lately="m.date >= %(weeks_from)s")}
  {_COUNTED}
  GROUP BY m.school_id, m.pupil_id) sweep
"""
# Each pupil's marks by code first, of which there are few; then their classes.
BY_CODE = f"""
SELECT {_NAMES}, {_LINES} FROM (
  SELECT school_id, pupil_id, {_NOUGHTS} FROM (
  SELECT school_id, pupil_id,
         {_FILTERS.format(count="sum(marks)", code="code", lately="recent")}
  FROM (SELECT m.school_id, m.pupil_id, m.code, m.date >= %(weeks_from)s AS recent, count(*) AS marks
        {_COUNTED}
        GROUP BY m.school_id, m.pupil_id, m.code, recent) codes
  GROUP BY school_id, pupil_id) sums) sweep
"""
# One sum alone: ten bits of it for each count, of which a year needs no more.
PACKED = f"""
SELECT {_NAMES}, {_LINES} FROM (
  SELECT school_id, pupil_id, (packed & 1023) + (packed >> 10 & 1023) + (packed >> 20 & 1023) AS possible,
         packed & 1023 AS attended, packed >> 10 & 1023 AS authorised, packed >> 20 & 1023 AS unauthorised,
         packed >> 30 & 1023 AS late, packed >> 40 & 1023 AS lately
  FROM (SELECT m.school_id, m.pupil_id, sum(CASE
          WHEN m.code = 20 THEN 1 + (1::bigint << 30) WHEN m.code BETWEEN 10 AND 99 THEN 1
          WHEN m.code BETWEEN 100 AND 199 THEN 1 << 10 WHEN m.code NOT BETWEEN 200 AND 299 THEN 0
          WHEN m.date >= %(weeks_from)s THEN (1 << 20) + (1::bigint << 40)
          ELSE 1 << 20 END)::bigint AS packed
        {_COUNTED}
        GROUP BY m.school_id, m.pupil_id) sums) sweep
"""
RIVALS = {"plain GROUP BY": PLAIN, "by code first": BY_CODE, "one packed sum": PACKED}
DUCK = (
    PLAIN.replace("ANY (%(schools)s)", "ANY ($schools)")
    .replace("%(from_on)s", "$from_on")
    .replace("%(until_on)s", "$until_on")
    .replace("%(weeks_from)s", "$weeks_from")
)


def sweep_values(schools: list[int], *, year_from: date, weeks_from: date, on: date) -> Parameters:
    """What each way takes: the schools, the first day of the year, the Monday of the ten weeks, the day."""
    return sum_values(schools, Days(year_from, on)) | {"weeks_from": weeks_from}


def folded(statement: str) -> str:
    """The same work with one row as its answer, so that no way is timed by its rows' way to us."""
    sums = ", ".join(f"sum({name}::int)" for name in COLUMNS[2:])
    return f"SELECT count(*), {sums} FROM ({statement}) rows"
