"""The lessons of a day by period: how far each one is marked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.urls import reverse

from accounts.roles import Permission
from attendance.access import lessons_visible_to
from attendance.lessons import early_problem, times_words
from attendance.queries.registers.on_register import ON_REGISTER
from schools.access import Rights
from schools.queries.lessons import LessonToday, lessons_today
from schools.queries.rows import rows_of

COUNTS = """
SELECT l.id, (SELECT count(*) FROM attendance_lessonmark k WHERE k.lesson_id = l.id AND k.date = %(on)s),
       EXISTS (SELECT FROM attendance_lessontaken t WHERE t.lesson_id = l.id AND t.date = %(on)s
               AND t.submitted_at IS NOT NULL)
FROM schools_lesson l WHERE l.id = ANY (%(lessons)s)
"""
SIZES = f"""
SELECT g.group_id, count(*) FROM {ON_REGISTER} g WHERE g.group_id = ANY (%(groups)s) GROUP BY g.group_id
"""
# The session of a lesson `l` by the hours `h` of its day, as attendance.lessons.session_of has it.
LESSON_SESSION = "CASE WHEN l.starts < coalesce(h.am_ends, '12:00') THEN 1 ELSE 2 END::smallint"
STATE_WORDS = {
    "later": "Later",
    "not_started": "Not started",
    "part": "Part marked",
    "submitted": "Taken",
}


@dataclass(frozen=True)
class LessonLine:
    """A lesson of the day, how far it is marked, and where to open it."""

    lesson_id: int
    group: str
    subject: str
    room: str
    teacher: str
    total: int
    marked: int
    state: str
    url: str

    @property
    def words(self) -> str:
        """The state in words."""
        return STATE_WORDS[self.state]


@dataclass(frozen=True)
class PeriodLines:
    """The lessons of one period."""

    period: str
    when: str
    rows: list[LessonLine]

    @property
    def taken(self) -> int:
        """How many of them were taken."""
        return sum(row.state == "submitted" for row in self.rows)


def lesson_board(rights: Rights, *, on: date, now: datetime) -> list[PeriodLines]:
    """The lessons of a day that the person reaches, by period: five statements for any number of them."""
    lessons = lessons_today(lessons_visible_to(rights, Permission.REGISTER_VIEW, on))
    if not lessons:
        return []
    counts = {
        pk: (marked, taken)
        for pk, marked, taken in rows_of(COUNTS, {"on": on, "lessons": [each.lesson_id for each in lessons]})
    }
    groups = list({each.group_id for each in lessons})
    sizes: dict[int, int] = dict(rows_of(SIZES, {"on": on, "groups": groups}))
    lessons.sort(key=lambda each: (each.starts, each.ends, each.period, each.group))
    return [
        PeriodLines(
            period=period,
            when=times_words(starts, ends),
            rows=[
                _line(rights, each, on, now, *counts[each.lesson_id], sizes.get(each.group_id, 0))
                for each in rows
            ],
        )
        for (starts, ends, period), rows in groupby(
            lessons, key=lambda row: (row.starts, row.ends, row.period)
        )
    ]


def _line(
    rights: Rights, lesson: LessonToday, on: date, now: datetime, marked: int, taken: bool, total: int
) -> LessonLine:
    return LessonLine(
        lesson_id=lesson.lesson_id,
        group=lesson.group,
        subject=lesson.subject,
        room=lesson.room,
        teacher=_teacher(lesson),
        total=total,
        marked=marked,
        state=lesson_state(lesson, on, marked=marked, taken=taken, now=now),
        url=lesson_url(rights.school.slug, on, lesson.lesson_id),
    )


def _teacher(lesson: LessonToday) -> str:
    if lesson.cover and lesson.teacher:
        return f"{lesson.cover} for {lesson.teacher}"
    return lesson.cover or lesson.teacher or "No teacher"


def lesson_state(lesson: LessonToday, on: date, *, marked: int, taken: bool, now: datetime) -> str:
    """One of later, not_started, part and submitted."""
    if taken:
        return "submitted"
    if marked:
        return "part"
    return "later" if early_problem(on, lesson.starts, now=now) else "not_started"


def lesson_url(school: str, on: date, lesson_id: int, part: str = "lesson") -> str:
    """The address of a lesson of a day, or of one of its parts."""
    return reverse(part, args=[school, on, lesson_id])
