"""The bulletin of a day for the groups within reach: who was away or late, and what home was told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import IntEnum
from typing import Any

from accounts.roles import Permission
from attendance.codes import (
    AUTHORISED_NUMBERS,
    LATE,
    LATE_AFTER_CLOSE,
    NO_REASON,
    UNAUTHORISED_NUMBERS,
    code_of,
)
from attendance.contact_words import Try, try_words
from attendance.queries.first_day.contact_sql import IS_MESSAGE, IS_OF_ITS_DAY
from attendance.queries.first_day.tries import tries_since
from attendance.queries.row_links import row_links
from schools.access import Rights
from schools.calendar import Session
from schools.queries.pupil_joins import ON_ROLL, REGISTRATION
from schools.queries.reach import reaches
from schools.queries.rows import rows_of
from schools.queries.school_days import school_day_now
from schools.wording import day_words, minutes_words

MOST_PUPILS = 400
UNMARKED = 0
# What there is to tell: an absence, a late mark, a register that closed without a mark, a message or a call.
NEWS = f"""
SELECT p.id, p.known_forename || ' ' || p.known_surname, coalesce(g.name, 'No group'), marks.am, marks.pm,
       marks.minutes, count(*) OVER ()
FROM seen
JOIN schools_pupil p ON p.id = seen.id
{ON_ROLL}
{REGISTRATION}
CROSS JOIN LATERAL (
  SELECT coalesce(min(m.code) FILTER (WHERE m.session = 1),
                  CASE WHEN %(am_closed)s THEN {UNMARKED} END) AS am,
         coalesce(min(m.code) FILTER (WHERE m.session = 2),
                  CASE WHEN %(pm_closed)s THEN {UNMARKED} END) AS pm,
         sum(m.minutes_late) AS minutes
  FROM attendance_mark m WHERE m.pupil_id = p.id AND m.date = %(on)s
) marks
WHERE EXISTS (SELECT FROM schools_message m WHERE m.pupil_id = p.id AND m.date = %(on)s AND {IS_MESSAGE})
   OR EXISTS (SELECT FROM attendance_contactattempt t WHERE t.pupil_id = p.id AND t.date = %(on)s
                AND t.struck_at IS NULL AND {IS_OF_ITS_DAY})
   OR marks.am = {UNMARKED} OR marks.pm = {UNMARKED}
   OR marks.am BETWEEN {AUTHORISED_NUMBERS[0]} AND {UNAUTHORISED_NUMBERS[-1]}
   OR marks.pm BETWEEN {AUTHORISED_NUMBERS[0]} AND {UNAUTHORISED_NUMBERS[-1]}
   OR {LATE} IN (marks.am, marks.pm)
ORDER BY g.year_group, g.name, p.known_surname, p.known_forename, p.id LIMIT {MOST_PUPILS}
"""


class News(IntEnum):
    """What there is to tell of a pupil, the loudest first."""

    UNEXPLAINED = 0
    ABSENT = 1
    LATE = 2
    TOLD = 3


@dataclass(frozen=True)
class BulletinLine:
    """A pupil: the marks of the day as letter, style and title, and what home was told or asked."""

    name: str
    url: str
    news: News
    marks: list[tuple[str, str, str]]
    late_words: str
    told: list[str]
    is_reached: bool


@dataclass(frozen=True)
class BulletinGroup:
    """A registration group, with its figures in words."""

    name: str
    words: str
    lines: list[BulletinLine]


@dataclass(frozen=True)
class Bulletin:
    """The bulletin of a day; `more` pupils are not shown."""

    date_words: str
    line: str
    problem: str
    groups: list[BulletinGroup]
    more: int


def bulletin_of(rights: Rights, *, on: date, now: datetime) -> Bulletin:
    """What a day brought for the pupils whose register this person may read: four statements at most.

    It tells a tutor of each message to a family and each try to reach it, without adults and their words.
    """
    is_today = on == now.date()
    at = now if is_today else datetime.combine(on, time(23), tzinfo=now.tzinfo)
    day = school_day_now(rights.school, at)
    rows: list[tuple[Any, ...]] = []
    if not day.problem:
        tables, values = reaches(rights, seen=Permission.REGISTER_VIEW)
        values |= {
            "on": on,
            "am_closed": day.moment.is_closed(Session.AM),
            "pm_closed": day.moment.is_closed(Session.PM),
        }
        rows = rows_of(tables + NEWS, values)
    held: dict[str, list[BulletinLine]] = {}
    tries = tries_since({row[0]: on for row in rows}, on=on) if rows else {}
    for pupil, name, group, am, pm, minutes, _ in rows:
        told = [one.without_family() for one in tries.get(pupil, []) if not one.is_ahead]
        held.setdefault(group, []).append(_line(rights, pupil, name, (am, pm), minutes, told, on))
    lines = [line for found in held.values() for line in found]
    return Bulletin(
        date_words=day_words(on),
        line=_words(lines) if len(held) > 1 else "",
        problem=day.problem,
        groups=[
            BulletinGroup(name, _words(found), sorted(found, key=lambda line: line.news))
            for name, found in held.items()
        ],
        more=max(0, rows[0][-1] - len(rows)) if rows else 0,
    )


def _line(
    rights: Rights,
    pupil: int,
    name: str,
    marks: Sequence[int | None],
    minutes: int | None,
    tries: Sequence[Try],
    on: date,
) -> BulletinLine:
    news = _news(marks)
    return BulletinLine(
        name=name,
        url=row_links(rights, pupil).pupil,
        news=news,
        marks=[_mark(code) for code in marks],
        late_words=minutes_words(minutes) + " late" if minutes and news is News.LATE else "",
        told=[words for one in tries if (words := try_words(one, on))],
        is_reached=any(one.is_reached for one in tries),
    )


def _news(marks: Sequence[int | None]) -> News:
    """What the marks of a day come to; an absence without a reason is louder than one with."""
    if UNMARKED in marks or NO_REASON in marks:
        return News.UNEXPLAINED
    absent = range(AUTHORISED_NUMBERS[0], UNAUTHORISED_NUMBERS[-1] + 1)
    if any(code in absent and code != LATE_AFTER_CLOSE for code in marks if code is not None):
        return News.ABSENT
    return News.LATE if {LATE, LATE_AFTER_CLOSE} & set(marks) else News.TOLD


def _mark(code: int | None) -> tuple[str, str, str]:
    if not code:
        return "", "", "No mark" if code == UNMARKED else "Not closed yet"
    found = code_of(code)
    return found.letter, found.code_class.css, found.title


def _words(lines: Sequence[BulletinLine]) -> str:
    """The figures of some pupils: "3 absent, 1 of them without a reason, 2 late"."""
    unexplained = sum(line.news is News.UNEXPLAINED for line in lines)
    absent = unexplained + sum(line.news is News.ABSENT for line in lines)
    late = sum(line.news is News.LATE for line in lines)
    reached = sum(line.is_reached for line in lines)
    parts = [f"{absent} absent"]
    parts += [f"{unexplained} of them without a reason"] if unexplained else []
    parts += [f"{late} late"] if late else []
    parts += [f"{reached} with the family told or spoken with"] if reached else []
    return ", ".join(parts)
