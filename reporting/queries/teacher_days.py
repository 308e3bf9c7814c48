"""Today for a teacher: the next register, the registers of the day, and who is back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from accounts.roles import Permission
from attendance.codes import (
    ATTENDING_NUMBERS,
    AUTHORISED_NUMBERS,
    LATE_AFTER_CLOSE,
    UNAUTHORISED_NUMBERS,
)
from attendance.queries.board import BoardRow, day_board
from reporting.moments import Moment
from reporting.queries.links import pupil_url
from reporting.queries.officer_days import day_line
from reporting.queries.pupil_joins import ON_ROLL, REGISTRATION
from reporting.queries.reach import reaches
from reporting.queries.school_days import SchoolDayNow, school_day_now
from schools.access import Rights
from schools.calendar import Session
from schools.wording import count_words, day_words, short_day_words, time_words

# Here in a session of today, and absent in the session marked before it. U is an arrival, not an absence.
BACK = "".join(
    (
        """
SELECT p.id, p.known_forename, p.known_surname, coalesce(g.name, ''), began.date
FROM seen
JOIN schools_pupil p ON p.id = seen.id
""",
        ON_ROLL,
        """
JOIN LATERAL (
  SELECT m.session FROM attendance_mark m WHERE m.pupil_id = p.id AND m.date = %(on)s
    AND m.code BETWEEN %(attending)s AND %(attending_last)s ORDER BY m.session LIMIT 1) here ON true
JOIN LATERAL (
  SELECT m.code FROM attendance_mark m
  WHERE m.pupil_id = p.id AND (m.date, m.session) < (%(on)s, here.session)
  ORDER BY m.date DESC, m.session DESC LIMIT 1) before
  ON before.code BETWEEN %(absent)s AND %(absent_last)s AND before.code <> %(after_close)s
LEFT JOIN LATERAL (
  SELECT m.date, m.session FROM attendance_mark m WHERE m.pupil_id = p.id
    AND (m.date, m.session) < (%(on)s, here.session)
    AND (m.code < %(absent)s OR m.code = %(after_close)s)
  ORDER BY m.date DESC, m.session DESC LIMIT 1) last ON true
LEFT JOIN LATERAL (
  SELECT m.date FROM attendance_mark m
  WHERE m.pupil_id = p.id AND m.code BETWEEN %(absent)s AND %(absent_last)s AND m.date <= %(on)s
    AND (m.date, m.session) > (coalesce(last.date, '-infinity'), coalesce(last.session, 0))
  ORDER BY m.date, m.session LIMIT 1) began ON true
""",
        REGISTRATION,
        "ORDER BY p.known_surname, p.known_forename, p.id",
    )
)


@dataclass(frozen=True)
class NextRegister:
    """The register that a teacher takes next."""

    url: str
    title: str
    words: str


@dataclass(frozen=True)
class TodayRegister:
    """One of a teacher's registers of the day."""

    group: str
    session_words: str
    url: str
    words: str
    marked: int
    total: int


@dataclass(frozen=True)
class BackPupil:
    """A pupil who is back, without flags and reasons: a projector may show this page."""

    name: str
    url: str
    group: str
    words: str


@dataclass(frozen=True)
class TeacherToday:
    """A teacher's first page."""

    date_words: str
    line: str
    as_of: str
    day_problem: str
    next: NextRegister | None
    registers: list[TodayRegister]
    back: list[BackPupil]


def teacher_today(rights: Rights, *, now: datetime) -> TeacherToday:
    """Today for the groups that a teacher holds or covers: four statements, whatever their size."""
    day = school_day_now(rights.school, now)
    board: list[BoardRow] = []
    back: list[BackPupil] = []
    if not day.problem:
        board = day_board(rights, Permission.REGISTER_VIEW, on=day.on, times=day.moment.times)
        back = back_after_absence(rights, day)
    return TeacherToday(
        date_words=day_words(day.on),
        line=day_line(day),
        as_of=time_words(now),
        day_problem=day.problem,
        next=next_register(board, day.moment),
        registers=[_register(row) for row in sorted(board, key=lambda row: (row.session, row.group))],
        back=back,
    )


def next_register(board: list[BoardRow], moment: Moment) -> NextRegister | None:
    """The register to take: of the session that is on, else one that was missed, else the next to open.

    None when all of them are in.
    """
    waiting = [row for row in board if not row.is_in]
    if not waiting:
        return None
    row = min(waiting, key=lambda row: (row.session != moment.session, row.session, row.group))
    room = f", room {row.room}" if row.room else ""
    return NextRegister(
        url=row.url,
        title=f"{row.group}, {row.session.words} register",
        words=f"{_when_words(row.session, moment)} {count_words(row.total, 'pupil')}{room}.",
    )


def _when_words(school_session: Session, moment: Moment) -> str:
    if moment.times is None:
        return ""
    starts_at = moment.times.starts_at(moment.on, school_session)
    if moment.now < starts_at:
        return f"Opens {time_words(starts_at)}."
    return f"{moment.closing_words(school_session)}.".capitalize().replace("Close in", "Closes in")


def _register(row: BoardRow) -> TodayRegister:
    return TodayRegister(row.group, row.session.words, row.url, row.words, row.marked, row.total)


def back_after_absence(rights: Rights, day: SchoolDayNow) -> list[BackPupil]:
    """Pupils who are here today after an absence, by surname: one statement."""
    tables, parameters = reaches(rights, seen=Permission.REGISTER_VIEW)
    facts = {
        "on": day.on,
        "attending": ATTENDING_NUMBERS[0],
        "attending_last": ATTENDING_NUMBERS[-1],
        "absent": AUTHORISED_NUMBERS[0],
        "absent_last": UNAUTHORISED_NUMBERS[-1],
        "after_close": LATE_AFTER_CLOSE,
    }
    with connection.cursor() as cursor:
        cursor.execute(tables + BACK, parameters | facts)
        return [_back(rights, day.on, *row) for row in cursor.fetchall()]


def _back(
    rights: Rights, on: date, pupil_id: int, forename: str, surname: str, group: str, away_from: date
) -> BackPupil:
    return BackPupil(
        name=f"{forename} {surname}",
        url=pupil_url(rights, pupil_id),
        group=group,
        words=f"Away from {short_day_words(away_from)}" if away_from != on else "Away this morning",
    )
