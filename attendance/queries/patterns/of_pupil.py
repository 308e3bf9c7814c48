"""The patterns of one pupil, looked for when their page is opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from attendance.line_rules import Mark
from attendance.patterns.find import find_patterns
from attendance.patterns.history import history_of
from attendance.patterns.kinds import Pattern
from attendance.patterns.values import PatternValues
from attendance.queries.patterns.histories import siblings_in_sight
from attendance.queries.patterns.shape import school_shape
from schools.access import Rights


def pupil_patterns(
    rights: Rights,
    pupil_id: int,
    marks: Iterable[Mark],
    *,
    school_days: Sequence[date],
    values: PatternValues,
    on: date,
) -> list[Pattern]:
    """What the marks of a pupil's school year show that a person may ask about: two statements.

    `marks` are day, session and code number of those on school days while on roll, and `school_days` all days
    of the school year, those to come included. The shape is that of last night. A pupil out of reach must not
    be asked about; siblings out of reach are left out.
    """
    siblings = siblings_in_sight(rights, pupil_id, on=on)
    shape = school_shape(rights.school, on=on)
    return find_patterns(history_of(marks, school_days, siblings), values, shape)
