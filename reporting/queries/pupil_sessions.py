"""A pupil's sessions of a year as the page shows them: a calendar, a table of weeks, missed by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile, groupby

from accounts.roles import Permission
from attendance.codes import CodeClass, code_of
from attendance.metrics import Tally
from attendance.permit_times import DAY_NAMES
from attendance.queries.figures.sums import Days
from attendance.queries.register_links import FROM_PUPIL, amendment_of, register_then
from reporting.charts.bars import Bar, weekday_bars
from reporting.charts.drawing import Drawing
from reporting.charts.heatmap import Cell, HeatDay, year_heatmap
from reporting.queries.links import marks_url
from reporting.queries.pupil_calendars import CalendarDay, PupilCalendar
from reporting.queries.pupil_heads import PupilHead
from reporting.queries.pupil_lists import roll_words
from reporting.tiles import fraction_words
from schools.access import Rights
from schools.calendar import Session, academic_year_of, academic_year_start, monday_of, year_name
from schools.wording import count_words, day_words, short_day_words

CLOSED = "#"
# A day outside these is no column of the table.
WEEKDAYS = range(len(DAY_NAMES))


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


@dataclass(frozen=True)
class TableDay:
    """A weekday of a week in the table, morning and afternoon; no cells outside the half terms."""

    name: str
    is_today: bool
    cells: list[TableCell]


@dataclass(frozen=True)
class TableWeek:
    """A week of the table: its Monday, its tally in words, and its five days."""

    words: str
    tally: str
    days: list[TableDay]


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
    weeks: list[TableWeek]
    has_days: bool
    none: NoSessions
    may_amend: bool


def year_view(rights: Rights, head: PupilHead, calendar: PupilCalendar, *, as_table: bool) -> YearView:
    """A pupil's sessions of this school year, for who may read marks: no statement."""
    return YearView(
        title=f"Sessions {year_name(academic_year_of(calendar.today))}",
        as_table=as_table,
        heatmap=year_heatmap("year", "Sessions this school year", heat_days(calendar), today=calendar.today),
        missed=weekday_bars("missed", "Missed by day", missed_by_day(calendar)),
        weeks=table_weeks(rights, head, calendar) if as_table else [],
        has_days=bool(calendar.past),
        none=_without_sessions(rights, head, calendar.today),
        may_amend=rights.has_for_school(Permission.REGISTER_AMEND),
    )


def _without_sessions(rights: Rights, head: PupilHead, today: date) -> NoSessions:
    """What stands in place of a year without a session: leavers and starters say so."""
    title = roll_words(head.admitted_on, head.left_on, on=today)
    if head.left_on is None or head.left_on >= today:
        words = "" if title else "Figures show after 10 sessions."
        return NoSessions(title or "No session yet", words)
    days = Days(academic_year_start(head.left_on), head.left_on)
    return NoSessions(title, marks_url=marks_url(rights, head.pupil_id, days) if head.shown.figures else "")


def table_weeks(rights: Rights, head: PupilHead, calendar: PupilCalendar) -> list[TableWeek]:
    """The weeks of the year up to this one, newest first, from the pupil's first day here."""
    shown = [day for day in calendar.year if monday_of(day.on) <= monday_of(calendar.today)]
    weeks = [(monday, list(days)) for monday, days in groupby(shown, key=lambda day: monday_of(day.on))]
    begun = dropwhile(lambda week: not any(day.is_on_roll for day in week[1]), weeks)
    return [_week(rights, head, monday, days, calendar.today) for monday, days in begun][::-1]


def heat_days(calendar: PupilCalendar) -> list[HeatDay]:
    """The weekdays of the year's half terms while the pupil is on roll, those to come among them."""
    return [_heat_day(day) for day in calendar.year if day.is_on_roll]


def missed_by_day(calendar: PupilCalendar) -> list[Bar]:
    """Sessions missed on each day of the school week, this year so far."""
    tallies = [(name, calendar.tally(weekday)) for weekday, name in enumerate(DAY_NAMES)]
    return [
        Bar(name, tally.absent, f"{name}: {tally.absent} of {count_words(tally.possible, 'session')} missed")
        for name, tally in tallies
    ]


def _heat_day(day: CalendarDay) -> HeatDay:
    if not day.is_open:
        closed = Cell(CLOSED, CodeClass.ADMINISTRATIVE.css, day.closed_words)
        return HeatDay(day.on, closed, closed)
    return HeatDay(day.on, _heat_cell(day.am), _heat_cell(day.pm))


def _heat_cell(number: int | None) -> Cell | None:
    if number is None:
        return None
    code = code_of(number)
    return Cell(code.letter, code.code_class.css, code.title)


def _week(
    rights: Rights, head: PupilHead, monday: date, days: Sequence[CalendarDay], today: date
) -> TableWeek:
    on = {day.on.weekday(): day for day in days}
    numbers = [
        number for day in days if day.is_attended_here for _, number in day.halves if number is not None
    ]
    return TableWeek(
        words=f"{monday.day} {monday:%b}",
        tally=fraction_words(Tally.of_numbers(Counter(numbers))) if numbers else "",
        days=[
            TableDay(
                name=DAY_NAMES[weekday],
                is_today=weekday in on and on[weekday].on == today,
                cells=_cells(rights, head, on[weekday], today) if weekday in on else [],
            )
            for weekday in WEEKDAYS
        ],
    )


def _cells(rights: Rights, head: PupilHead, day: CalendarDay, today: date) -> list[TableCell]:
    if not day.is_open:
        words = f"{short_day_words(day.on)}: {day.closed_words}"
        return [TableCell("closed", words, CLOSED, CodeClass.ADMINISTRATIVE.css) for _ in Session]
    if not day.is_on_roll:
        return [TableCell("out", f"{short_day_words(day.on)} {half.name}: not on roll") for half in Session]
    return [_cell(rights, head, day, half, number, today) for half, number in day.halves]


def _cell(
    rights: Rights, head: PupilHead, day: CalendarDay, half: Session, number: int | None, today: date
) -> TableCell:
    """A session and where it leads: its amendment, or the register that has no mark of it yet."""
    when = f"{day_words(day.on)}, {half.words}"
    if number is None:
        is_ahead = day.on >= today
        own_group = head.group_id if head.shown.register else None
        return TableCell(
            kind="ahead" if is_ahead else "none",
            words=f"{when}: {'not yet' if is_ahead else 'no mark'}",
            url=register_then(rights, day.on, day.group_id, half, own_group=own_group)
            if day.on <= today
            else "",
        )
    code = code_of(number)
    amend = amendment_of(rights, day.on, day.group_id, half, head.pupil_id)
    return TableCell(
        kind="mark",
        words=f"{when}: {code.letter}, {code.title}",
        letter=code.letter,
        css=code.code_class.css,
        url=f"{amend}?from={FROM_PUPIL}" if amend else "",
    )
