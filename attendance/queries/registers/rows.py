"""The pupils of a register, each with mark, flags and the last two weeks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.db import connection
from django.utils import timezone

from attendance.codes import Code, code_of
from attendance.models import ReplyDecision
from attendance.queries.permits.in_force import COVERS
from attendance.queries.registers.frame import RegisterFrame
from attendance.queries.registers.on_register import ON_REGISTER
from attendance.reply_words import THOUGHT_IN, sessions_meant
from schools.calendar import Session, monday_of
from schools.names import sort_key
from schools.pupil_flags import Flag, glance_flags
from schools.wording import count_words, list_words, short_day_words, time_words

ROWS = f"""
SELECT p.id, p.known_surname, p.known_forename, m.code, m.minutes_late, coalesce(m.version, 0),
       coalesce(m.source, ''), coalesce(m.note, ''), m.set_at, coalesce(u.full_name, ''),
       coalesce((SELECT p.note FROM attendance_codepermit p
                 WHERE p.pupil_id = g.pupil_id AND p.code IS NULL AND {COVERS}
                 ORDER BY p.granted_at DESC, p.id DESC LIMIT 1), ''),
       CASE WHEN m.source = 'register' THEN
         (SELECT a.code_before FROM attendance_screenalert a
          WHERE a.pupil_id = p.id AND a.date = %(on)s AND a.session = %(session)s AND a.kind = 'here'
          ORDER BY a.id DESC LIMIT 1) END,
       ARRAY(SELECT f.kind FROM schools_supportfact f WHERE f.pupil_id = p.id AND f.from_on <= %(on)s
               AND (f.until_on IS NULL OR f.until_on >= %(on)s) ORDER BY f.kind),
       h.reason, h.session, h.received_at
FROM {ON_REGISTER} g
JOIN schools_pupil p ON p.id = g.pupil_id
LEFT JOIN attendance_mark m ON m.pupil_id = p.id AND m.date = %(on)s AND m.session = %(session)s
LEFT JOIN accounts_user u ON u.id = m.set_by_id
LEFT JOIN LATERAL (
  SELECT r.reason, r.session, r.received_at FROM attendance_familyreply r
  WHERE r.pupil_id = p.id AND r.date = %(on)s AND r.decision <> '{ReplyDecision.NOT_ACCEPTED.value}'
  ORDER BY r.decision = '' AND r.session = %(session)s AND r.reason = '{THOUGHT_IN}' DESC,
           r.received_at DESC, r.id DESC LIMIT 1) h ON true
WHERE g.group_id = %(group)s
"""
# Pupil by pupil, so that no other class is read; places in the strip, because dates are slow to parse.
STRIP = """
SELECT p.id, array_agg(array_position(%(dates)s::date[], m.date) - 1), array_agg(m.session), array_agg(m.code)
FROM unnest(%(pupils)s::bigint[]) AS p (id)
CROSS JOIN LATERAL (
  SELECT date, session, code FROM attendance_mark
  WHERE pupil_id = p.id AND date BETWEEN %(first)s AND %(last)s AND date = ANY(%(dates)s::date[]) OFFSET 0) m
GROUP BY p.id
"""
HALVES = (Session.AM.value, Session.PM.value)


@dataclass(frozen=True)
class StripCell:
    """One session of the strip; an empty letter is a session without a mark."""

    letter: str
    css: str
    title: str


@dataclass(frozen=True)
class StripDay:
    """A school day of the strip, morning over afternoon."""

    date_words: str
    am: StripCell
    pm: StripCell


@dataclass(frozen=True)
class HomeAnswer:
    """A family's last answer about a session, and when it came (local time)."""

    reason: str
    at: datetime


@dataclass(frozen=True)
class RegisterRow:
    """One pupil of a register.

    `locked`: the mark cannot be pressed here. `may_overrule`: but "Here?" can, over a code of the office.
    The note is the mark's, else that of a permit without a code ("Dentist 09:30, back by 10:45"). `home` is
    what the family has answered about this session, for who may be told.
    """

    number: int
    pupil_id: int
    surname: str
    forename: str
    code: str
    css: str
    minutes: int | None
    version: int
    source: str
    note: str
    set_words: str
    flags: list[Flag]
    strip: list[list[StripDay]] = field(default_factory=list)
    strip_words: str = ""
    locked: bool = False
    may_overrule: bool = False
    amend_url: str = ""
    home: HomeAnswer | None = None

    @property
    def name(self) -> str:
        """The name as messages use it."""
        return f"{self.forename} {self.surname}"


def register_rows(frame: RegisterFrame, *, with_flags: bool, with_strip: bool = True) -> list[RegisterRow]:
    """The rows of a register in surname order: two statements, whatever the size of the group."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS, {"group": frame.group.pk, "on": frame.date, "session": frame.session.value})
        found = sorted(cursor.fetchall(), key=lambda row: (sort_key(row[1]), sort_key(row[2]), row[0]))
    starts_at = frame.times.starts_at(frame.date, frame.session) if frame.times else None
    strips = _strips([row[0] for row in found], frame.strip_dates) if with_strip else {}
    return [
        _row(
            number,
            row,
            with_flags,
            strips.get(row[0], {}),
            frame.strip_dates if with_strip else (),
            starts_at,
            frame.session,
        )
        for number, row in enumerate(found, start=1)
    ]


def _row(
    number: int,
    row: tuple,  # type: ignore[type-arg]
    with_flags: bool,
    marks: dict[tuple[date, int], Code],
    dates: tuple[date, ...],
    starts_at: datetime | None,
    half: Session,
) -> RegisterRow:
    (pupil_id, surname, forename, number_of_code, minutes, version, source, note, set_at, by, *more) = row
    agreed, overruled, kinds, *answer = more
    code = code_of(number_of_code) if number_of_code is not None else None
    return RegisterRow(
        number=number,
        pupil_id=pupil_id,
        surname=surname,
        forename=forename,
        code=code.letter if code else "",
        css=code.code_class.css if code else "",
        minutes=minutes,
        version=version,
        source=source,
        note=_note(code, minutes, starts_at, note or agreed, overruled),
        set_words=set_words(code, set_at, by),
        flags=glance_flags(kinds) if with_flags else [],
        strip=strip_weeks(marks, dates),
        strip_words=strip_words(marks, dates),
        home=_home(half, *answer),
    )


def _home(half: Session, reason: str | None, about: int, at: datetime) -> HomeAnswer | None:
    """A family's answer, where it speaks of this session."""
    if reason is None or half not in sessions_meant(reason, Session(about)):
        return None
    return HomeAnswer(reason, timezone.localtime(at))


def _note(
    code: Code | None, minutes: int | None, starts_at: datetime | None, note: str, overruled: int | None
) -> str:
    """What stands under the name: the office's code that "Here?" overruled, then the note or the arrival."""
    if not note and code is not None and minutes:
        note = f"{minutes} min late"
        if starts_at is not None:
            note += f", {time_words(timezone.localtime(starts_at + timedelta(minutes=minutes)))}"
    if overruled is None:
        return note
    return f"Office had {code_of(overruled).letter}. The office was told. {note}".rstrip()


def set_words(code: Code | None, set_at: datetime | None, by: str) -> str:
    """Who set a mark and when: "L at 08:49 by Ms Okafor"; empty without a mark."""
    if code is None or set_at is None:
        return ""
    return f"{code.letter} at {time_words(timezone.localtime(set_at))} by {by or 'an import'}"


def _strips(pupils: list[int], dates: tuple[date, ...]) -> dict[int, dict[tuple[date, int], Code]]:
    if not dates:
        return {}
    with connection.cursor() as cursor:
        facts: dict[str, Any] = {"pupils": pupils, "dates": list(dates), "first": dates[0], "last": dates[-1]}
        cursor.execute(STRIP, facts)
        return {
            pupil_id: {
                (dates[place], half): code_of(number)
                for place, half, number in zip(places, halves, codes, strict=True)
            }
            for pupil_id, places, halves, codes in cursor.fetchall()
        }


def strip_weeks(marks: dict[tuple[date, int], Code], dates: tuple[date, ...]) -> list[list[StripDay]]:
    """School days as a strip shows them, week by week, each with its two marks."""
    return [
        [
            _strip_day(on, *(marks[on, half].number if (on, half) in marks else None for half in HALVES))
            for on in days
        ]
        for days in _weeks(dates)
    ]


@lru_cache(maxsize=64)
def _weeks(dates: tuple[date, ...]) -> list[list[date]]:
    return [list(days) for _, days in groupby(dates, key=monday_of)]


# A class shows 300 of these, and most are the same.
@lru_cache(maxsize=4096)
def _strip_day(on: date, am: int | None, pm: int | None) -> StripDay:
    words = short_day_words(on)
    return StripDay(words, _cell(words, Session.AM, am), _cell(words, Session.PM, pm))


def _cell(day: str, school_session: Session, number: int | None) -> StripCell:
    if number is None:
        return StripCell("", "", f"{day} {school_session.name} no mark")
    code = code_of(number)
    return StripCell(code.letter, code.code_class.css, f"{day} {school_session.name} {code.letter}")


def strip_words(marks: dict[tuple[date, int], Code], dates: tuple[date, ...]) -> str:
    """A strip in words, for who cannot see it: "Last 10 school days: 18 present and 2 authorised absence"."""
    if not dates:
        return ""
    counts = Counter(code.code_class.title for code in marks.values())
    parts = [f"{count} {words}" for words, count in counts.items()]
    blank = 2 * len(dates) - len(marks)
    if blank:
        parts.append(f"{blank} without a mark")
    return f"Last {count_words(len(dates), 'school day')}: {list_words(parts)}"
