"""The lines that the pupils of a school cross as of a day, found anew from their marks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from attendance.line_rules import PupilMarks
from attendance.lines import Evidence, LineKind
from attendance.queries.lines.candidates import pupils_on_roll
from attendance.queries.lines.frame import DayFrame
from attendance.queries.lines.marks import marks_of
from schools.models import School

Lines = Mapping[LineKind, Evidence]


@dataclass(frozen=True)
class Crossed:
    """Who is on roll on the day, and the lines of each pupil who crosses one."""

    on_roll: frozenset[int]
    lines: Mapping[int, Lines]


def crossed_lines(school: School, frame: DayFrame, *, only: Collection[int] | None = None) -> Crossed:
    """The lines of every pupil on roll, or of those of `only`: two statements, whatever their number."""
    pupils = pupils_on_roll(school, frame, only=only)
    marks = marks_of(
        school, {row.pupil_id: row.marks_from for row in pupils if row.marks_from}, until=frame.on
    )
    lines = {
        row.pupil_id: frame.lines(PupilMarks(row.born_on, marks[row.pupil_id]))
        for row in pupils
        if row.pupil_id in marks
    }
    return Crossed(
        on_roll=frozenset(row.pupil_id for row in pupils),
        lines={pupil_id: found for pupil_id, found in lines.items() if found},
    )
