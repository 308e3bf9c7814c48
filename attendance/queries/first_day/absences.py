"""Who is absent today and since when: the one statement of it, for all SQL of the first-day response.

An absence runs over sessions coded N, O or G and over sessions whose register closed without a mark.
Sessions that were not possible for the pupil neither count nor break it; any other code ends it (U: the
pupil arrived). An earlier session in which nobody at the school has a mark tells nothing of anybody: what was
not brought in makes no absence longer.
"""

from __future__ import annotations

from typing import Any

from attendance.codes import (
    LATE_AFTER_CLOSE,
    NO_REASON,
    POSSIBLE_NUMBERS,
    UNAUTHORISED_NUMBERS,
)
from schools.calendar import Session
from schools.models import School
from schools.moments import Moment
from schools.queries.school_days import SchoolDayNow

# No code: the register of the session closed without a mark.
UNMARKED = 0
# How many school days back a session without a mark still makes an absence longer: no step comes later.
BLANK_DAYS = 30

# Whether the afternoon is what is known last of a pupil: not while the morning has no reason and the
# afternoon's code stood already, or needs no pupil.
OF_PM = f"""(CASE WHEN pm.code IS NULL THEN %(pm_closed)s
   ELSE NOT (pm.is_ahead AND coalesce(am.code, {NO_REASON}) = {NO_REASON} AND %(am_closed)s) END)"""
# A row for each pupil of the table `seen` who is on roll on the day %(on)s: `latest` is what is known last
# today, a code or 0 for a register that closed without a mark, and NULL before anything is known. An N of a
# register that its teacher still holds open is not known yet. What stood for the afternoon before it began,
# or asks for no attendance, explains no morning: a pupil who never came stays known by the morning. It
# follows a WITH clause that has `seen (id)`.
KNOWN_TODAY = f"""
, known AS MATERIALIZED (
  SELECT e.pupil_id, e.admitted_on, am.code AS am, pm.code AS pm,
         CASE WHEN {OF_PM} THEN coalesce(pm.code, {UNMARKED}) WHEN am.code IS NOT NULL THEN am.code
              WHEN %(am_closed)s THEN {UNMARKED} END AS latest,
         CASE WHEN {OF_PM} THEN 2 ELSE 1 END AS session,
         CASE WHEN {OF_PM} THEN coalesce(pm.version, 0) ELSE coalesce(am.version, 0) END AS version
  FROM seen
  JOIN schools_rollentry e ON e.pupil_id = seen.id AND e.admitted_on <= %(on)s
       AND (e.left_on IS NULL OR e.left_on >= %(on)s)
  LEFT JOIN LATERAL (
    SELECT m.code, m.version FROM attendance_mark m
    LEFT JOIN attendance_register r ON r.id = m.register_id
    WHERE m.pupil_id = e.pupil_id AND m.date = %(on)s AND m.session = 1
      AND (m.code <> {NO_REASON} OR %(am_closed)s OR m.source <> 'register' OR r.submitted_at IS NOT NULL)
  ) am ON true
  LEFT JOIN LATERAL (
    SELECT m.code, m.version, m.source <> 'register'
           AND (m.code > {POSSIBLE_NUMBERS[-1]} OR m.set_at < %(pm_starts_at)s) AS is_ahead
    FROM attendance_mark m LEFT JOIN attendance_register r ON r.id = m.register_id
    WHERE m.pupil_id = e.pupil_id AND m.date = %(on)s AND m.session = 2
      AND (m.source = 'register' OR %(pm_open)s)
      AND (m.code <> {NO_REASON} OR %(pm_closed)s OR m.source <> 'register' OR r.submitted_at IS NOT NULL)
  ) pm ON true
)
"""
# Those absent without authority now: `latest`, its `session` and the `version` of its mark (0 without one),
# the session in which the absence began, and `days`, its school days up to and with today (1 is the first).
# Whether anybody has a mark is asked of the index by a range of one day: where the table holds few days yet,
# the planner would read all of it for a day that is named alone.
ABSENCES = f"""
, taken AS MATERIALIZED (
  SELECT d.date, half.session FROM schools_schoolday d CROSS JOIN (VALUES (1), (2)) AS half (session)
  WHERE d.school_id = %(school)s AND d.date <= %(on)s AND d.number > %(number)s - {BLANK_DAYS}
    AND CASE WHEN d.date = %(on)s AND half.session = 1 THEN %(am_closed)s
             WHEN d.date = %(on)s THEN %(pm_closed)s
             ELSE (SELECT true FROM attendance_mark o WHERE o.school_id = %(school)s
                     AND o.date BETWEEN d.date AND d.date AND o.session = half.session LIMIT 1) END
), absences AS MATERIALIZED (
  SELECT k.pupil_id, k.latest, k.session, k.version,
         coalesce(began.date, %(on)s) AS began_on, coalesce(began.session, k.session) AS began_session,
         (SELECT count(*) FROM schools_schoolday d WHERE d.school_id = %(school)s
            AND d.date BETWEEN coalesce(began.date, %(on)s) AND %(on)s) AS days
  FROM known k
  LEFT JOIN LATERAL (
    SELECT m.date, m.session FROM attendance_mark m
    WHERE m.pupil_id = k.pupil_id AND (m.date, m.session) <= (%(on)s, k.session)
      AND m.code BETWEEN {POSSIBLE_NUMBERS[0]} AND {POSSIBLE_NUMBERS[-1]}
      AND (m.code < {UNAUTHORISED_NUMBERS[0]} OR m.code = {LATE_AFTER_CLOSE})
    ORDER BY m.date DESC, m.session DESC LIMIT 1) other ON true
  LEFT JOIN LATERAL (
    (SELECT m.date, m.session FROM attendance_mark m
     WHERE m.pupil_id = k.pupil_id
       AND m.code BETWEEN {UNAUTHORISED_NUMBERS[0]} AND {UNAUTHORISED_NUMBERS[-1]}
       AND (m.date, m.session) > (coalesce(other.date, k.admitted_on - 1), coalesce(other.session, 2))
       AND (m.date, m.session) <= (%(on)s, k.session)
     ORDER BY m.date, m.session LIMIT 1)
    UNION ALL
    (SELECT t.date, t.session FROM taken t
     WHERE (t.date, t.session) > (coalesce(other.date, k.admitted_on - 1), coalesce(other.session, 2))
       AND (t.date, t.session) <= (%(on)s, k.session) AND t.date >= k.admitted_on
       AND (SELECT true FROM attendance_mark m WHERE m.pupil_id = k.pupil_id AND m.date = t.date
              AND m.session = t.session LIMIT 1) IS NULL
     ORDER BY t.date, t.session LIMIT 1)
    ORDER BY 1, 2 LIMIT 1) began ON true
  WHERE k.latest = {UNMARKED}
     OR (k.latest BETWEEN {UNAUTHORISED_NUMBERS[0]} AND {UNAUTHORISED_NUMBERS[-1]}
         AND k.latest <> {LATE_AFTER_CLOSE})
)
"""
# Those of whose absence nobody knows the reason: whom the call list rings.
IS_UNEXPLAINED = f"a.latest IN ({UNMARKED}, {NO_REASON})"


def absence_values(school: School, day: SchoolDayNow) -> dict[str, Any]:
    """The parameters of `KNOWN_TODAY` and `ABSENCES` at one moment of a school's day."""
    moment: Moment = day.moment
    return {
        "school": school.pk,
        "on": day.on,
        "number": day.number,
        "am_closed": day.is_school_day and moment.is_closed(Session.AM),
        "pm_closed": day.is_school_day and moment.is_closed(Session.PM),
        "pm_open": moment.session is Session.PM,
        "pm_starts_at": moment.times.starts_at(day.on, Session.PM) if moment.times else moment.now,
    }
