"""The late-gate and clinic list of the next school day, as it is printed and carried to the gate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.roles import Permission
from attendance.lateness import left_out_words
from attendance.queries.lates.repeated import (
    IN_ORDER,
    LATES,
    MOST_LINES,
    OF_PUPILS,
    LateLine,
    late_line,
    late_values,
)
from attendance.queries.lates.windows import LateWindow, late_window
from attendance.queries.permits.in_force import covers
from schools.access import Rights
from schools.calendar import Session
from schools.models import SchoolDay
from schools.queries.reach import reaches
from schools.queries.rows import rows_of
from schools.wording import day_words

# Known to be away in the morning of the next day: a code agreed ahead, or asked by school to stay at home.
AWAY = f"""
SELECT p.id FROM listed c JOIN schools_pupil p ON p.id = c.pupil_id
WHERE EXISTS (SELECT FROM attendance_codepermit p WHERE p.pupil_id = c.pupil_id AND p.code IS NOT NULL
              AND {covers("%(next)s", str(Session.AM.value))})
   OR EXISTS (SELECT FROM attendance_stayathome s WHERE s.pupil_id = c.pupil_id
              AND %(next)s BETWEEN s.from_on AND s.until_on)
"""


@dataclass(frozen=True)
class GatePart:
    """One list of the page: those whose lates fall on that day of the week, and the others.

    `more` are those who are not shown: those late on other days are left out first.
    """

    slug: str
    title: str
    why: str
    on_this_weekday: list[LateLine]
    others: list[LateLine]
    more: int

    @property
    def count(self) -> int:
        """How many stand on it."""
        return len(self.on_this_weekday) + len(self.others) + self.more


@dataclass(frozen=True)
class GateList:
    """Whom the gate and the clinic expect on the next school day; `next_on` is None where none is known."""

    window: LateWindow
    next_on: date | None
    parts: list[GatePart]
    left_out: str

    @property
    def day_words(self) -> str:
        """The next school day in words."""
        return day_words(self.next_on) if self.next_on else ""

    @property
    def weekday(self) -> str:
        """Its day of the week."""
        return f"{self.next_on:%A}" if self.next_on else ""


def gate_list(rights: Rights, *, on: date) -> GateList:
    """The lists for the school day after `on`: five statements, whatever the number of pupils."""
    window = late_window(rights.school, on=on)
    next_on = (
        SchoolDay.objects.filter(school=rights.school, date__gt=on).values_list("date", flat=True).first()
    )
    if next_on is None:
        return GateList(window, None, [], "")
    tables, reach = reaches(rights, seen=Permission.ATTENDANCE_HISTORY)
    values = reach | late_values(rights, window) | {"next": next_on}
    away = {row[0] for row in rows_of(tables + LATES + AWAY, values)}
    every = [late_line(rights, window, row) for row in rows_of(tables + LATES + OF_PUPILS + IN_ORDER, values)]
    lines = sorted(
        (line for line in every if line.pupil_id not in away),
        key=lambda line: (line.year is None, line.year, line.group),
    )
    limits = window.limits
    gate = [line for line in lines if line.by_weeks]
    clinic = [line for line in lines if line.by_half_term]
    return GateList(
        window=window,
        next_on=next_on,
        parts=[
            _part("gate", "Gate", f"{limits.count} or more lates in {limits.weeks_words}", gate, next_on),
            _part("clinic", "Clinic", f"{limits.repeat_count} or more this half term", clinic, next_on),
        ],
        left_out=left_out_words(len(every) - len(lines)),
    )


def _part(slug: str, title: str, why: str, lines: Sequence[LateLine], on: date) -> GatePart:
    falls = [line for line in lines if line.lates.falls_on(on.weekday())]
    others = [line for line in lines if not line.lates.falls_on(on.weekday())]
    shown = falls[:MOST_LINES]
    rest = others[: MOST_LINES - len(shown)]
    return GatePart(slug, title, why, shown, rest, more=len(lines) - len(shown) - len(rest))
