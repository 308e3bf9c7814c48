"""The bulletin of a day for the groups within reach: who was away or late, and what home was told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import IntEnum
from typing import NamedTuple

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
from schools.wording import day_words, list_words, minutes_words

MOST_PUPILS = 400
UNMARKED = 0
# What there is to tell: an absence, a late mark, a missing mark, a message or a call. A closed session
# without a mark is a pupil's own news where the register was taken. Where the whole register is missing that
# is news of the group, which then has one row of any pupil even if nothing else happened.
NEWS = f"""
, days AS (
  SELECT p.id, p.known_forename, p.known_surname, coalesce(g.name, 'No group') AS group_name, g.year_group,
         marks.am, marks.pm, marks.minutes, taken.am AS am_taken, taken.pm AS pm_taken
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
  CROSS JOIN LATERAL (
    SELECT coalesce(bool_or(r.session = 1), false) AS am, coalesce(bool_or(r.session = 2), false) AS pm
    FROM attendance_register r
    WHERE r.group_id = g.id AND r.date = %(on)s AND r.submitted_at IS NOT NULL
  ) taken
), told AS (
  SELECT d.*, d.am = {UNMARKED} OR d.pm = {UNMARKED} AS is_unmarked,
         coalesce((d.am = {UNMARKED} AND d.am_taken) OR (d.pm = {UNMARKED} AND d.pm_taken)
           OR d.am BETWEEN {AUTHORISED_NUMBERS[0]} AND {UNAUTHORISED_NUMBERS[-1]}
           OR d.pm BETWEEN {AUTHORISED_NUMBERS[0]} AND {UNAUTHORISED_NUMBERS[-1]}
           OR {LATE} IN (d.am, d.pm), false)
         OR EXISTS (SELECT FROM schools_message m
                    WHERE m.pupil_id = d.id AND m.date = %(on)s AND {IS_MESSAGE})
         OR EXISTS (SELECT FROM attendance_contactattempt t WHERE t.pupil_id = d.id AND t.date = %(on)s
                      AND t.struck_at IS NULL AND {IS_OF_ITS_DAY}) AS has_news
  FROM days d
), placed AS (
  SELECT t.*, count(*) FILTER (WHERE t.has_news) OVER () AS held,
         count(*) FILTER (WHERE t.is_unmarked) OVER (PARTITION BY t.group_name) AS unmarked,
         bool_or(t.am = {UNMARKED} AND NOT t.am_taken) OVER (PARTITION BY t.group_name) AS am_missing,
         bool_or(t.pm = {UNMARKED} AND NOT t.pm_taken) OVER (PARTITION BY t.group_name) AS pm_missing,
         row_number() OVER (PARTITION BY t.group_name ORDER BY t.has_news DESC, t.id) AS place
  FROM told t
)
SELECT t.id, t.known_forename || ' ' || t.known_surname, t.group_name, t.am, t.pm, t.minutes, t.has_news,
       t.unmarked, t.am_missing, t.pm_missing, t.held
FROM placed t WHERE t.has_news OR (t.is_unmarked AND t.place = 1)
ORDER BY t.year_group, t.group_name, t.known_surname, t.known_forename, t.id LIMIT {MOST_PUPILS}
"""


class News(IntEnum):
    """What there is to tell of a pupil, the loudest first."""

    UNEXPLAINED = 0
    ABSENT = 1
    UNMARKED = 2
    LATE = 3
    TOLD = 4


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
    """A registration group, with its figures in words, and in `missing` which of its registers nobody took.

    Pupils without a mark in a missing register are counted and not listed.
    """

    name: str
    words: str
    missing: str
    lines: list[BulletinLine]


@dataclass(frozen=True)
class Bulletin:
    """The bulletin of a day; `more` pupils are not shown."""

    date_words: str
    line: str
    problem: str
    groups: list[BulletinGroup]
    more: int


class _Found(NamedTuple):
    """A row of `NEWS`: a pupil, and what is true of the whole group from `unmarked` on."""

    pupil_id: int
    name: str
    group: str
    am: int | None
    pm: int | None
    minutes: int | None
    has_news: bool
    unmarked: int
    am_missing: bool
    pm_missing: bool
    held: int


def bulletin_of(rights: Rights, *, on: date, now: datetime) -> Bulletin:
    """What a day brought for the pupils whose register this person may read: four statements at most.

    It tells a tutor of each message to a family and each try to reach it, without adults and their words.
    """
    is_today = on == now.date()
    at = now if is_today else datetime.combine(on, time(23), tzinfo=now.tzinfo)
    day = school_day_now(rights.school, at)
    rows: list[_Found] = []
    if not day.problem:
        tables, values = reaches(rights, seen=Permission.REGISTER_VIEW)
        values |= {
            "on": on,
            "am_closed": day.moment.is_closed(Session.AM),
            "pm_closed": day.moment.is_closed(Session.PM),
        }
        rows = [_Found(*row) for row in rows_of(tables + NEWS, values)]
    tries = tries_since({row.pupil_id: on for row in rows}, on=on) if rows else {}
    held: dict[str, list[BulletinLine]] = {row.group: [] for row in rows}
    for row in rows:
        if row.has_news:
            told = [one.without_family() for one in tries.get(row.pupil_id, []) if not one.is_ahead]
            held[row.group].append(_line(rights, row, told, on))
    of_group = {row.group: row for row in rows}
    lines = [line for found in held.values() for line in found]
    return Bulletin(
        date_words=day_words(on),
        line=_words(lines, sum(row.unmarked for row in of_group.values())) if len(held) > 1 else "",
        problem=day.problem,
        groups=[_group(of_group[name], found) for name, found in held.items()],
        more=max(0, rows[0].held - len(lines)) if rows else 0,
    )


def _group(row: _Found, lines: list[BulletinLine]) -> BulletinGroup:
    missing = [
        session.words
        for session, is_missing in ((Session.AM, row.am_missing), (Session.PM, row.pm_missing))
        if is_missing
    ]
    return BulletinGroup(
        name=row.group,
        words=_words(lines, row.unmarked),
        missing=f"No {list_words(missing, 'or')} register was submitted." if missing else "",
        lines=sorted(lines, key=lambda line: line.news),
    )


def _line(rights: Rights, row: _Found, tries: Sequence[Try], on: date) -> BulletinLine:
    marks = (row.am, row.pm)
    news = _news(marks)
    return BulletinLine(
        name=row.name,
        url=row_links(rights, row.pupil_id).pupil,
        news=news,
        marks=[_mark(code) for code in marks],
        late_words=minutes_words(row.minutes) + " late" if row.minutes and news is News.LATE else "",
        told=[words for one in tries if (words := try_words(one, on))],
        is_reached=any(one.is_reached for one in tries),
    )


def _news(marks: Sequence[int | None]) -> News:
    """What the marks of a day come to; an absence without a reason is louder than one with.

    A missing mark is no absence: it tells nothing of the pupil.
    """
    if NO_REASON in marks:
        return News.UNEXPLAINED
    absent = range(AUTHORISED_NUMBERS[0], UNAUTHORISED_NUMBERS[-1] + 1)
    if any(code in absent and code != LATE_AFTER_CLOSE for code in marks if code is not None):
        return News.ABSENT
    if {LATE, LATE_AFTER_CLOSE} & set(marks):
        return News.LATE
    return News.UNMARKED if UNMARKED in marks else News.TOLD


def _mark(code: int | None) -> tuple[str, str, str]:
    if not code:
        return "", "", "No mark" if code == UNMARKED else "Not closed yet"
    found = code_of(code)
    return found.letter, found.code_class.css, found.title


def _words(lines: Sequence[BulletinLine], unmarked: int) -> str:
    """The figures of some pupils: "3 absent, 1 of them without a reason, 2 late, 26 without a mark"."""
    unexplained = sum(line.news is News.UNEXPLAINED for line in lines)
    absent = unexplained + sum(line.news is News.ABSENT for line in lines)
    late = sum(line.news is News.LATE for line in lines)
    reached = sum(line.is_reached for line in lines)
    parts = [f"{absent} absent"]
    parts += [f"{unexplained} of them without a reason"] if unexplained else []
    parts += [f"{late} late"] if late else []
    parts += [f"{unmarked} without a mark"] if unmarked else []
    parts += [f"{reached} with the family told or spoken with"] if reached else []
    return ", ".join(parts)
