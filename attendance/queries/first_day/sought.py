"""Whether a child is being looked for, so that nobody is signed in by a slip of the hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from attendance.call_order import PROTECTED_WORDS
from attendance.queries.first_day.absences import (
    ABSENCES,
    IS_UNEXPLAINED,
    KNOWN_TODAY,
    UNMARKED,
    absence_values,
)
from schools.models import Pupil, School
from schools.queries.dated_values import value_of
from schools.queries.markers import MARKED
from schools.queries.rows import rows_of
from schools.queries.school_days import SchoolDayNow
from schools.wording import short_day_words

FIRST = 1
MARKER = "marker"
# One row: since when the pupil is away and for how many school days, whether the call list has them first,
# and whether the safeguarding lead was told. A blank that the day has so far makes an absence longer here.
SOUGHT = f"""
WITH seen (id) AS (SELECT %(pupil)s::bigint){KNOWN_TODAY}{ABSENCES}
SELECT a.began_on, coalesce(a.days, 0),
       coalesce({IS_UNEXPLAINED}, false) AND (a.latest <> {UNMARKED} OR %(is_closed)s) AND (
         EXISTS (SELECT FROM schools_protectedfact f WHERE f.pupil_id = s.id AND f.kind = ANY (%(first)s)
                   AND f.from_on <= %(on)s AND (f.until_on IS NULL OR f.until_on >= %(on)s))
         OR (%(marked_first)s AND EXISTS (SELECT FROM {MARKED} mk WHERE mk.pupil_id = s.id))),
       EXISTS (SELECT FROM attendance_escalation e WHERE e.pupil_id = s.id
                 AND (e.closed_at IS NULL OR e.date = %(on)s))
FROM seen s LEFT JOIN absences a ON a.pupil_id = s.id
"""


def sought_question(school: School, pupil: Pupil, day: SchoolDayNow) -> str:
    """What is asked before a child who is looked for is signed in; empty for any other: two statements.

    It is asked of a pupil away since an earlier school day, of one whom social care or a marker puts first on
    the call list, and of one of whom the safeguarding lead was told. It gives no reason.
    """
    values = absence_values(school, day)
    order = value_of(school, "first_day.order", on=day.on)
    extra: dict[str, Any] = {
        "pupil": pupil.pk,
        "first": [kind for kind in PROTECTED_WORDS if order[kind] == FIRST],
        "marked_first": order[MARKER] == FIRST,
        "is_closed": values["am_closed"],
        "am_closed": day.is_school_day,
    }
    ((began_on, days, is_first, is_told),) = rows_of(SOUGHT, values | extra)
    return _question(pupil, began_on if days > 1 else None) if days > 1 or is_first or is_told else ""


def _question(pupil: Pupil, since: date | None) -> str:
    why = (
        f"{pupil.known_name} has been away since {short_day_words(since)}"
        if since
        else f"The school is looking for {pupil.known_name} today"
    )
    return f"{why}. Is {pupil.known_forename} at the desk now?"
