"""What the rules of codes ask of pupils on a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from attendance.code_rules import PART_TIME, PupilFacts
from attendance.codes import code_of
from attendance.queries.permits import codes_permitted
from schools.calendar import Session
from schools.models import Enrolment
from schools.queries.rows import rows_of

DUAL = (Enrolment.MAIN.value, Enrolment.SUBSIDIARY.value)
# The roll entry of the day, else the nearest to come, else the last.
FACTS = """
SELECT p.id, p.born_on, r.admitted_on, r.left_on, r.enrolment = ANY (%(dual)s)
FROM schools_pupil p LEFT JOIN LATERAL (
  SELECT e.admitted_on, e.left_on, e.enrolment FROM schools_rollentry e WHERE e.pupil_id = p.id
  ORDER BY e.left_on IS NULL OR e.left_on >= %(on)s DESC,
           CASE WHEN e.left_on IS NULL OR e.left_on >= %(on)s THEN e.admitted_on END, e.admitted_on DESC
  LIMIT 1) r ON true
WHERE p.school_id = %(school)s AND p.id = ANY (%(pupils)s)
"""


def facts_of(
    school_id: int, pupils: Collection[int], *, on: date, session: Session, agreed_for: Collection[int] = ()
) -> dict[int, PupilFacts]:
    """The facts of a school's pupils for a session: one statement, and one more where C2 is asked for.

    `agreed_for` are the pupils whose part-time timetable is looked up; of the others it is not known.
    """
    if not pupils:
        return {}
    values = {"school": school_id, "pupils": list(pupils), "on": on, "dual": list(DUAL)}
    rows = rows_of(FACTS, values)
    agreed = _agreed(school_id, agreed_for, on=on, session=session)
    return {
        pupil: PupilFacts(born_on, admitted_on, left_on, is_dual, agreed.get(pupil))
        for pupil, born_on, admitted_on, left_on, is_dual in rows
    }


def _agreed(school_id: int, pupils: Collection[int], *, on: date, session: Session) -> dict[int, bool]:
    """Whether a part-time timetable covers the session of each of these pupils."""
    if not pupils:
        return {}
    permitted = codes_permitted(school_id, pupils, on=on, session=session)
    letters = {(pupil, code_of(number).letter) for pupil, number in permitted}
    return {pupil: (pupil, PART_TIME) in letters for pupil in pupils}
