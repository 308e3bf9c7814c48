"""A pupil's figures at the head of the page, from the year's marks that the page has read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from attendance.bands import MovementValues, sessions_left
from attendance.codes import NO_REASON, UNAUTHORISED_NUMBERS
from attendance.line_rules import LineValues, notice_from
from attendance.metrics import Tally
from attendance.thresholds import PERSISTENT_PERCENT
from reporting.queries.pupil_calendars import PupilCalendar
from reporting.queries.pupil_heads import PupilHead
from reporting.tiles import LeftBar, NoticeCount, Tile, TileFacts, percent_words, year_tiles
from schools.access import Rights
from schools.calendar import academic_year_start
from schools.year_groups import is_compulsory_school_age, year_label


def pupil_tiles(
    rights: Rights,
    head: PupilHead,
    calendar: PupilCalendar,
    values: Mapping[str, Any],
    *,
    late_words: str = "",
) -> list[Tile]:
    """The tiles of a pupil: no statement. `values` are those of `MOVEMENT_KEYS` and `LINE_KEYS`."""
    movement, lines = MovementValues.of(values), LineValues.of(values)
    is_of_age = is_compulsory_school_age(head.born_on, calendar.today)
    facts = TileFacts(
        left=_left_bar(head.tally, calendar, movement),
        notice=_notice(calendar, lines) if is_of_age else None,
        year_name=year_label(head.year_group) if head.year_group is not None else "",
        year_words=_year_words(head.year_tally, movement),
        late_words=late_words,
        marks_url=reverse("pupil_marks", args=[rights.school.slug, head.pupil_id]),
    )
    return year_tiles(head.tally, movement, facts)


def _left_bar(tally: Tally, calendar: PupilCalendar, values: MovementValues) -> LeftBar:
    """The year's absences against what makes persistent absence of the whole year's sessions."""
    left = sessions_left(tally, calendar.to_come, is_below=values.is_below)[PERSISTENT_PERCENT]
    waiting = sum(
        number == NO_REASON
        for _, _, number in calendar.marks(academic_year_start(calendar.today), calendar.today)
    )
    waiting = min(waiting, tally.unauthorised)
    return LeftBar(
        authorised=tally.authorised,
        unauthorised=tally.unauthorised - waiting,
        no_reason=waiting,
        limit=tally.absent + left,
        projected=tally.possible + calendar.to_come,
    )


def _notice(calendar: PupilCalendar, values: LineValues) -> NoticeCount:
    """What counts towards a penalty notice today (the national framework for penalty notices)."""
    today = calendar.today
    begins = notice_from(values, calendar.school_days, today)
    missed = [number for _, _, number in calendar.marks(begins, today) if number in UNAUTHORISED_NUMBERS]
    waiting = missed.count(NO_REASON)
    return NoticeCount(len(missed) - waiting, waiting, values.notice_sessions, values.notice_weeks)


def _year_words(tally: Tally | None, values: MovementValues) -> str:
    """The year group's sessions: "5120 of 5459, 93.8%"; empty of few sessions, and for who may not see it."""
    if tally is None or not (rate := percent_words(tally, values)):
        return ""
    return f"{tally.attended:,} of {tally.possible:,}, {rate}"
