"""The late marks of one pupil, behind the figures of the repeat-late list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from accounts.roles import Permission
from attendance.codes import LATE, LATE_AFTER_CLOSE, Code, code_of
from attendance.lateness import late_words
from attendance.queries.lates.windows import LateWindow, late_window
from attendance.queries.register_links import GROUP_THEN, register_then
from schools.access import Rights, get_pupil_for, reaches_pupil
from schools.calendar import Session
from schools.queries.pupil_joins import REGISTRATION
from schools.queries.rows import rows_of
from schools.wording import count_words, minutes_words, short_day_words, time_words

MARKS = f"""
SELECT m.date, m.session, m.code, m.minutes_late, a.arrived_at, coalesce(a.reason, ''),
       g.id, coalesce(g.name, ''), was.group_id
FROM attendance_mark m
JOIN schools_pupil p ON p.id = m.pupil_id
LEFT JOIN attendance_arrival a ON a.pupil_id = m.pupil_id AND a.date = m.date AND a.session = m.session
     AND a.undone_at IS NULL
{REGISTRATION}{GROUP_THEN}
WHERE m.pupil_id = %(pupil)s AND m.date BETWEEN %(first)s AND %(on)s
  AND m.code IN ({LATE}, {LATE_AFTER_CLOSE})
ORDER BY m.date DESC, m.session DESC
"""


@dataclass(frozen=True)
class LateMark:
    """One late: when, the code, how long, and what was said at the desk."""

    when: str
    code: Code
    minutes: str
    arrived: str
    reason: str
    register_url: str


@dataclass(frozen=True)
class LateMarks:
    """A pupil's lates of the days that the list counts, in the spans that it names."""

    pupil_id: int
    name: str
    group: str
    window: LateWindow
    spans: list[tuple[str, str, list[LateMark]]]


def late_marks(rights: Rights, pupil_id: int, *, on: date) -> LateMarks:
    """The lates of one pupil, newest first: five statements at most; 404 out of reach."""
    pupil = get_pupil_for(rights, Permission.ATTENDANCE_HISTORY, pupil_id)
    window = late_window(rights.school, on=on)
    rows = rows_of(MARKS, {"pupil": pupil.pk, "first": window.first, "on": on})
    opens = reaches_pupil(rights, Permission.REGISTER_VIEW, pupil)
    now = [row for row in rows if row[0] >= window.since]
    before = [row for row in rows if window.before <= row[0] < window.since]
    older = [row for row in rows if row[0] < window.before]
    return LateMarks(
        pupil_id=pupil.pk,
        name=f"{pupil.known_forename} {pupil.known_surname}",
        group=rows[0][7] if rows else "",
        window=window,
        spans=[
            (title, _count_words(span), [_mark(rights, row, opens=opens) for row in span])
            for title, span in (
                (f"Since {short_day_words(window.since)}", now),
                (f"Before, since {short_day_words(window.before)}", before),
                ("Earlier this half term", older),
            )
            if span
        ],
    )


def _count_words(rows: Sequence[Sequence[Any]]) -> str:
    late = sum(row[2] == LATE for row in rows)
    return f"{count_words(len(rows), 'late')}: {late_words(late, len(rows) - late)}"


def _mark(rights: Rights, row: Sequence[Any], *, opens: bool) -> LateMark:
    on, number, code, minutes, arrived_at, reason, now_in, _, group_id = row
    session = Session(number)
    return LateMark(
        when=f"{short_day_words(on)} {session.name}",
        code=code_of(code),
        minutes=minutes_words(minutes) if minutes is not None else "Minutes not written down",
        arrived=time_words(timezone.localtime(arrived_at)) if arrived_at else "",
        reason=reason,
        register_url=register_then(rights, on, group_id, session, own_group=now_in if opens else None),
    )
