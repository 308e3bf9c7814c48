"""A pupil's report: the marks of some days as figures, by day of the week, week by week and code by code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from attendance.bands import MOVEMENT_KEYS, MovementValues
from attendance.codes import Code, code_of
from attendance.metrics import Tally
from attendance.patterns.find import find_patterns
from attendance.patterns.history import history_of
from attendance.patterns.kinds import Pattern
from attendance.patterns.values import PATTERN_KEYS, PatternValues
from attendance.queries.patterns.shape import school_shape
from attendance.scrutiny import Period
from reporting.charts.bars import weekday_bars
from reporting.charts.drawing import Drawing
from reporting.charts.heatmap import year_heatmap
from reporting.queries.pupil_calendars import CalendarDay, PupilCalendar, calendar_of, tally_of_days
from reporting.queries.pupil_contacts import ContactLine, family_of
from reporting.queries.pupil_heads import PupilHead, pupil_head
from reporting.queries.pupil_sessions import (
    TableWeek,
    WeekdayLine,
    heat_days,
    missed_by_day,
    table_weeks,
    week_days,
)
from reporting.report_parts import PARTS, Part
from reporting.tiles import Tile, absence_tone, absence_words, percent_words
from schools.access import Rights
from schools.addresses import WITHHELD
from schools.calendar import academic_year_start
from schools.models import Pupil, School
from schools.queries.dated_values import values_of
from schools.queries.reach import reaching
from schools.wording import count_words, date_words
from schools.year_groups import year_label

KEYS = frozenset({*MOVEMENT_KEYS, *PATTERN_KEYS})


@dataclass(frozen=True)
class PupilReport:
    """What the paper shows. A part that was not asked for, or that the asker may not see, is empty."""

    name: str
    first_name: str
    place: str
    born: str
    days: Period
    tiles: list[Tile]
    heatmap: Drawing | None
    weekdays: list[WeekdayLine]
    weekday_bars: Drawing | None
    week_days: Sequence[str]
    weeks: list[TableWeek]
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
    """The report of a pupil on a day, of the parts asked for: five statements at most; 404 out of reach.

    One of them reads the marks for all parts that show or count them.
    """
    head = pupil_head(rights, pupil_id, on=on)
    values = values_of(rights.school, KEYS, on=days.ends_on)
    movement = MovementValues.of(values)
    calendar = _calendar(rights.school, head, days)
    shown = calendar.between(days) if calendar else []
    tally = tally_of_days(shown)
    asked = frozenset(holds)
    weekdays = missed_by_day(shown) if tally.absent and "weekdays" in asked else []
    weeks = table_weeks(shown, on) if "weeks" in asked else []
    return PupilReport(
        name=head.name,
        first_name=head.known_forename,
        place=", ".join(part for part in (head.group, _year_words(head)) if part),
        born=date_words(head.born_on),
        days=days,
        tiles=_tiles(tally, movement, days),
        heatmap=_heatmap(shown, on) if "heatmap" in asked else None,
        weekdays=weekdays,
        weekday_bars=_weekday_bars(weekdays) if weekdays else None,
        week_days=week_days(weeks),
        weeks=weeks,
        codes=_codes(shown),
        missing=sum(number is None for day in shown if day.is_attended_here for _, number in day.halves),
        patterns=_patterns(rights.school, calendar, values) if calendar and "patterns" in asked else None,
        contacts=_contacts(head, on) if "contacts" in asked else [],
        values=movement,
    )


def _year_words(head: PupilHead) -> str:
    return year_label(head.year_group) if head.year_group is not None else ""


def _calendar(school: School, head: PupilHead, days: Period) -> PupilCalendar | None:
    """The days of the report and of the school year of its last one, for who may read marks and figures."""
    if not (head.shown.history and head.shown.figures):
        return None
    return calendar_of(school, head.pupil_id, on=days.ends_on, since=days.starts_on)


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


def _weekday_bars(weekdays: Sequence[WeekdayLine]) -> Drawing:
    bars = [day.bar for day in weekdays]
    return weekday_bars("weekdays", "Sessions missed by day of the week", bars)


def _heatmap(shown: Sequence[CalendarDay], on: date) -> Drawing | None:
    """The days as a heatmap, with today framed; None where none was a school day of the pupil."""
    if not any(day.is_attended_here for day in shown):
        return None
    return year_heatmap("heatmap", "Heatmap of the days", heat_days(shown), today=on)


def _codes(shown: Sequence[CalendarDay]) -> list[tuple[Code, int]]:
    """The codes that stand in the marks and how often, in the order of the national table."""
    counts = Counter(number for day in shown for number in day.numbers)
    return [(code_of(number), count) for number, count in sorted(counts.items())]


def _patterns(school: School, calendar: PupilCalendar, values: Mapping[str, Any]) -> list[Pattern]:
    """What the school year up to the last day shows that a person may ask about, early September included.

    Paper that a family reads holds nothing of another child: brothers and sisters are not looked at.
    """
    last = calendar.today
    marks = calendar.marks(academic_year_start(last), last)
    history = history_of(marks, [day.on for day in calendar.year if day.is_open])
    return find_patterns(history, PatternValues.of(values), school_shape(school, on=last))


def _contacts(head: PupilHead, on: date) -> list[ContactLine]:
    """Whom to ring, for who may see contacts. Paper travels: no hidden address, and nobody not to contact.

    Whoever holds the paper knows nothing of what the safeguarding lead says to do before anybody rings: while
    that is of the pupil nobody is on it, and no contact of whom it is. Where an address is withheld the paper
    does not say so, which would tell that there is one to hide.
    """
    if not head.shown.contacts:
        return []
    family = family_of(head, on=on, may_see_hidden=False)
    if family.notes:
        return []
    return [
        replace(contact, address="") if contact.address == WITHHELD else contact
        for contact in family.contacts
        if not contact.stop and not contact.notes
    ]
