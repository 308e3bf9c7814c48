"""The marks of a school's days: those that figures count, those that they leave out, and those missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from attendance.codes import POSSIBLE_NUMBERS
from attendance.queries.figures.groups import placed_sql
from attendance.queries.figures.reached import EVERYBODY, Reached
from attendance.queries.figures.sums import Days, sum_values, sums_sql
from schools.models import GroupKind, School
from schools.queries.rows import rows_of

# Possible sessions are summed already; looked for are the other marks, and any of days that may go on.
_MARKS = f"""
WITH {{tables}}{{sums}},
days AS (
  SELECT date, date BETWEEN %(first_day)s AND %(yesterday)s AS is_over FROM schools_schoolday
  WHERE school_id = %(school)s AND date BETWEEN %(from_on)s AND %(until_on)s),
marked AS MATERIALIZED (
  SELECT d.is_over, CASE WHEN d.date = %(today)s THEN m.session END AS today,
         m.code <= {POSSIBLE_NUMBERS[-1]} AS is_possible, count(*) AS marks
  FROM days d JOIN attendance_mark m ON m.school_id = %(school)s AND m.date = d.date {{of_mark}}
       AND (m.code > {POSSIBLE_NUMBERS[-1]} OR NOT d.is_over)
  JOIN schools_rollentry e ON e.pupil_id = m.pupil_id AND e.admitted_on <= m.date
       AND (e.left_on IS NULL OR e.left_on >= m.date)
  GROUP BY 1, 2, 3),
on_roll AS (
  SELECT d.date, d.is_over FROM days d
  JOIN schools_rollentry e ON e.school_id = %(school)s AND e.admitted_on <= d.date
       AND (e.left_on IS NULL OR e.left_on >= d.date) {{of_entry}}),
counted AS (
  SELECT (SELECT coalesce(sum(possible), 0) FROM sums)::int AS possible,
         coalesce(sum(marks) FILTER (WHERE NOT is_possible), 0)::int AS others,
         coalesce(sum(marks) FILTER (WHERE NOT is_over), 0)::int AS going_on,
         coalesce(sum(marks) FILTER (WHERE today = 1), 0)::int AS morning,
         coalesce(sum(marks) FILTER (WHERE today = 2), 0)::int AS afternoon
  FROM marked)
SELECT possible, others,
       (SELECT 2 * count(*) FROM on_roll WHERE is_over)::int - (possible + others - going_on),
       (SELECT count(*) FROM on_roll WHERE date = %(today)s AND date >= %(first_day)s)::int,
       morning, afternoon
FROM counted
"""
# Whom `placed_sql` puts in groups.
_ENTERED = """SELECT DISTINCT e.school_id, e.pupil_id FROM schools_rollentry e
  WHERE e.school_id = %(school)s"""


@dataclass(frozen=True, slots=True)
class MarksCounted:
    """Marks of pupils on roll on school days: possible sessions, others (D, Q, X, Y, Z, #), and missing ones.

    A session is missing once its day is over, since the school's first day on Daymark. `on_roll` are the
    pupils of today, where the days go on to it, with the marks of its two sessions so far.
    """

    possible: int
    not_possible: int
    missing: int
    on_roll: int = 0
    morning: int = 0
    afternoon: int = 0

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

    @property
    def today_words(self) -> str:
        """How much of today is marked; nothing where the days end before it."""
        if not self.on_roll:
            return ""
        words = f"{self.morning:,} of {self.on_roll:,} marked this morning"
        return f"{words}, {self.afternoon:,} of {self.on_roll:,} this afternoon" if self.afternoon else words


def marks_counted(
    school: School,
    days: Days,
    *,
    on: date,
    reached: Reached = EVERYBODY,
    kind: GroupKind | None = None,
    group_id: int | None = None,
) -> MarksCounted:
    """The marks of a school in some days, or of a group of a kind, as of a day: one statement."""
    tables, among = reached.tables, reached.among
    if kind:
        units = f"{_ENTERED} AND e.pupil_id IN ({among})" if among else _ENTERED
        tables = f"{tables}units AS ({units}), {placed_sql(kind)}, "
        among = "SELECT pupil_id FROM placed WHERE group_id IS NOT DISTINCT FROM %(group)s"
    statement = _MARKS.format(
        tables=tables,
        sums=sums_sql(among=among),
        of_mark=f"AND m.pupil_id IN ({among})" if among else "",
        of_entry=f"AND e.pupil_id IN ({among})" if among else "",
    )
    values = (
        reached.values
        | sum_values([school.pk], days)
        | {
            "school": school.pk,
            "kind": kind and kind.value,
            "group": group_id,
            "first_day": school.first_day_on,
            "today": on,
            "yesterday": on - timedelta(days=1),
        }
    )
    ((possible, not_possible, missing, *today),) = rows_of(statement, values)
    return MarksCounted(possible, not_possible, max(0, missing), *today)
