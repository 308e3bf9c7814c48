"""Codes agreed ahead: which permit covers which session."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.utils import timezone

from schools.calendar import Session
from schools.models import School
from schools.queries.rows import rows_of


def place_sql(on: str, session: str) -> str:
    """SQL of the number of a session in its week, as `place_of` counts it."""
    return f"(extract(isodow FROM {on}::date)::int - 1) * 2 + {session} - 1"


def covers(on: str, session: str, *, end_day: bool = False) -> str:
    """SQL that is true where a permit `p` covers a session: `on` and `session` are SQL of the day and half.

    A permit that was ended covers the days before its end still: what stood by it then stays in order. With
    `end_day` also the day of its end, of which nobody knows whether the session came before or after.
    """
    until = "<=" if end_day else "<"
    return f"""p.starts_on <= {on} AND p.ends_on >= {on}
  AND (p.ended_at IS NULL OR {on} {until} (p.ended_at AT TIME ZONE 'Europe/London')::date)
  AND {place_sql(on, session)} = ANY (p.places)"""


# A permit that covers the session %(session)s of the day %(on)s: an alias for a WHERE clause on `p`.
COVERS = covers("%(on)s", "%(session)s")
# The code that each pupil's permit gives a session. Of two permits the later granted stands.
PERMIT_IN_FORCE = f"""(
  SELECT DISTINCT ON (p.pupil_id) p.pupil_id, p.code, p.note, p.granted_by_id, p.granted_at, p.id AS permit_id
  FROM attendance_codepermit p
  WHERE p.school_id = %(school)s AND p.code IS NOT NULL AND {COVERS}
  ORDER BY p.pupil_id, p.granted_at DESC, p.id DESC
)"""
PERMITTED = f"""
SELECT p.pupil_id, p.code FROM attendance_codepermit p
WHERE p.school_id = %(school)s AND p.pupil_id = ANY (%(pupils)s) AND p.code IS NOT NULL AND {COVERS}
"""
SESSIONS_PERMITTED = f"""
SELECT x.pupil_id, x.date, x.session
FROM unnest(%(pupils)s::bigint[], %(dates)s::date[], %(sessions)s::smallint[]) AS x (pupil_id, date, session)
WHERE EXISTS (
  SELECT FROM attendance_codepermit p WHERE p.school_id = %(school)s AND p.pupil_id = x.pupil_id
    AND p.code = %(code)s AND {covers("x.date", "x.session")})
"""
# A school without hours has no close: its day lasts until midnight.
IN_THEIR_DAY = """
SELECT s.id FROM schools_school s JOIN schools_schoolday d ON d.school_id = s.id AND d.date = %(on)s
WHERE coalesce(attendance_closes_at(s.id, %(on)s, 2::smallint) > %(at)s, true) ORDER BY s.id
"""


def codes_permitted(
    school_id: int, pupils: Collection[int], *, on: date, session: Session
) -> set[tuple[int, int]]:
    """The pairs of pupil and code number that were agreed for a session: one statement."""
    values = {"school": school_id, "pupils": list(pupils), "on": on, "session": session.value}
    return {(pupil, code) for pupil, code in rows_of(PERMITTED, values)}


def sessions_permitted(
    school_id: int, sessions: Collection[tuple[int, date, Session]], code: int
) -> set[tuple[int, date, Session]]:
    """Those of the pupils' sessions for which a code was agreed: one statement, none where none is asked."""
    if not sessions:
        return set()
    pupils, dates, halves = zip(*sessions, strict=True)
    values = {
        "school": school_id,
        "pupils": list(pupils),
        "dates": list(dates),
        "sessions": [half.value for half in halves],
        "code": code,
    }
    return {(pupil, on, Session(half)) for pupil, on, half in rows_of(SESSIONS_PERMITTED, values)}


def schools_in_their_day(at: datetime) -> list[School]:
    """The schools that meet on the day of `at` and whose afternoon register is not closed: two statements."""
    ids = [row[0] for row in rows_of(IN_THEIR_DAY, {"on": timezone.localtime(at).date(), "at": at})]
    return list(School.objects.filter(pk__in=ids).order_by("pk")) if ids else []
