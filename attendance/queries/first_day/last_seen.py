"""When somebody last saw a child: the one statement of it, for the call list, the unseen and the DSL."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attendance.codes import ATTENDING_NUMBERS, DUAL_REGISTRATION, HERE_NUMBERS, LATE_AFTER_CLOSE
from attendance.models import LessonCode
from schools.wording import short_day_words

SIGHTINGS: Mapping[str, str] = {
    "register": "In school",
    "elsewhere": "Seen by the provider",
    "arrival": "Signed in late",
    "lesson": "In a lesson",
    "visit": "Seen on a visit",
}
# Of pupils `p` on the day %(on)s: `last_seen.date` and `last_seen.kind`, one of the words above; NULL where
# nobody here ever saw the child. Who is educated elsewhere is seen by the provider (B, D, K, P, V and W).
LAST_SEEN = f"""
LEFT JOIN LATERAL (
  SELECT date, kind FROM (
    (SELECT m.date, 1 AS place,
            CASE WHEN m.code = ANY (ARRAY{[*HERE_NUMBERS, LATE_AFTER_CLOSE]})
                 THEN 'register' ELSE 'elsewhere' END AS kind
     FROM attendance_mark m WHERE m.pupil_id = p.id AND m.date <= %(on)s
       AND (m.code BETWEEN {ATTENDING_NUMBERS[0]} AND {ATTENDING_NUMBERS[-1]}
            OR m.code IN ({LATE_AFTER_CLOSE}, {DUAL_REGISTRATION}))
     ORDER BY m.date DESC, m.session DESC LIMIT 1)
    UNION ALL
    (SELECT r.date, 2, 'arrival' FROM attendance_arrival r
     WHERE r.pupil_id = p.id AND r.undone_at IS NULL AND r.date <= %(on)s
     ORDER BY r.date DESC LIMIT 1)
    UNION ALL
    (SELECT l.date, 3, 'lesson' FROM attendance_lessonmark l
     WHERE l.pupil_id = p.id AND l.date <= %(on)s
       AND l.code IN ('{LessonCode.PRESENT.value}', '{LessonCode.LATE.value}')
     ORDER BY l.date DESC LIMIT 1)
    UNION ALL
    (SELECT (coalesce(v.arrived_at, v.written_at) AT TIME ZONE 'Europe/London')::date, 4, 'visit'
     FROM attendance_visit v WHERE v.pupil_id = p.id AND v.child_seen AND v.cancelled_at IS NULL
     ORDER BY 1 DESC LIMIT 1)) AS sightings
  ORDER BY date DESC, place LIMIT 1) last_seen ON true
"""


def seen_words(kind: str, day: date, *, on: date) -> str:
    """How and when a child was last seen: "In school, Tue 2 Mar"; with the year where it is another."""
    return f"{SIGHTINGS[kind]}, {past_day_words(day, on=on)}"


def past_day_words(day: date, *, on: date) -> str:
    """A day, with its year where that is not this one."""
    return short_day_words(day) if day.year == on.year else f"{short_day_words(day)} {day.year}"
