"""The lines of a school that stand, and the pupils whose lines are to be looked at again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from attendance.lines import BY_HAND, LineKind
from attendance.models import LineState, LookAgain
from schools.models import School
from schools.queries.rows import rows_of

STANDING = f"""
SELECT l.id, l.pupil_id, l.kind, l.held_on, l.found_on, p.born_on,
       EXISTS (SELECT FROM schools_rollentry r WHERE r.pupil_id = l.pupil_id AND r.admitted_on <= %(on)s)
FROM attendance_crossedline l JOIN schools_pupil p ON p.id = l.pupil_id
WHERE l.school_id = %(school)s AND l.state = '{LineState.STANDING.value}'
  AND (%(only)s::bigint[] IS NULL OR l.pupil_id = ANY (%(only)s))
"""
# A day that is still to come was looked at by nobody.
LAST_LOOKED = f"""
SELECT max(held_on) FROM attendance_crossedline
WHERE school_id = %(school)s AND state = '{LineState.STANDING.value}' AND kind <> ALL (%(by_hand)s)
  AND held_on <= %(until)s
"""


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A line that stands; `was_on_roll` unless the pupil's name was never entered up to the day."""

    line_id: int
    pupil_id: int
    kind: LineKind
    held_on: date
    found_on: date
    born_on: date
    was_on_roll: bool


def held_lines(school: School, on: date, *, only: Collection[int] | None = None) -> list[HeldLine]:
    """The standing lines of a school, or of some pupils, whoever set them: one statement."""
    chosen = None if only is None else list(only)
    rows = rows_of(STANDING, {"school": school.pk, "on": on, "only": chosen})
    return [HeldLine(row[0], row[1], LineKind(row[2]), *row[3:]) for row in rows]


def last_looked_at(school: School, *, until: date) -> date | None:
    """The latest day up to one as of which a standing line was looked at; None without any: one statement."""
    by_hand = [kind.value for kind in BY_HAND]
    values = {"school": school.pk, "by_hand": by_hand, "until": until}
    day: date | None = rows_of(LAST_LOOKED, values)[0][0]
    return day


def schools_to_look_at() -> list[School]:
    """The schools in which something changed that a line may rest on: one statement."""
    return list(School.objects.filter(pk__in=LookAgain.objects.order_by().values("school")))
