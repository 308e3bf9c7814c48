"""A lesson on one day: its pupils, their lesson marks, and what is known of where each of them is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from attendance.access import sees_letters
from attendance.codes import Code, CodeClass, code_of
from attendance.lessons import instant, is_here, session_of, times_words
from attendance.models import LessonTaken
from attendance.queries.permits.in_force import COVERS
from attendance.queries.registers.on_register import ON_REGISTER
from attendance.queries.sign_outs import SIGNED_OUT
from schools.access import Rights
from schools.calendar import Session
from schools.models import SchoolDay
from schools.names import sort_key
from schools.queries.calendar import school_day, times_on, why_closed
from schools.queries.lessons import LessonToday
from schools.queries.rows import rows_of
from schools.wording import day_words, time_words

ROWS = f"""
SELECT u.id, u.known_surname, u.known_forename, k.code, coalesce(k.version, 0), k.minutes_late, k.set_at,
       coalesce(by.full_name, ''), m.code, o.out_at, permit.note
FROM {ON_REGISTER} g
JOIN schools_pupil u ON u.id = g.pupil_id
LEFT JOIN attendance_lessonmark k ON k.pupil_id = u.id AND k.date = %(on)s AND k.lesson_id = %(lesson)s
LEFT JOIN accounts_user by ON by.id = k.set_by_id
LEFT JOIN attendance_mark m ON m.pupil_id = u.id AND m.date = %(on)s AND m.session = %(session)s
LEFT JOIN {SIGNED_OUT} o ON o.pupil_id = u.id
LEFT JOIN LATERAL (
  SELECT p.note FROM attendance_codepermit p WHERE p.pupil_id = u.id AND p.code IS NOT NULL AND {COVERS}
  ORDER BY p.granted_at DESC LIMIT 1) permit ON true
WHERE g.group_id = %(group)s
"""


@dataclass(frozen=True)
class LessonFrame:
    """The facts around one lesson of one day."""

    lesson: LessonToday
    school_id: int
    on: date
    session: Session
    day_problem: str
    school_days_since: int
    started_at: datetime | None
    submitted_at: datetime | None
    submitted_by: str

    @property
    def teacher(self) -> str:
        """Who takes it that day: the cover, where there is one."""
        return self.lesson.cover or self.lesson.teacher

    @property
    def words(self) -> str:
        """What and when: "Geography, P1, 09:00 to 10:00"."""
        what = self.lesson.subject or "Lesson"
        return f"{what}, {self.lesson.period}, {times_words(self.lesson.starts, self.lesson.ends)}"

    @property
    def taken_words(self) -> str:
        """Who stated that the lesson was taken, and when; empty before."""
        if self.submitted_at is None:
            return ""
        at = self.submitted_at
        day = "" if at.date() == self.on else f"{day_words(at.date())}, "
        return f"Lesson taken {day}{time_words(at)} by {self.submitted_by}"


@dataclass(frozen=True)
class LessonRow:
    """One pupil of a lesson. `elsewhere`: nobody need look for this pupil here; `aside` says why."""

    number: int
    pupil_id: int
    surname: str
    forename: str
    code: str
    version: int
    set_words: str
    note: str
    aside: str
    elsewhere: bool

    @property
    def name(self) -> str:
        """The name as messages use it."""
        return f"{self.forename} {self.surname}"


def lesson_frame(rights: Rights, lesson: LessonToday, on: date) -> LessonFrame:
    """The frame of a lesson that the person reaches: five statements at most."""
    school = rights.school
    times = times_on(school, on)
    meets = school_day(school, on) is not None
    taken = (
        LessonTaken.objects.filter(lesson=lesson.lesson_id, date=on).select_related("submitted_by").first()
    )
    submitted_at = taken.submitted_at if taken else None
    return LessonFrame(
        lesson=lesson,
        school_id=school.pk,
        on=on,
        session=session_of(lesson.starts, times),
        day_problem="" if meets else why_closed(school, on),
        school_days_since=SchoolDay.objects.filter(school=school, date__gt=on, date__lte=rights.on).count(),
        started_at=taken.started_at if taken else None,
        submitted_at=timezone.localtime(submitted_at) if submitted_at else None,
        submitted_by=taken.submitted_by.full_name if taken and taken.submitted_by else "",
    )


def lesson_rows(rights: Rights, frame: LessonFrame, *, now: datetime) -> list[LessonRow]:
    """The pupils of the lesson's group on its day, in surname order: one statement."""
    lesson = frame.lesson
    starts, ends = (instant(frame.on, at) for at in (lesson.starts, lesson.ends))
    values = {
        "school": frame.school_id,
        "group": lesson.group_id,
        "lesson": lesson.lesson_id,
        "on": frame.on,
        "session": frame.session.value,
        "now": max(starts, min(now, ends)),
    }
    found = sorted(rows_of(ROWS, values), key=lambda row: (sort_key(row[1]), sort_key(row[2]), row[0]))
    letters = sees_letters(rights, lesson.year_group)
    return [_row(number, row, frame.session, letters) for number, row in enumerate(found, start=1)]


def _row(
    number: int,
    row: tuple,  # type: ignore[type-arg]
    session: Session,
    letters: bool,
) -> LessonRow:
    pupil_id, surname, forename, code, version, minutes, set_at, by, session_code, out_at, permit = row
    aside = aside_words(session_code, session, out_at=out_at, permit=permit, letters=letters)
    return LessonRow(
        number=number,
        pupil_id=pupil_id,
        surname=surname,
        forename=forename,
        code=code or "",
        version=version,
        set_words=f"{code} at {time_words(timezone.localtime(set_at))} by {by or 'somebody'}" if code else "",
        note=f"{minutes} min late" if minutes else "",
        aside=aside,
        elsewhere=bool(aside),
    )


def aside_words(
    session_code: int | None, session: Session, *, out_at: datetime | None, permit: str | None, letters: bool
) -> str:
    """Where a pupil is who is not to be looked for in a lesson; empty for one who should be there.

    The session's code is told only with `letters`.
    """
    if out_at is not None:
        return f"Signed out {time_words(timezone.localtime(out_at))}"
    if session_code is not None and not is_here(session_code):
        return session_words(code_of(session_code), session, letters=letters)
    if session_code is None and permit is not None:
        return permit or "Agreed elsewhere"
    return ""


def session_words(code: Code, session: Session, *, letters: bool) -> str:
    """That a pupil is not in school, with the code for who may read it: "Absent this morning (I)"."""
    if not letters:
        return f"Not in school this {session.words}"
    where = "Absent" if code.number >= CodeClass.AUTHORISED.numbers.start else "Elsewhere"
    return f"{where} this {session.words} ({code.letter})"
