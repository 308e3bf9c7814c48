"""Finding the lines that pupils crossed, keeping their evidence true, and ending those that hold no more.

A line that no longer holds is *over* when the marks, roll and calendar as they are now still bear it on the
day on which it was last seen: time, better attendance or a leaving brought the pupil back, or the values of
the lines changed from that day on. Else something was put right, and it is *withdrawn*.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from accounts.audit import acting
from attendance.line_rules import Mark, PupilMarks
from attendance.lines import BY_HAND, Evidence, LineKind
from attendance.models import LineState
from attendance.queries.lines.crossed import Crossed, crossed_lines
from attendance.queries.lines.frame import LineFrame, line_frame
from attendance.queries.lines.held import HeldLine, held_lines, last_looked_at
from attendance.queries.lines.marks import marks_of
from attendance.services.line_statements import (
    END,
    KEEP,
    ONE_AT_A_TIME,
    ONE_AT_A_TIME_OR_NONE,
    TAKE_LOOKS,
    TELL,
)
from schools.calendar import Session, academic_year_start
from schools.models import School


@dataclass(frozen=True)
class LineOutcome:
    """How many lines a sweep found, ended as over and withdrew, and how many pupils it looked at."""

    found: int = 0
    ended: int = 0
    withdrawn: int = 0
    looked_at: int = 0


@transaction.atomic
def sweep_lines(
    *, school: School, on: date, at: datetime, only: Collection[int] | None = None
) -> LineOutcome:
    """Look at the lines of every pupil of a school as of a day, or of those of `only`: 13 statements at most.

    One sweep of a school runs at a time, and done again it changes nothing. A school that was looked at as of
    a later day already is looked at as of that one: no sweep takes lines back in time.
    """
    hold_lines(school)
    return _sweep(school, on=on, at=at, only=only)


@transaction.atomic
def look_again(*, school: School, on: date, at: datetime) -> LineOutcome:
    """Look at the lines of whoever's marks, roll or calendar changed since the last look: 14 statements.

    What is noted is taken away before anything is read, in the same transaction: a change meanwhile is noted
    for the next look, and a look that dies leaves all as it was. While somebody else is at the school's lines
    the notes wait for the next look.
    """
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME_OR_NONE, {"school": school.pk})
        if cursor.fetchone() != (True,):
            return LineOutcome()
        cursor.execute(TAKE_LOOKS, {"school": school.pk})
        noted = [row[0] for row in cursor.fetchall()]
    if not noted:
        return LineOutcome()
    only = None if None in noted else sorted({pupil for pupils in noted for pupil in pupils})
    return _sweep(school, on=on, at=at, only=only)


def hold_lines(school: School) -> None:
    """Let nobody else change the lines of a school until the transaction ends: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, {"school": school.pk})


def _sweep(school: School, *, on: date, at: datetime, only: Collection[int] | None) -> LineOutcome:
    acting(None, at=at)
    on = max(on, last_looked_at(school, until=max(on, at.date())) or on)
    frame = line_frame(school)
    now = crossed_lines(school, frame.as_of(on), only=only)
    held = held_lines(school, on, only=only)
    gone = [line for line in held if _is_gone(line, now, on)]
    states = _endings(frame, gone)
    stood = {(line.pupil_id, line.kind) for line in held}
    with connection.cursor() as cursor:
        if now.lines:
            lines = json.dumps(_rows(now))
            cursor.execute(KEEP, {"school": school.pk, "on": on, "at": at, "lines": lines})
    _end(states, on=on, at=at)
    return LineOutcome(
        found=sum((pupil, kind) not in stood for pupil, lines in now.lines.items() for kind in lines),
        ended=sum(state is LineState.OVER for state in states.values()),
        withdrawn=sum(state is LineState.WITHDRAWN for state in states.values()),
        looked_at=len(now.on_roll),
    )


def _is_gone(line: HeldLine, now: Crossed, on: date) -> bool:
    """Whether a standing line no longer holds; an expected one holds until it is reached or its year ends."""
    lines = now.lines.get(line.pupil_id, {})
    if line.kind not in BY_HAND:
        return line.kind not in lines
    is_reached = LineKind.SICKNESS in lines
    is_past = academic_year_start(line.found_on) < academic_year_start(on)
    return is_reached or is_past or line.pupil_id not in now.on_roll


def _endings(frame: LineFrame, gone: Sequence[HeldLine]) -> dict[int, LineState]:
    """What becomes of each line that holds no more: at most one statement."""
    here = [line for line in gone if line.kind not in BY_HAND]
    put_right = {line.line_id for line in here} - _did_hold(frame, here)
    never_here = {line.line_id for line in gone if not line.was_on_roll}
    withdrawn = put_right | never_here
    return {
        line.line_id: LineState.WITHDRAWN if line.line_id in withdrawn else LineState.OVER for line in gone
    }


def _did_hold(frame: LineFrame, lines: Sequence[HeldLine]) -> set[int]:
    """Those lines that held on the day on which they were last seen, by the marks of now: one statement.

    A day's own registers fill as it goes, so that a line held on a day if it did at its start, after its
    morning or at its end; and its values may change as it goes, so that it held by those of the day before.
    """
    if not lines:
        return set()
    days = {line.held_on: frame.ways_to_see(line.held_on) for line in lines}
    since = min(day.days.marks_from for ways in days.values() for day in ways)
    marks = marks_of(frame.school, {line.pupil_id: since for line in lines}, until=max(days))
    return {
        line.line_id
        for line in lines
        for seen in _so_far(marks.get(line.pupil_id, []), line.held_on)
        if any(day.has_crossed(line.kind, PupilMarks(line.born_on, seen)) for day in days[line.held_on])
    }


def _so_far(marks: Sequence[Mark], day: date) -> Iterable[Sequence[Mark]]:
    """The marks up to a day as they stood at its end, after its morning and at its start."""
    for session in (Session.PM, Session.AM, 0):
        yield [mark for mark in marks if mark[:2] <= (day, session)]


def _rows(now: Crossed) -> list[Mapping[str, object]]:
    return [_row(pupil_id, evidence) for pupil_id, lines in now.lines.items() for evidence in lines.values()]


def _row(pupil_id: int, evidence: Evidence) -> Mapping[str, object]:
    return {
        "pupil": pupil_id,
        "kind": evidence.kind.value,
        "count": evidence.count,
        "limit": evidence.limit,
        "possible": evidence.possible,
        "from_on": evidence.from_on.isoformat(),
        "until_on": evidence.until_on.isoformat(),
        "reached_on": evidence.reached_on.isoformat(),
        "sessions": [(day.isoformat(), session, code) for day, session, code in evidence.sessions],
    }


def _end(states: Mapping[int, LineState], *, on: date, at: datetime) -> None:
    """End lines, and tell whoever acted on one that was withdrawn: at most two statements."""
    if not states:
        return
    ends = [state.value for state in states.values()]
    withdrawn = [line for line, state in states.items() if state is LineState.WITHDRAWN]
    with connection.cursor() as cursor:
        cursor.execute(END, {"on": on, "at": at, "lines": list(states), "states": ends})
        if withdrawn:
            cursor.execute(TELL, {"at": at, "lines": withdrawn})
