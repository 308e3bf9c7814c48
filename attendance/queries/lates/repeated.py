"""The repeat-late list: who is late often, how long, on which days of the week, and why they said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.urls import reverse

from accounts.roles import Permission
from attendance.codes import LATE, LATE_AFTER_CLOSE
from attendance.lateness import Lates, list_of_weekdays
from attendance.queries.lates.windows import LateWindow, late_window
from schools.access import Rights
from schools.queries.pupil_joins import ON_ROLL, REGISTRATION, YEAR_GROUP
from schools.queries.reach import reaches
from schools.queries.rows import rows_of
from schools.wording import short_day_words
from schools.year_groups import year_label

MOST_LINES = 200

# The school's lates come from its index of days alone; minutes are read for the pupils who are listed. It
# follows a WITH clause that has `seen (id)`.
LATES = f"""
, lates AS MATERIALIZED (
  SELECT m.pupil_id, m.date, m.session, m.code FROM attendance_mark m
  WHERE m.school_id = %(school)s AND m.date BETWEEN %(first)s AND %(on)s
    AND m.code IN ({LATE}, {LATE_AFTER_CLOSE})
), counted AS (
  SELECT l.pupil_id,
         count(*) FILTER (WHERE l.date >= %(since)s AND l.code = {LATE}) AS late,
         count(*) FILTER (WHERE l.date >= %(since)s AND l.code = {LATE_AFTER_CLOSE}) AS after_close,
         count(*) FILTER (WHERE l.date >= %(before)s AND l.date < %(since)s) AS before,
         count(*) FILTER (WHERE l.date >= %(half_term)s) AS half_term
  FROM lates l WHERE l.pupil_id IN (SELECT id FROM seen)
  GROUP BY l.pupil_id
), listed AS (
  SELECT * FROM counted
  WHERE late + after_close >= %(count)s OR half_term >= %(repeat_count)s
)
"""
OF_PUPILS = f"""
SELECT p.id, p.known_forename || ' ' || p.known_surname, coalesce(g.name, ''), y.year_group,
       c.late, c.after_close, c.before, c.half_term, shape.minutes, shape.unwritten, shape.weekdays,
       said.date, said.reason
FROM listed c JOIN schools_pupil p ON p.id = c.pupil_id
{ON_ROLL}{REGISTRATION}{YEAR_GROUP}
CROSS JOIN LATERAL (
  SELECT coalesce(sum(d.minutes), 0) AS minutes, coalesce(sum(d.unwritten), 0) AS unwritten,
         coalesce(json_agg(json_build_array(d.weekday, d.found)), '[]') AS weekdays
  FROM (SELECT extract(isodow FROM m.date)::int AS weekday, count(*) AS found,
               sum(m.minutes_late) AS minutes, count(*) FILTER (WHERE m.minutes_late IS NULL) AS unwritten
        FROM attendance_mark m
        WHERE m.pupil_id = p.id AND m.date BETWEEN %(shape_since)s AND %(on)s
          AND m.code IN ({LATE}, {LATE_AFTER_CLOSE}) GROUP BY 1) d) shape
LEFT JOIN LATERAL (
  SELECT a.date, a.reason FROM attendance_arrival a
  WHERE a.pupil_id = p.id AND a.undone_at IS NULL AND a.reason <> '' AND a.date BETWEEN %(first)s AND %(on)s
  ORDER BY a.arrived_at DESC LIMIT 1) said ON true
"""
IN_ORDER = "ORDER BY p.known_surname, p.known_forename, p.id"


@dataclass(frozen=True)
class LateLine:
    """A pupil who is late often."""

    pupil_id: int
    name: str
    group: str
    year: int | None
    lates: Lates
    said: str
    by_weeks: bool
    by_half_term: bool
    url: str
    marks_url: str


@dataclass(frozen=True)
class LateChoice:
    """What somebody asked of the list: a year, a class, an order of `ORDERS`; empty for all."""

    year: int | None = None
    group: str = ""
    order: str = ""


@dataclass(frozen=True)
class LateList:
    """The list as one person sees it, filtered and in the order that was asked for."""

    window: LateWindow
    lines: list[LateLine]
    found: int
    years: list[tuple[int, str]]
    groups: list[str]
    choice: LateChoice

    @property
    def more(self) -> int:
        """How many stand behind those that are shown."""
        return max(0, self.found - MOST_LINES)


Key = Callable[[LateLine], Any]
# By the words of an address: what a heading says, and the order.
ORDERS: dict[str, tuple[str, Key]] = {
    "lates": ("Most lates", lambda line: (-line.lates.total, -line.lates.half_term)),
    "half-term": ("Most this half term", lambda line: (-line.lates.half_term, -line.lates.total)),
    "minutes": ("Most minutes", lambda line: -line.lates.minutes),
    "rise": ("Rising most", lambda line: line.lates.before - line.lates.total),
    "class": ("Class", lambda line: (line.year is None, line.year, line.group)),
    "name": ("Name", lambda _: 0),
}


def late_list(rights: Rights, permission: Permission, choice: LateChoice, *, on: date) -> LateList:
    """The pupils whom the right reaches and who are late often: three statements, whatever their number."""
    window = late_window(rights.school, on=on)
    every = late_lines(rights, permission, window)
    order = choice.order if choice.order in ORDERS else next(iter(ORDERS))
    lines = [line for line in every if choice.year in (None, line.year) and choice.group in ("", line.group)]
    years = sorted({line.year for line in every if line.year is not None})
    return LateList(
        window=window,
        lines=sorted(lines, key=ORDERS[order][1]),
        found=len(lines),
        years=[(number, year_label(number)) for number in years],
        groups=sorted({line.group for line in every if line.group}),
        choice=replace(choice, order=order),
    )


def first_lines(found: LateList) -> LateList:
    """The list with as many lines as a page shows."""
    return replace(found, lines=found.lines[:MOST_LINES])


def late_lines(rights: Rights, permission: Permission, window: LateWindow) -> list[LateLine]:
    """The pupils of the list by name: one statement."""
    tables, reach = reaches(rights, seen=permission)
    rows = rows_of(tables + LATES + OF_PUPILS + IN_ORDER, reach | late_values(rights, window))
    return [late_line(rights, window, row) for row in rows]


def late_values(rights: Rights, window: LateWindow) -> dict[str, Any]:
    """The parameters of `LATES` and `OF_PUPILS`."""
    return {
        "school": rights.school.pk,
        "on": window.on,
        "since": window.since,
        "before": window.before,
        "half_term": window.half_term,
        "shape_since": window.shape_since,
        "first": window.first,
        "count": window.limits.count,
        "repeat_count": window.limits.repeat_count,
    }


def late_line(rights: Rights, window: LateWindow, row: Sequence[Any]) -> LateLine:
    """A row of `OF_PUPILS` as the pages show it."""
    pupil_id, name, group, year, *counts, weekdays, said_on, reason = row
    late, after_close, before, half_term, minutes, unwritten = counts
    shape = list_of_weekdays(weekdays)
    lates = Lates(late, after_close, before, half_term, minutes, unwritten, shape)
    by_weeks, by_half_term = lates.reasons(window.limits)
    address = [rights.school.slug, pupil_id]
    return LateLine(
        pupil_id=pupil_id,
        name=name,
        group=group,
        year=year,
        lates=lates,
        said=f"{reason}, {short_day_words(said_on)}" if reason else "",
        by_weeks=by_weeks,
        by_half_term=by_half_term,
        url=reverse("pupil", args=address),
        marks_url=reverse("late_marks", args=address),
    )
