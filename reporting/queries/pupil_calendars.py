"""A pupil's school year day by day: the calendar with both marks of each day, read once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from attendance.metrics import Tally
from attendance.scrutiny import Period
from schools.calendar import Session, academic_year_start, year_dates
from schools.models import ClosureKind, School
from schools.queries.rows import rows_of

# Far enough back for the rolling school weeks of a penalty notice over a summer.
BEFORE = timedelta(weeks=40)
# The weekdays of the half terms, those without school among them, and any other day on which the school met.
DAYS = """
WITH every (date, half_term) AS (
  SELECT s.date, s.half_term_id FROM schools_schoolday s
  WHERE s.school_id = %(school)s AND s.date BETWEEN %(since)s AND %(until)s
  UNION
  SELECT d::date, t.id FROM schools_academicyear y JOIN schools_halfterm t ON t.academic_year_id = y.id
  CROSS JOIN LATERAL generate_series(t.starts_on::timestamp, t.ends_on, '1 day') d
  WHERE y.school_id = %(school)s AND t.ends_on >= %(since)s AND t.starts_on <= %(until)s
    AND d BETWEEN %(since)s AND %(until)s AND extract(isodow FROM d) < 6
)
SELECT e.date, e.half_term, s.id IS NOT NULL, coalesce(c.kind, ''), coalesce(c.note, ''),
       EXISTS (SELECT FROM schools_rollentry r WHERE r.pupil_id = %(pupil)s AND r.school_id = %(school)s
               AND r.admitted_on <= e.date AND (r.left_on IS NULL OR e.date <= r.left_on)),
       am.code, pm.code,
       (SELECT gm.group_id FROM schools_groupmember gm JOIN schools_group g ON g.id = gm.group_id
        WHERE gm.pupil_id = %(pupil)s AND g.kind = 'registration' AND gm.from_on <= e.date
          AND (gm.until_on IS NULL OR gm.until_on >= e.date) LIMIT 1)
FROM every e
LEFT JOIN schools_schoolday s ON s.school_id = %(school)s AND s.date = e.date
LEFT JOIN LATERAL (
  SELECT k.kind, k.note FROM schools_closure k
  WHERE s.id IS NULL AND k.school_id = %(school)s AND e.date BETWEEN k.starts_on AND k.ends_on
  ORDER BY k.id LIMIT 1) c ON true
LEFT JOIN attendance_mark am ON am.pupil_id = %(pupil)s AND am.school_id = %(school)s AND am.date = e.date
     AND am.session = 1 AND s.id IS NOT NULL
LEFT JOIN attendance_mark pm ON pm.pupil_id = %(pupil)s AND pm.school_id = %(school)s AND pm.date = e.date
     AND pm.session = 2 AND s.id IS NOT NULL
ORDER BY e.date
"""


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A weekday of a half term, and a pupil's code numbers on it; no mark is None.

    `is_open`: the school meets. `closed_kind` and `closed_note` say why it does not. `group_id` is the class
    of that day.
    """

    on: date
    half_term: int
    is_open: bool
    closed_kind: str
    closed_note: str
    is_on_roll: bool
    am: int | None
    pm: int | None
    group_id: int | None

    @property
    def halves(self) -> tuple[tuple[Session, int | None], ...]:
        """Both sessions with their code numbers."""
        return (Session.AM, self.am), (Session.PM, self.pm)

    @property
    def is_attended_here(self) -> bool:
        """Whether the pupil may have a mark here on this day."""
        return self.is_open and self.is_on_roll

    @property
    def numbers(self) -> list[int]:
        """The code numbers of its marks, where the pupil may have one here."""
        return [number for _, number in self.halves if number is not None] if self.is_attended_here else []

    @property
    def closed_words(self) -> str:
        """Why the school does not meet: "INSET day: Staff training"."""
        kind = ClosureKind(self.closed_kind).label if self.closed_kind else "No school"
        words = f"{kind}: {self.closed_note}" if self.closed_note else kind
        return words[0].upper() + words[1:]


@dataclass(frozen=True)
class PupilCalendar:
    """The days of a pupil's school year, those to come among them, and some before it, in order.

    `today` is the last day that counts: the day of a page, or the last one of a report.
    """

    today: date
    every: Sequence[CalendarDay]

    @cached_property
    def year(self) -> list[CalendarDay]:
        """The days of this school year."""
        first = academic_year_start(self.today)
        return [day for day in self.every if day.on >= first]

    @cached_property
    def past(self) -> list[CalendarDay]:
        """The school days of this year up to today, while on roll."""
        return [day for day in self.year if day.on <= self.today and day.is_attended_here]

    @cached_property
    def school_days(self) -> list[date]:
        """The days on which the school meets."""
        return [day.on for day in self.every if day.is_open]

    def marks(self, from_on: date, until_on: date) -> Iterator[tuple[date, Session, int]]:
        """Day, session and code number of each mark of some days, while on roll; oldest first."""
        for day in self.every:
            if day.is_attended_here and from_on <= day.on <= until_on:
                yield from ((day.on, half, number) for half, number in day.halves if number is not None)

    @cached_property
    def to_come(self) -> int:
        """The sessions that the year still has: those after today, and today's without a mark."""
        ahead = [day for day in self.year if day.on >= self.today and day.is_attended_here]
        return sum(number is None or day.on > self.today for day in ahead for _, number in day.halves)

    def between(self, days: Period) -> list[CalendarDay]:
        """The days of a period."""
        return [day for day in self.every if days.starts_on <= day.on <= days.ends_on]


def tally_of_days(days: Iterable[CalendarDay]) -> Tally:
    """The sessions of some days."""
    return Tally.of_numbers(Counter(number for day in days for number in day.numbers))


def calendar_of(school: School, pupil_id: int, *, on: date, since: date | None = None) -> PupilCalendar:
    """A pupil's school year of a day, and the days before it from `since`, or some weeks: one statement."""
    asked = {
        "school": school.pk,
        "pupil": pupil_id,
        "since": min(academic_year_start(on), since or on - BEFORE),
        "until": year_dates(academic_year_start(on).year)[1],
    }
    return PupilCalendar(on, [CalendarDay(*row) for row in rows_of(DAYS, asked)])
