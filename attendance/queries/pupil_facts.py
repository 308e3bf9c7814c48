"""What the rules of codes ask of pupils on a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from attendance.code_rules import PupilFacts
from attendance.codes import PART_TIME
from attendance.queries.permits.in_force import codes_permitted
from attendance.queries.stays import STAY
from schools.calendar import Session
from schools.models.roll import AT_TWO_SCHOOLS
from schools.queries.rows import rows_of

FACTS = f"""
SELECT p.id, p.born_on, r.admitted_on, r.left_on, r.is_dual
FROM schools_pupil p LEFT JOIN LATERAL {STAY} r ON true
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
    values = {"school": school_id, "pupils": list(pupils), "on": on, "dual": list(AT_TWO_SCHOOLS)}
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
    return {pupil: (pupil, PART_TIME) in permitted for pupil in pupils}
