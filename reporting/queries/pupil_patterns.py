"""Patterns in a pupil's marks as the page tells them: counts, a caution, and where the marks are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from attendance.patterns.find import nothing_words
from attendance.patterns.history import history_of
from attendance.patterns.kinds import Pattern, PatternKind
from attendance.patterns.values import PatternValues
from attendance.queries.patterns.of_pupil import pupil_patterns
from reporting.queries.links import pattern_url
from reporting.queries.pupil_calendars import PupilCalendar
from reporting.queries.pupil_heads import PupilHead
from schools.access import Rights
from schools.calendar import academic_year_start


@dataclass(frozen=True)
class PatternLine:
    """A pattern: its kind in words, its counts, what else it may be, and the marks that it rests on."""

    kind: PatternKind
    title: str
    words: str
    caution: str
    url: str


@dataclass(frozen=True)
class PatternCard:
    """The patterns of a pupil; where there are none, `nothing` says so."""

    lines: list[PatternLine]
    nothing: str


def pupil_pattern_card(
    rights: Rights, head: PupilHead, calendar: PupilCalendar | None, values: Mapping[str, Any]
) -> PatternCard | None:
    """The patterns of a pupil whose marks the reader may read: two statements; None for anybody else.

    `values` are those of `PATTERN_KEYS`.
    """
    if calendar is None or not (head.shown.history and head.shown.figures):
        return None
    today = calendar.today
    marks = list(calendar.marks(academic_year_start(today), today))
    dated = PatternValues.of(values)
    found = pupil_patterns(
        rights,
        head.pupil_id,
        marks,
        school_days=[day.on for day in calendar.year if day.is_open],
        values=dated,
        on=today,
    )
    return PatternCard(
        lines=[_line(rights, head.pupil_id, pattern) for pattern in found],
        nothing="" if found else nothing_words(history_of(marks, ()), dated),
    )


def late_words(card: PatternCard | None) -> str:
    """On which day of the week the lates are, where that is a pattern; else empty."""
    return next((line.words for line in (card.lines if card else ()) if line.kind is PatternKind.LATES), "")


def _line(rights: Rights, pupil_id: int, pattern: Pattern) -> PatternLine:
    return PatternLine(
        kind=pattern.kind,
        title=pattern.kind.heading,
        words=pattern.words,
        caution=pattern.caution,
        url=pattern_url(rights, pupil_id, pattern),
    )
