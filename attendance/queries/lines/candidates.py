"""Who may have crossed a line, by the sums of the weekly tallies; the rules decide on the marks of these few.

Whoever crosses a line is among them, which a test holds for any marks. Nobody's age is asked here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from attendance.line_rules import SESSIONS_A_DAY
from attendance.lines import LineKind
from attendance.queries.figures.sums import Days, crossed_sql, sum_values, sums_sql
from attendance.queries.lines.frame import DayFrame
from schools.calendar import monday_of
from schools.models import School
from schools.queries.reach import Parameters
from schools.queries.rows import rows_of

ON_ROLL = """
on_roll AS MATERIALIZED (
  SELECT DISTINCT r.pupil_id AS id FROM schools_rollentry r
  WHERE r.school_id = %(school)s AND r.admitted_on <= %(until_on)s
    AND (r.left_on IS NULL OR r.left_on >= %(until_on)s)
    AND (%(only)s::bigint[] IS NULL OR r.pupil_id = ANY (%(only)s)))
"""
# A run without authority lies in the weeks since the last one in which something else counted, that one
# included. In the week of the day itself marks may stand ahead of the day, so that week breaks no run here.
RECENT = """
year AS (
  SELECT pupil_id, sum(possible) AS possible, sum(authorised + unauthorised) AS absent,
         sum(illness) AS illness
  FROM sums GROUP BY pupil_id),
recent AS MATERIALIZED (
  SELECT r.pupil_id, w.monday, w.unauthorised, w.late + w.late_after_close AS late,
         w.attended + w.authorised > 0 AND w.monday < %(this_week)s AS breaks
  FROM on_roll o JOIN schools_rollentry r ON r.pupil_id = o.id
  JOIN attendance_weektally w ON w.roll_entry_id = r.id
  WHERE w.monday BETWEEN %(recent_from)s AND %(this_week)s),
broken AS (SELECT pupil_id, max(monday) AS monday FROM recent WHERE breaks GROUP BY pupil_id),
reached AS (
  SELECT w.pupil_id,
         sum(w.unauthorised) FILTER (WHERE w.monday >= %(notice_week)s) >= %(notice)s AS notice,
         sum(w.late) FILTER (WHERE w.monday >= %(lates_week)s) >= %(lates)s AS lates,
         sum(w.unauthorised) FILTER (WHERE w.monday >= b.monday OR b.monday IS NULL) >= %(run)s AS run,
         coalesce(min(b.monday), %(recent_from)s::date) AS run_from
  FROM recent w LEFT JOIN broken b USING (pupil_id)
  GROUP BY w.pupil_id)
"""
# From which day on a pupil's marks are looked at: those of the year, older ones where a line reaches back.
ROLL = f"""
SELECT p.id, p.born_on,
       CASE WHEN {crossed_sql(LineKind.PERSISTENT, "y.absent", "y.possible")} OR y.illness >= %(sickness)s
                 OR x.notice OR x.lates OR x.run
            THEN least(%(from_on)s, CASE WHEN x.notice THEN %(notice_from)s::date END,
                       CASE WHEN x.lates THEN %(lates_from)s::date END, CASE WHEN x.run THEN x.run_from END)
       END
FROM on_roll o JOIN schools_pupil p ON p.id = o.id
LEFT JOIN year y ON y.pupil_id = p.id
LEFT JOIN reached x ON x.pupil_id = p.id
"""
STATEMENT = f"WITH {ON_ROLL}, {sums_sql(among='SELECT id FROM on_roll')}, {RECENT} {ROLL}"


@dataclass(frozen=True, slots=True)
class OnRoll:
    """A pupil on roll; `marks_from` is None for whoever can have crossed no line."""

    pupil_id: int
    born_on: date
    marks_from: date | None


def pupils_on_roll(school: School, frame: DayFrame, *, only: Collection[int] | None = None) -> list[OnRoll]:
    """Everybody on roll on the day, or those of `only`, and who may have crossed a line: one statement."""
    chosen = None if only is None else list(only)
    values = _values(school, frame) | {"school": school.pk, "only": chosen}
    return [OnRoll(*row) for row in rows_of(STATEMENT, values)]


def _values(school: School, frame: DayFrame) -> Parameters:
    days, limits = frame.days, frame.values
    return sum_values([school.pk], Days(days.year_from, days.on)) | {
        "this_week": monday_of(days.on),
        "recent_from": monday_of(days.marks_from),
        "notice_from": days.notice_from,
        "notice_week": monday_of(days.notice_from),
        "lates_from": days.lates_from,
        "lates_week": monday_of(days.lates_from),
        "notice": limits.notice_sessions,
        "lates": limits.late_count,
        "sickness": limits.sickness_days,
        "run": SESSIONS_A_DAY * min(limits.continuous_days, limits.long_days),
    }
