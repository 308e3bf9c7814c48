"""A pupil's report: the marks of some days as figures, by day of the week, week by week and code by code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date
from itertools import groupby

from attendance.bands import MovementValues
from attendance.codes import POSSIBLE_NUMBERS, Code, code_of
from attendance.metrics import Tally
from attendance.patterns.find import find_patterns
from attendance.patterns.history import history_of
from attendance.patterns.kinds import Pattern
from attendance.queries.figures.limits import movement_values
from attendance.queries.lines.marks import marks_of
from attendance.queries.patterns.histories import pattern_frame
from attendance.queries.patterns.shape import school_shape
from attendance.scrutiny import Period
from reporting.charts.bars import Bar, weekday_bars
from reporting.charts.drawing import Drawing
from reporting.charts.heatmap import Cell, HeatDay, year_heatmap
from reporting.queries.pupil_contacts import ContactLine, family_of
from reporting.queries.pupil_heads import PupilHead, pupil_head
from reporting.report_parts import PARTS, Part
from reporting.tiles import Tile, absence_tone, absence_words, fraction_words, percent_words
from schools.access import Rights
from schools.addresses import WITHHELD
from schools.calendar import Session, academic_year_start, monday_of
from schools.models import Pupil
from schools.queries.reach import reaching
from schools.queries.rows import rows_of
from schools.wording import count_words, date_words
from schools.year_groups import year_label

# School days on which the pupil was on roll here, with both sessions whether they have a mark or not.
SESSIONS = """
SELECT d.date, half.session, m.code
FROM schools_schoolday d
CROSS JOIN unnest(%(halves)s::smallint[]) AS half (session)
LEFT JOIN attendance_mark m ON m.pupil_id = %(pupil)s AND m.school_id = d.school_id AND m.date = d.date
     AND m.session = half.session
WHERE d.school_id = %(school)s AND d.date BETWEEN %(first)s AND %(last)s AND EXISTS (
  SELECT FROM schools_rollentry e WHERE e.pupil_id = %(pupil)s AND e.school_id = d.school_id
    AND e.admitted_on <= d.date AND (e.left_on IS NULL OR d.date <= e.left_on))
ORDER BY d.date, half.session
"""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class ReportSession:
    """A session on roll; `code` is None for a missing mark."""

    on: date
    session: Session
    code: Code | None


@dataclass(frozen=True)
class WeekdayLine:
    """The sessions of one day of the week: how many were missed, of how many possible ones."""

    name: str
    missed: int
    possible: int

    @property
    def words(self) -> str:
        """The count: "5 of 24"."""
        return f"{self.missed} of {self.possible}" if self.possible else "no sessions"


@dataclass(frozen=True)
class ReportDay:
    """A day's two marks; no letter for a session without one."""

    on: date
    marks: list[tuple[str, str]]


@dataclass(frozen=True)
class ReportWeek:
    """A week: its Monday in words, a place for each day of the week, and its tally."""

    words: str
    days: list[ReportDay | None]
    tally: str


@dataclass(frozen=True)
class PupilReport:
    """What the paper shows. A part that was not asked for, or that the asker may not see, is empty."""

    name: str
    first_name: str
    place: str
    born: str
    days: Period
    tiles: list[Tile]
    sessions: list[ReportSession]
    heatmap: Drawing | None
    weekdays: list[WeekdayLine]
    weekday_bars: Drawing | None
    week_days: list[str]
    weeks: list[ReportWeek]
    codes: list[tuple[Code, int]]
    missing: int
    patterns: list[Pattern] | None
    contacts: list[ContactLine]
    values: MovementValues


def parts_open(rights: Rights, pupil: Pupil) -> list[Part]:
    """The parts of a report that the person may have of this pupil: one statement at most."""
    found = reaching(rights, pupil.pk, [part.right for part in PARTS])
    return [part for part in PARTS if part.right in found]


def pupil_report(
    rights: Rights, pupil_id: int, *, days: Period, holds: Collection[str], on: date
) -> PupilReport:
    """The report of a pupil on a day, of the parts asked for: nine statements at most; 404 out of reach."""
    head = pupil_head(rights, pupil_id, on=on)
    values = movement_values(rights.school, on=days.ends_on)
    sees_marks = head.shown.history and head.shown.figures
    sessions = _sessions(rights, pupil_id, days) if sees_marks else []
    tally = _tally(sessions)
    asked = frozenset(holds)
    weekdays = _weekdays(sessions) if tally.absent and "weekdays" in asked else []
    weeks = _weeks(sessions) if "weeks" in asked else []
    return PupilReport(
        name=head.name,
        first_name=head.known_forename,
        place=", ".join(part for part in (head.group, _year_words(head)) if part),
        born=date_words(head.born_on),
        days=days,
        tiles=_tiles(tally, values, days),
        sessions=sessions,
        heatmap=_heatmap(sessions, on) if sessions and "heatmap" in asked else None,
        weekdays=weekdays,
        weekday_bars=_weekday_bars(weekdays) if weekdays else None,
        week_days=[name[:3] for name in WEEKDAYS[: len(weeks[0].days)]] if weeks else [],
        weeks=weeks,
        codes=_codes(sessions),
        missing=sum(each.code is None for each in sessions),
        patterns=_patterns(rights, pupil_id, days.ends_on) if sees_marks and "patterns" in asked else None,
        contacts=_contacts(head, on) if "contacts" in asked else [],
        values=values,
    )


def _year_words(head: PupilHead) -> str:
    return year_label(head.year_group) if head.year_group is not None else ""


def _sessions(rights: Rights, pupil_id: int, days: Period) -> list[ReportSession]:
    asked = {
        "pupil": pupil_id,
        "school": rights.school.pk,
        "first": days.starts_on,
        "last": days.ends_on,
        "halves": [half.value for half in Session],
    }
    return [
        ReportSession(on, Session(half), code_of(number) if number is not None else None)
        for on, half, number in rows_of(SESSIONS, asked)
    ]


def _tally(sessions: Sequence[ReportSession]) -> Tally:
    return Tally.of_numbers(Counter(each.code.number for each in sessions if each.code))


def _tiles(tally: Tally, values: MovementValues, days: Period) -> list[Tile]:
    """Four figures, fractions first; whether somebody is persistently absent is told of a school year."""
    if not tally.possible:
        return []
    is_a_year = days.starts_on <= academic_year_start(days.ends_on)
    absence = absence_words(tally, values) if is_a_year else ""
    rate = percent_words(tally, values) or f"Percentage after {values.few_sessions} sessions"
    after_close = f"{count_words(tally.late_after_close, 'time')} after close (U)"
    return [
        Tile(str(tally.attended), "Attended", rate, of=str(tally.possible)),
        Tile(str(tally.absent), "Missed", absence or "On these days", tone=absence_tone(absence)),
        Tile(str(tally.unauthorised), "Unauthorised", f"{tally.authorised} authorised"),
        Tile(str(tally.late), "Late (L)", after_close),
    ]


def _weekdays(sessions: Sequence[ReportSession]) -> list[WeekdayLine]:
    """Missed of possible sessions by day of the week: Monday to Friday, and a weekend with school."""
    found: dict[int, list[Code]] = {number: [] for number in range(5)}
    for each in sessions:
        if each.code is not None and each.code.number in POSSIBLE_NUMBERS:
            found.setdefault(each.on.weekday(), []).append(each.code)
    tallies = {day: Tally.of_numbers(Counter(code.number for code in codes)) for day, codes in found.items()}
    return [
        WeekdayLine(WEEKDAYS[day], tally.absent, tally.possible) for day, tally in sorted(tallies.items())
    ]


def _weekday_bars(weekdays: Sequence[WeekdayLine]) -> Drawing:
    bars = [Bar(day.name[:3], day.missed, f"{day.name}: {day.words} missed") for day in weekdays]
    return weekday_bars("weekdays", "Sessions missed by day of the week", bars)


def _heatmap(sessions: Sequence[ReportSession], on: date) -> Drawing:
    """The days as a heatmap, with today framed."""
    by_day = groupby(sessions, key=lambda each: each.on)
    days = [HeatDay(day, *(_cell(each) for each in both)) for day, both in by_day]
    return year_heatmap("heatmap", "Heatmap of the days", days, today=on)


def _cell(each: ReportSession) -> Cell | None:
    code = each.code
    return Cell(code.letter, code.code_class.css, code.title) if code else None


def _weeks(sessions: Sequence[ReportSession]) -> list[ReportWeek]:
    """The weeks in order, each with as many days as any of them needs."""
    width = max([5, *(each.on.weekday() + 1 for each in sessions)])
    by_week = groupby(sessions, key=lambda each: monday_of(each.on))
    return [_week(monday, list(found), width) for monday, found in by_week]


def _week(monday: date, sessions: list[ReportSession], width: int) -> ReportWeek:
    days: list[ReportDay | None] = [None] * width
    for on, both in groupby(sessions, key=lambda each: each.on):
        marks = [(each.code.letter, each.code.code_class.css) if each.code else ("", "") for each in both]
        days[on.weekday()] = ReportDay(on, marks)
    return ReportWeek(f"{monday.day} {monday:%b %Y}", days, fraction_words(_tally(sessions)))


def _codes(sessions: Sequence[ReportSession]) -> list[tuple[Code, int]]:
    """The codes that stand in the marks and how often, in the order of the national table."""
    counts = Counter(each.code for each in sessions if each.code)
    return sorted(counts.items(), key=lambda line: line[0].number)


def _patterns(rights: Rights, pupil_id: int, on: date) -> list[Pattern]:
    """What the school year up to a day shows that a person may ask about, early September included.

    Paper that a family reads holds nothing of another child: brothers and sisters are not looked at.
    """
    frame = pattern_frame(rights.school, on=on)
    marks = marks_of(rights.school, {pupil_id: academic_year_start(on)}, until=on)
    history = history_of(marks.get(pupil_id, ()), frame.school_days)
    return find_patterns(history, frame.values, school_shape(rights.school, on=on))


def _contacts(head: PupilHead, on: date) -> list[ContactLine]:
    """Whom to ring, for who may see contacts. Paper travels: no hidden address, and nobody not to contact.

    Where an address is withheld the paper does not say so, which would tell that there is one to hide.
    """
    if not head.shown.contacts:
        return []
    shown = replace(head.shown, hidden_addresses=False)
    family = family_of(replace(head, reached_by=list(astuple(shown))), on=on)
    return [
        replace(contact, address="", notes=[]) if contact.address == WITHHELD else replace(contact, notes=[])
        for contact in family.contacts
        if not contact.stop
    ]
