"""What a school's lines rest on beside the marks: its school days, and its values in force on any day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from attendance.line_rules import LINE_KEYS, RULES, LineDays, LineValues, PupilMarks, lines_in
from attendance.lines import Evidence, LineKind
from schools.models import School, SchoolDay
from schools.queries.dated_values import ValuesByDay, values_by_day


@dataclass(frozen=True)
class LineFrame:
    """A school's days, in order, and its values of the lines, of which a day picks those in force."""

    school: School
    school_days: Sequence[date]
    values: ValuesByDay

    def as_of(self, on: date) -> DayFrame:
        """The rules as they are on a day."""
        return self._valued(on, on)

    def ways_to_see(self, on: date) -> tuple[DayFrame, DayFrame]:
        """A day by its own values, and by those of the day before, which hold until somebody changes them."""
        return self._valued(on, on), self._valued(on, on - timedelta(days=1))

    def _valued(self, on: date, valued_on: date) -> DayFrame:
        values = LineValues.of(self.values.on(valued_on))
        return DayFrame(on, values, LineDays.of(values, self.school_days, on))


@dataclass(frozen=True)
class DayFrame:
    """The values of the lines on a day, and from which day on each line looks at marks."""

    on: date
    values: LineValues
    days: LineDays

    def lines(self, pupil: PupilMarks) -> dict[LineKind, Evidence]:
        """The lines that a pupil's marks cross as of the day."""
        return lines_in(pupil, self.values, self.days)

    def has_crossed(self, kind: LineKind, pupil: PupilMarks) -> bool:
        """Whether a pupil's marks cross one line as of the day."""
        return RULES[kind](pupil, self.values, self.days) is not None


def line_frame(school: School) -> LineFrame:
    """The days and values of a school, of all its years: two statements."""
    days = SchoolDay.objects.filter(school=school).order_by("date").values_list("date", flat=True)
    return LineFrame(school, list(days), values_by_day(school, LINE_KEYS))
