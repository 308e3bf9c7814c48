"""Today for a teacher: the next register, the registers of the day, and who is back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import connection

from accounts.roles import Permission
from attendance.codes import (
    ATTENDING_NUMBERS,
    AUTHORISED_NUMBERS,
    LATE_AFTER_CLOSE,
    UNAUTHORISED_NUMBERS,
)
from attendance.queries.alerts import AlertLine, open_alerts
from attendance.queries.first_day.attempts import Contacted, families_contacted
from attendance.queries.lessons.board import lesson_url
from attendance.queries.registers.board import BoardRow, day_board
from reporting.queries.links import pupil_url
from reporting.queries.officer_days import day_line
from schools.access import Rights
from schools.calendar import Session
from schools.moments import Moment
from schools.queries.lessons import LessonToday, own_lessons
from schools.queries.pupil_joins import ON_ROLL, REGISTRATION
from schools.queries.reach import reaches
from schools.queries.school_days import SchoolDayNow, school_day_now
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
class TodayLine:
    """One of a teacher's registers or lessons of the day; a lesson has no marks to count here."""

    starts: time | None
    group: str
    what: str
    url: str
    words: str
    marked: int = 0
    total: int = 0

    @property
    def at(self) -> str:
        """When it starts; empty where the school has set no times."""
        return time_words(self.starts) if self.starts else ""

    @property
    def is_register(self) -> bool:
        """Whether marks are made of it."""
        return self.total > 0


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
    lines: list[TodayLine]
    back: list[BackPupil]
    contacted: list[Contacted]
    reminders: list[AlertLine]

    @property
    def registers(self) -> list[TodayLine]:
        """The registers among the lines."""
        return [line for line in self.lines if line.is_register]


def teacher_today(rights: Rights, *, now: datetime) -> TeacherToday:
    """Today for the groups that a teacher holds or covers: nine statements at most, whatever their size."""
    day = school_day_now(rights.school, now)
    board: list[BoardRow] = []
    back: list[BackPupil] = []
    lessons: list[LessonToday] = []
    if not day.problem:
        board = day_board(rights, Permission.REGISTER_VIEW, on=day.on, times=day.moment.times, now=now)
        back = back_after_absence(rights, day)
        lessons = own_lessons(rights, on=day.on)
    return TeacherToday(
        date_words=day_words(day.on),
        line=day_line(day),
        as_of=time_words(now),
        day_problem=day.problem,
        next=next_register(board, day.moment),
        lines=in_order_of_time(
            [_register(row, day.moment) for row in board], [_lesson(rights, each, day.on) for each in lessons]
        ),
        back=back,
        contacted=families_contacted(rights, on=day.on),
        reminders=open_alerts(rights, on=day.on),
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


def _register(row: BoardRow, moment: Moment) -> TodayLine:
    starts = moment.times.starts_at(moment.on, row.session).time() if moment.times else None
    return TodayLine(starts, row.group, row.session.words, row.url, row.words, row.marked, row.total)


def _lesson(rights: Rights, lesson: LessonToday, on: date) -> TodayLine:
    where = f", room {lesson.room}" if lesson.room else ""
    who = f", {cover_words(lesson)}" if lesson.cover else ""
    return TodayLine(
        starts=lesson.starts,
        group=lesson.group,
        what=f"{lesson.subject or 'lesson'}, {lesson.period}",
        url=lesson_url(rights.school.slug, on, lesson.lesson_id),
        words=f"{time_words(lesson.starts)} to {time_words(lesson.ends)}{where}{who}",
    )


def cover_words(lesson: LessonToday) -> str:
    """Who takes a covered lesson, and for whom."""
    return f"{lesson.cover} covers" + (f" for {lesson.teacher}" if lesson.teacher else "")


def in_order_of_time(registers: list[TodayLine], lessons: list[TodayLine]) -> list[TodayLine]:
    """A register before the lesson that starts with it; all registers first where no times are set."""
    return sorted([*registers, *lessons], key=lambda line: (line.starts or time.min, not line.is_register))


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
