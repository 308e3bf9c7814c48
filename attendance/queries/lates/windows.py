"""The spans over which lates are counted: school weeks, and the half term."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from attendance.lateness import LateLimits
from schools.models import School
from schools.queries.dated_values import values_of
from schools.queries.rows import rows_of

KEYS = ("late.count", "late.weeks", "late.repeat_count")
# The first day of so many school weeks up to a day, that of as many before them, and that of the half term.
SPANS = """
SELECT (SELECT min(d.date) FROM schools_schoolday d WHERE d.school_id = %(school)s
          AND d.week_number > last.week_number - %(weeks)s),
       (SELECT min(d.date) FROM schools_schoolday d WHERE d.school_id = %(school)s
          AND d.week_number > last.week_number - 2 * %(weeks)s),
       t.starts_on
FROM schools_schoolday last JOIN schools_halfterm t ON t.id = last.half_term_id
WHERE last.school_id = %(school)s AND last.date <= %(on)s ORDER BY last.date DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class LateWindow:
    """The limits of a school on a day, and the first days of what they count."""

    limits: LateLimits
    on: date
    since: date
    before: date
    half_term: date

    @property
    def shape_since(self) -> date:
        """From when minutes and weekdays count: the longer of the weeks and the half term."""
        return min(self.since, self.half_term)

    @property
    def first(self) -> date:
        """The first day of all."""
        return min(self.before, self.half_term)


def late_window(school: School, *, on: date) -> LateWindow:
    """What is counted on a day: two statements. In holidays it is the half term before them."""
    values = values_of(school, KEYS, on=on)
    limits = LateLimits(*(values[key] for key in KEYS))
    found = rows_of(SPANS, {"school": school.pk, "on": on, "weeks": limits.weeks})
    since, before, half_term = found[0] if found else (on, on, on)
    return LateWindow(limits, on, since, before, half_term)
