"""Codes agreed ahead: which permit covers which session."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from schools.calendar import Session
from schools.queries.rows import rows_of

# A permit that covers the session %(session)s of the day %(on)s: an alias for a WHERE clause on `p`.
COVERS = """p.starts_on <= %(on)s AND p.ends_on >= %(on)s AND p.ended_at IS NULL
  AND (extract(isodow FROM %(on)s::date)::int - 1) * 2 + %(session)s - 1 = ANY (p.places)"""
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


def codes_permitted(
    school_id: int, pupils: Collection[int], *, on: date, session: Session
) -> set[tuple[int, int]]:
    """The pairs of pupil and code number that were agreed for a session: one statement."""
    values = {"school": school_id, "pupils": list(pupils), "on": on, "session": session.value}
    return {(pupil, code) for pupil, code in rows_of(PERMITTED, values)}
