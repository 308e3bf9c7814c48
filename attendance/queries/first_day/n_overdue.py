"""N marks whose time is over: the clock writes O for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from attendance.codes import NO_REASON
from attendance.n_codes import NPick
from schools.calendar import Session
from schools.models import LegalRegister, School
from schools.queries.dated_values import value_sql
from schools.queries.rows import rows_of
from schools.value_table import BY_KEY

N_DAYS, WRITTEN_AT, WRITTEN_BY = (
    BY_KEY[key] for key in ("n_code.school_days", "n_code.written_at", "n_code.written_by")
)
OF = "s.id"
# As `attendance.n_codes.has_run_out` says it, for every school or for one. The weekly tallies say where an N
# stands. Where a school's own system holds the legal register, marks here are a copy. What another system
# marked before a school's first day here is not ours to write over, and no code stands on a day on which a
# pupil is not on roll.
OVERDUE = f"""
WITH clocks AS (
  SELECT s.id AS school_id, s.first_day_on,
         coalesce(({value_sql("days_key", school=OF)})::int, %(days)s) AS days,
         coalesce(({value_sql("at_key", school=OF)}) #>> '{{{{}}}}', %(written_at)s)::time AS written_at
  FROM schools_school s
  WHERE (%(school)s::bigint IS NULL OR s.id = %(school)s) AND s.legal_register = %(ours)s
    AND EXISTS ({value_sql("by_key", school=OF)})
)
SELECT {{columns}}
FROM clocks c
JOIN attendance_weektally t ON t.school_id = c.school_id AND t.no_reason > 0
JOIN schools_rollentry e ON e.id = t.roll_entry_id
JOIN LATERAL (
  SELECT date, session, version FROM attendance_mark
  WHERE pupil_id = e.pupil_id AND date BETWEEN t.monday AND t.monday + 6 AND code = %(n)s OFFSET 0) m
     ON m.date BETWEEN e.admitted_on AND coalesce(e.left_on, m.date) AND m.date >= c.first_day_on
JOIN schools_schoolday d ON d.school_id = c.school_id AND d.date = m.date
JOIN schools_schoolday due ON due.school_id = c.school_id AND due.number = d.number + c.days
     AND (due.date + c.written_at) AT TIME ZONE 'Europe/London' <= %(at)s
"""
SCHOOLS = OVERDUE.format(columns="DISTINCT c.school_id")
MARKS = OVERDUE.format(columns="e.pupil_id, m.date, m.session, m.version")


def schools_with_overdue_n(at: datetime) -> list[School]:
    """The schools that name somebody and have an N whose time is over: two statements at most."""
    ids = [row[0] for row in rows_of(SCHOOLS, _values(None, at))]
    return list(School.objects.filter(pk__in=ids).order_by("pk")) if ids else []


def overdue_n(school: School, at: datetime) -> list[NPick]:
    """The N marks of a school whose time is over (reg 10(9)), where it names somebody: one statement."""
    return [
        NPick(pupil_id, on, Session(session), version)
        for pupil_id, on, session, version in rows_of(MARKS, _values(school, at))
    ]


def _values(school: School | None, at: datetime) -> dict[str, Any]:
    return {
        "school": school.pk if school else None,
        "on": timezone.localtime(at).date(),
        "at": at,
        "n": NO_REASON,
        "ours": LegalRegister.DAYMARK.value,
        "days_key": N_DAYS.key,
        "days": N_DAYS.default,
        "at_key": WRITTEN_AT.key,
        "written_at": WRITTEN_AT.default,
        "by_key": WRITTEN_BY.key,
    }
