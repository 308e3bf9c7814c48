"""A pupil's sessions of a year as the page shows them: a calendar, a table of weeks, missed by day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile, groupby
from typing import TypeAlias

from accounts.roles import Permission
from attendance.codes import NO_SCHOOL, code_of
from attendance.queries.figures.sums import Days
from attendance.queries.register_links import FROM_PUPIL, amendment_of, register_then
from reporting.charts.bars import Bar, weekday_bars
from reporting.charts.drawing import Drawing
from reporting.charts.heatmap import HeatCell, HeatDay, year_heatmap
from reporting.queries.links import marks_url
from reporting.queries.pupil_calendars import CalendarDay, PupilCalendar, tally_of_days
from reporting.queries.pupil_heads import PupilHead
from reporting.queries.pupil_lists import roll_words
from reporting.tiles import fraction_words
from schools.access import Rights
from schools.calendar import (
    DAY_NAMES,
    SATURDAY,
    SHORT_DAY_NAMES,
    Session,
    academic_year_of,
    academic_year_start,
    monday_of,
    year_name,
)
from schools.wording import count_words, day_words, short_day_words

CLOSED = code_of(NO_SCHOOL)
# Kinds of cells that are sessions of the pupil.
SESSIONS = frozenset({"mark", "none", "ahead"})
# Where a session leads, by its mark: to its amendment, or to the register that has no mark of it yet.
Leads: TypeAlias = Callable[[CalendarDay, Session, int | None], str]


@dataclass(frozen=True)
class TableCell:
    """One session in the table: its words for who cannot see the place, its mark, and where it is amended.

    `kind` is "mark", "none" for a session of the past without one, "closed", "ahead" or "out".
    """

    kind: str
    words: str
    letter: str = ""
    css: str = ""
    url: str = ""

    @property
    def is_session(self) -> bool:
        """Whether it is a session of the pupil, with a mark or without one."""
        return self.kind in SESSIONS


@dataclass(frozen=True)
class TableDay:
    """A day of a week in the table, morning and afternoon; no cells outside the half terms."""

    is_today: bool
    cells: list[TableCell]


NO_DAY = TableDay(is_today=False, cells=[])


@dataclass(frozen=True)
class TableWeek:
    """A week of the table: its Monday, its tally in words, and its days: five, or more with a weekend."""

    monday: date
    tally: str
    days: list[TableDay]

    @property
    def words(self) -> str:
        """Its Monday: "8 Mar"."""
        return f"{self.monday.day} {self.monday:%b}"


@dataclass(frozen=True)
class WeekdayLine:
    """The sessions of one day of the week (Monday is 0): how many were missed, of how many possible ones."""

    weekday: int
    missed: int
    possible: int

    @property
    def name(self) -> str:
        """The day: "Monday"."""
        return DAY_NAMES[self.weekday]

    @property
    def words(self) -> str:
        """The count: "5 of 24"."""
        return f"{self.missed} of {self.possible}" if self.possible else "no sessions"

    @property
    def bar(self) -> Bar:
        """The same as a bar of a drawing."""
        words = f"{self.name}: {self.missed} of {count_words(self.possible, 'session')} missed"
        return Bar(SHORT_DAY_NAMES[self.weekday], self.missed, words)


@dataclass(frozen=True)
class NoSessions:
    """Why the year has no session of a pupil, and where the marks of the last one on roll are read."""

    title: str
    words: str = ""
    marks_url: str = ""


@dataclass(frozen=True)
class YearView:
    """The sessions of a school year: as a calendar, or as a table of weeks where that was asked for."""

    title: str
    as_table: bool
    heatmap: Drawing
    missed: Drawing
    week_days: Sequence[str]
    weeks: list[TableWeek]
    has_days: bool
    none: NoSessions
    may_amend: bool


def year_view(
    rights: Rights, head: PupilHead, calendar: PupilCalendar, *, as_table: bool, few_sessions: int
) -> YearView:
    """A pupil's sessions of this school year, for who may read marks: no statement.

    `few_sessions`: from how many possible sessions on percentages are shown.
    """
    own_group = head.group_id if head.shown.register else None

    def leads(day: CalendarDay, half: Session, number: int | None) -> str:
        if number is None:
            then = register_then(rights, day.on, day.group_id, half, own_group=own_group)
            return then if day.on <= calendar.today else ""
        amend = amendment_of(rights, day.on, day.group_id, half, head.pupil_id)
        return f"{amend}?from={FROM_PUPIL}" if amend else ""

    today = calendar.today
    begun = [day for day in calendar.year if monday_of(day.on) <= monday_of(today)]
    weeks = table_weeks(begun, today, leads)[::-1] if as_table else []
    missed = [line.bar for line in missed_by_day(calendar.past)]
    return YearView(
        title=f"Sessions {year_name(academic_year_of(today))}",
        as_table=as_table,
        heatmap=year_heatmap("year", "Sessions this school year", heat_days(calendar.year), today=today),
        missed=weekday_bars("missed", "Missed by day", missed),
        week_days=week_days(weeks),
        weeks=weeks,
        has_days=bool(calendar.past),
        none=_without_sessions(rights, head, today, few_sessions),
        may_amend=rights.has_for_school(Permission.REGISTER_AMEND),
    )


def _without_sessions(rights: Rights, head: PupilHead, today: date, few_sessions: int) -> NoSessions:
    """What stands in place of a year without a session: leavers and starters say so."""
    title = roll_words(head.admitted_on, head.left_on, on=today)
    if head.left_on is None or head.left_on >= today:
        words = "" if title else f"Figures show after {count_words(few_sessions, 'session')}."
        return NoSessions(title or "No session yet", words)
    days = Days(academic_year_start(head.left_on), head.left_on)
    return NoSessions(title, marks_url=marks_url(rights, head.pupil_id, days) if head.shown.figures else "")


def table_weeks(days: Sequence[CalendarDay], today: date, leads: Leads | None = None) -> list[TableWeek]:
    """The weeks of some days, oldest first, from the first day on roll; on paper a session leads nowhere."""
    width = max([SATURDAY, *(day.on.weekday() + 1 for day in days)])
    weeks = [(monday, list(found)) for monday, found in groupby(days, key=lambda day: monday_of(day.on))]
    begun = dropwhile(lambda week: not any(day.is_on_roll for day in week[1]), weeks)
    return [
        TableWeek(monday, _tally_words(found), _table_days(found, width, today, leads))
        for monday, found in begun
    ]


def week_days(weeks: Sequence[TableWeek]) -> Sequence[str]:
    """The headings of the days of a table of weeks; none without weeks."""
    return SHORT_DAY_NAMES[: len(weeks[0].days)] if weeks else ()


def heat_days(days: Sequence[CalendarDay]) -> list[HeatDay]:
    """Days while the pupil is on roll, those without school and those to come among them."""
    return [_heat_day(day) for day in days if day.is_on_roll]


def missed_by_day(days: Sequence[CalendarDay]) -> list[WeekdayLine]:
    """Sessions missed on each day of the week: Monday to Friday, and a weekend with marks."""
    found: dict[int, list[CalendarDay]] = {weekday: [] for weekday in range(SATURDAY)}
    for day in days:
        if day.numbers:
            found.setdefault(day.on.weekday(), []).append(day)
    tallies = {weekday: tally_of_days(theirs) for weekday, theirs in sorted(found.items())}
    return [WeekdayLine(weekday, tally.absent, tally.possible) for weekday, tally in tallies.items()]


def _heat_day(day: CalendarDay) -> HeatDay:
    if not day.is_open:
        closed = HeatCell(CLOSED.letter, CLOSED.code_class.css, day.closed_words, is_closed=True)
        return HeatDay(day.on, closed, closed)
    return HeatDay(day.on, _heat_cell(day.am), _heat_cell(day.pm))


def _heat_cell(number: int | None) -> HeatCell | None:
    if number is None:
        return None
    code = code_of(number)
    return HeatCell(code.letter, code.code_class.css, code.title)


def _tally_words(days: Sequence[CalendarDay]) -> str:
    """The tally of a week; empty without a mark."""
    return fraction_words(tally_of_days(days)) if any(day.numbers for day in days) else ""


def _table_days(days: Sequence[CalendarDay], width: int, today: date, leads: Leads | None) -> list[TableDay]:
    on = {day.on.weekday(): day for day in days}
    found = [on.get(weekday) for weekday in range(width)]
    return [TableDay(day.on == today, _cells(day, today, leads)) if day else NO_DAY for day in found]


def _cells(day: CalendarDay, today: date, leads: Leads | None) -> list[TableCell]:
    if not day.is_open:
        words = f"{short_day_words(day.on)}: {day.closed_words}"
        return [TableCell("closed", words, CLOSED.letter, CLOSED.code_class.css) for _ in Session]
    if not day.is_on_roll:
        return [TableCell("out", f"{short_day_words(day.on)} {half.name}: not on roll") for half in Session]
    return [_cell(day, half, number, today, leads) for half, number in day.halves]


def _cell(day: CalendarDay, half: Session, number: int | None, today: date, leads: Leads | None) -> TableCell:
    when = f"{day_words(day.on)}, {half.words}"
    url = leads(day, half, number) if leads else ""
    if number is None:
        kind, words = ("ahead", "not yet") if day.on >= today else ("none", "no mark")
        return TableCell(kind, f"{when}: {words}", url=url)
    code = code_of(number)
    words = f"{when}: {code.letter}, {code.title}"
    return TableCell("mark", words, code.letter, code.code_class.css, url)
