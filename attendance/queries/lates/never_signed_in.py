"""In a lesson and never signed in: pupils who avoid the late desk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, NamedTuple

from django.urls import reverse

from accounts.roles import Permission
from attendance.access import is_office
from attendance.codes import AUTHORISED_NUMBERS, LATE_AFTER_CLOSE, UNAUTHORISED_NUMBERS, Code, code_of
from attendance.queries.lessons.missing import MARKED
from attendance.queries.register_links import amend_url
from schools.access import Rights, pupils_visible_to
from schools.calendar import Session
from schools.queries.pupil_joins import REGISTRATION
from schools.queries.rows import rows_of
from schools.queries.school_days import SchoolDayNow
from schools.wording import count_words, short_day_words, time_words

# Today and the five school days before it.
SCHOOL_DAYS = 6
MOST_LINES = 100

# The first lesson of each session in which a pupil was marked here, where that session's register is closed
# and holds an absence or nothing. Who came to the desk by the end of the lesson, in or back, avoids nothing.
AVOIDED = f"""
WITH days AS (
  SELECT date FROM schools_schoolday WHERE school_id = %(school)s AND date <= %(on)s
  ORDER BY date DESC LIMIT {SCHOOL_DAYS}
), candidates AS (
  SELECT pupil_id, lesson_id, date FROM attendance_lessonmark
  WHERE school_id = %(school)s AND date IN (SELECT date FROM days) AND code IN ('/', 'L')
), marked AS ({MARKED}), avoided AS (
  SELECT k.*, row_number() OVER (PARTITION BY k.pupil_id, k.date, k.session ORDER BY k.starts) AS place,
         count(*) OVER (PARTITION BY k.pupil_id, k.date, k.session) AS lessons
  FROM marked k
  WHERE (k.date < %(on)s OR k.session = ANY (%(closed)s::smallint[]))
    AND (k.code IS NULL OR k.code <> {LATE_AFTER_CLOSE}
         AND k.code BETWEEN {AUTHORISED_NUMBERS[0]} AND {UNAUTHORISED_NUMBERS[-1]})
    AND NOT EXISTS (SELECT FROM attendance_arrival a WHERE a.pupil_id = k.pupil_id AND a.date = k.date
                    AND a.undone_at IS NULL AND a.arrived_at < k.ends_at)
    AND NOT EXISTS (SELECT FROM attendance_signout s WHERE s.pupil_id = k.pupil_id AND s.date = k.date
                    AND s.back_at < k.ends_at)
)
SELECT k.pupil_id, p.known_forename || ' ' || p.known_surname, g.id, coalesce(g.name, ''), k.date, k.session,
       k.code, k.starts, k.period, k.subject, coalesce(nullif(c.room, ''), k.room),
       coalesce(cover.title_name, t.title_name, ''), k.lessons
FROM avoided k
JOIN schools_pupil p ON p.id = k.pupil_id AND p.merged_into_id IS NULL
LEFT JOIN schools_staff t ON t.id = k.staff_id
LEFT JOIN schools_lessoncover c ON c.lesson_id = k.lesson_id AND c.date = k.date
LEFT JOIN schools_staff cover ON cover.id = c.staff_id
{REGISTRATION}
WHERE k.place = 1
ORDER BY k.date DESC, k.starts DESC, p.known_surname, p.known_forename, k.pupil_id
"""


class _Found(NamedTuple):
    """A row of the statement."""

    pupil_id: int
    name: str
    group_id: int | None
    group: str
    date: date
    session: int
    code: int | None
    starts: time
    period: str
    subject: str
    room: str
    teacher: str
    lessons: int


@dataclass(frozen=True)
class AvoidedLine:
    """A session in which a pupil was taught and not registered: the lesson, and the mark that stands."""

    name: str
    url: str
    group: str
    when: str
    where: str
    also: str
    code: Code | None
    amend_url: str
    desk_url: str


@dataclass(frozen=True)
class AvoiderLine:
    """A pupil with how often it happened in the school days before today, and each of those sessions."""

    name: str
    url: str
    group: str
    count: int
    count_words: str
    sessions: list[AvoidedLine]


@dataclass(frozen=True)
class NeverSignedIn:
    """The page: today's sessions, and the pupils of the five school days before."""

    today: list[AvoidedLine]
    before: list[AvoiderLine]
    more: int


def never_signed_in(rights: Rights, day: SchoolDayNow) -> NeverSignedIn:
    """The pupils whom the person follows up, in a lesson and not at the desk: two statements."""
    rows = [_Found(*row) for row in rows_of(AVOIDED, _values(rights, day))]
    reached = _reached(rights, {row.pupil_id for row in rows})
    rows = [row for row in rows if row.pupil_id in reached]
    today = [_line(rights, row, day) for row in rows if row.date == day.on]
    before = _avoiders(rights, [row for row in rows if row.date != day.on], day)
    return NeverSignedIn(
        today=today[:MOST_LINES],
        before=before[:MOST_LINES],
        more=max(0, len(today) - MOST_LINES) + max(0, len(before) - MOST_LINES),
    )


def none_words(day: SchoolDayNow) -> str:
    """Why nobody is named for today: which registers have closed so far."""
    closed = [half.words for half in Session if day.moment.is_closed(half)]
    if not closed:
        return "Pupils appear here once the morning register has closed."
    registers = " and ".join(closed)
    return f"Everybody who was in a lesson is on the closed {registers} register, or was at the desk."


def _values(rights: Rights, day: SchoolDayNow) -> dict[str, Any]:
    """Until the register of a session closes, its pupils may still come to the desk."""
    closed = [half.value for half in Session if day.moment.is_closed(half)]
    return {"school": rights.school.pk, "on": day.on, "closed": closed}


def _reached(rights: Rights, pupils: Collection[int]) -> set[int]:
    reach = pupils_visible_to(rights, Permission.LESSON_FOLLOW_UP).filter(pk__in=pupils)
    return set(reach.values_list("pk", flat=True))


def _avoiders(rights: Rights, rows: Sequence[_Found], day: SchoolDayNow) -> list[AvoiderLine]:
    """One line for each pupil, the most frequent first."""
    found: defaultdict[int, list[_Found]] = defaultdict(list)
    for row in rows:
        found[row.pupil_id].append(row)
    lines = [
        AvoiderLine(
            name=theirs[0].name,
            url=_where_url(rights, theirs[0]),
            group=theirs[0].group,
            count=len(theirs),
            count_words=_often(theirs),
            sessions=[_line(rights, row, day) for row in theirs],
        )
        for theirs in found.values()
    ]
    return sorted(lines, key=lambda line: -line.count)


def _often(rows: Sequence[_Found]) -> str:
    days = len({row.date for row in rows})
    return f"{count_words(len(rows), 'session')} on {count_words(days, 'day')}"


def _line(rights: Rights, row: _Found, day: SchoolDayNow) -> AvoidedLine:
    session = Session(row.session)
    place = f"room {row.room}" if row.room else ""
    group_id = row.group_id if is_office(rights) else None
    at_desk = row.date == day.on and rights.reaches_people(Permission.DESK_SIGN_IN)
    return AvoidedLine(
        name=row.name,
        url=_where_url(rights, row),
        group=row.group,
        when=f"{'' if row.date == day.on else short_day_words(row.date) + ', '}{time_words(row.starts)}",
        where=", ".join(part for part in (row.subject or "Lesson", row.period, place, row.teacher) if part),
        also=f"and {count_words(row.lessons - 1, 'more lesson')} of the {session.words}"
        if row.lessons > 1
        else "",
        code=code_of(row.code) if row.code is not None else None,
        amend_url=amend_url(rights.school.slug, row.date, group_id, session, row.pupil_id)
        if group_id is not None
        else "",
        desk_url=reverse("desk", args=[rights.school.slug]) if at_desk else "",
    )


def _where_url(rights: Rights, row: _Found) -> str:
    return reverse("where_now", args=[rights.school.slug, row.pupil_id])
