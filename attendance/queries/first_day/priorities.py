"""The priority of each call of a school, for a job: the same that the call list gives whoever reads it."""

from __future__ import annotations

from attendance.call_order import LOWEST, rank
from attendance.queries.first_day.call_facts import absent_at_school
from attendance.queries.first_day.call_list import (
    VALUES,
    grouped,
    limits_of,
    notice_of,
    shared_words,
    siblings_among,
)
from schools.models import School
from schools.queries.dated_values import values_of
from schools.queries.school_days import SchoolDayNow


def call_priorities(school: School, day: SchoolDayNow, *, but_silence: bool = False) -> dict[int, int]:
    """The priority, 1 to 4, of each pupil absent without a reason, as of its call: three statements.

    `but_silence`: as if days without contact brought no call forward.
    """
    values = values_of(school, VALUES, on=day.on)
    order = values["first_day.order"] | ({"silent": LOWEST} if but_silence else {})
    limits = limits_of(values)
    pupils = absent_at_school(school, day, notice=notice_of(values))
    siblings = siblings_among([pupil.pupil_id for pupil in pupils])
    found: dict[int, int] = {}
    for call in grouped(pupils):
        shared = shared_words(call, siblings)
        priority = min(rank(pupil.facts(shared, on=day.on), order, limits).priority for pupil in call)
        found |= {pupil.pupil_id: priority for pupil in call}
    return found
