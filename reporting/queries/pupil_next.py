"""What comes next for a pupil, with its day: N codes, lines that ask for an act, plans, visits, steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.urls import reverse

from accounts.roles import Permission
from attendance.codes import NO_REASON, code_of
from attendance.lines import ASKS_FOR_ACT
from attendance.permit_times import when_words
from attendance.queries.lines.standing import StandingLine
from attendance.queries.row_links import row_links
from attendance.thresholds import n_deadline
from reporting.queries.pupil_calendars import PupilCalendar
from reporting.queries.pupil_heads import PupilHead
from schools.access import Rights
from schools.calendar import LONDON, academic_year_start
from schools.queries.rows import rows_of
from schools.wording import count_words, short_day_words, time_words

N_DAYS = "n_code.school_days"
MOST_LINES = 12
# So long a step whose day has gone is still told: nobody says that one is done.
STILL_TOLD = timedelta(days=14)
VISITS = "attendance_visit"

OWN = """
WITH own (id) AS (
  SELECT id FROM schools_pupil
  WHERE school_id = %(school)s AND (id = %(pupil)s OR merged_into_id = %(pupil)s))
"""
PLANS = """
SELECT 'plan', p.starts_on, json_build_object('id', p.id, 'code', p.code, 'starts_on', p.starts_on,
         'ends_on', p.ends_on, 'places', p.places, 'note', p.note)
FROM attendance_codepermit p
WHERE p.pupil_id IN (SELECT id FROM own) AND p.ended_at IS NULL AND p.ends_on >= %(on)s
UNION ALL
SELECT 'review', p.review_on, json_build_object('id', p.id, 'code', p.code)
FROM attendance_codepermit p
WHERE p.pupil_id IN (SELECT id FROM own) AND p.ended_at IS NULL AND p.ends_on >= %(on)s
  AND p.review_on >= %(told_since)s
"""
VISITS_DUE = """
SELECT 'visit', (v.due_at AT TIME ZONE 'Europe/London')::date, json_build_object(
         'id', v.id, 'due', v.due_at, 'visitor', u.full_name)
FROM attendance_visit v JOIN accounts_user u ON u.id = v.visitor_id
WHERE v.pupil_id IN (SELECT id FROM own) AND v.set_out_at IS NULL AND v.cancelled_at IS NULL
UNION ALL
SELECT 'step', v.next_on, json_build_object('id', v.id, 'words', v.next_step)
FROM attendance_visit v
WHERE v.pupil_id IN (SELECT id FROM own) AND v.next_on >= %(told_since)s AND v.next_step <> ''
"""
STAYS = """
SELECT 'stay', s.until_on, json_build_object('from_on', s.from_on, 'until_on', s.until_on)
FROM attendance_stayathome s WHERE s.pupil_id IN (SELECT id FROM own) AND s.until_on >= %(on)s
"""


@dataclass(frozen=True)
class NextLine:
    """Something that is due: its day, how near that is ("due", "soon" or "ok"), and where it is done."""

    on: date
    when: str
    tone: str
    words: str
    note: str = ""
    url: str = ""
    letter: str = ""
    css: str = ""


@dataclass(frozen=True)
class NextDates:
    """What is due, earliest first; `opened` are tables of which words stand here, to be written down."""

    lines: list[NextLine]
    more: int
    opened: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Days:
    starts_on: date
    ends_on: date
    places: Sequence[int]


def next_dates(
    rights: Rights,
    head: PupilHead,
    calendar: PupilCalendar | None,
    lines: Sequence[StandingLine] | None,
    *,
    n_days: int,
) -> NextDates | None:
    """What the reader may know to be due: one statement.

    None without a line for who does not see all that may be due: only who does is told that nothing is.
    """
    parts, is_all = _parts(rights, head)
    on = rights.on
    rows = _rows(rights, head, parts)
    found = [
        *_waiting(rights, head, calendar, n_days),
        *(_line_due(line, on) for line in lines or () if line.kind in ASKS_FOR_ACT and not line.act),
        *(_READERS[kind](rights, due, facts) for kind, due, facts in rows),
    ]
    found.sort(key=lambda line: line.on)
    if not found and not (is_all and head.shown.history and lines is not None):
        return None
    opened = (VISITS,) if any(kind == "step" for kind, _, _ in rows) else ()
    return NextDates(found[:MOST_LINES], max(0, len(found) - MOST_LINES), opened)


def _parts(rights: Rights, head: PupilHead) -> tuple[list[str], bool]:
    """What the reader's rights open, and whether that is all."""
    parts = {
        PLANS: rights.has_for_school(Permission.PERMIT_MANAGE),
        VISITS_DUE: head.shown.visits,
        STAYS: head.shown.history,
    }
    return [sql for sql, is_open in parts.items() if is_open], all(parts.values())


def _rows(rights: Rights, head: PupilHead, parts: Sequence[str]) -> list[tuple[Any, ...]]:
    if not parts:
        return []
    asked = {
        "school": rights.school.pk,
        "pupil": head.pupil_id,
        "on": rights.on,
        "told_since": rights.on - STILL_TOLD,
    }
    return rows_of(f"{OWN} {' UNION ALL '.join(parts)}", asked)


def _waiting(rights: Rights, head: PupilHead, calendar: PupilCalendar | None, n_days: int) -> list[NextLine]:
    """The N codes by their last days, and today's, for which somebody is to be rung (reg 10(7)-(9))."""
    if calendar is None:
        return []
    today = calendar.today
    first = calendar.every[0].on if calendar.every else academic_year_start(today)
    waiting = [on for on, _, number in calendar.marks(first, today) if number == NO_REASON]
    found = _n_codes(rights, calendar, waiting, n_days) if head.shown.history else []
    if today in waiting and head.shown.calls:
        call = row_links(rights, head.pupil_id).call
        found.append(_line(today, today, "Ring home: no reason for today yet", url=call, is_due=True))
    return found


def _n_codes(rights: Rights, calendar: PupilCalendar, waiting: Sequence[date], n_days: int) -> list[NextLine]:
    due = [(n_deadline(on, calendar.school_days, n_days), on) for on in waiting]
    url = reverse("n_codes", args=[rights.school.slug]) if rights.has(Permission.N_CODE_RESOLVE) else ""
    return [
        _line(
            last,
            calendar.today,
            f"{count_words(len(list(days)), 'N code')} must be resolved",
            url=url,
            letter="N",
            css="n",
        )
        for last, days in groupby(due, key=lambda each: each[0])
        if last is not None
    ]


def _line_due(line: StandingLine, on: date) -> NextLine:
    return NextLine(on, "Now", "due", line.title, note=f"{line.evidence}. Nothing was done yet", url=line.url)


def _plan(rights: Rights, due: date, facts: Mapping[str, Any]) -> NextLine:
    code = code_of(facts["code"]) if facts["code"] is not None else None
    days = _Days(due, date.fromisoformat(facts["ends_on"]), facts["places"])
    is_going_on = due <= rights.on
    return NextLine(
        on=rights.on if is_going_on else due,
        when="Going on" if is_going_on else _when(due, rights.on),
        tone="ok",
        words=facts["note"] or (code.title if code else "A plan without words"),
        note=when_words(days),
        url=_permit_url(rights, facts),
        letter=code.letter if code else "",
        css=code.code_class.css if code else "",
    )


def _review(rights: Rights, due: date, facts: Mapping[str, Any]) -> NextLine:
    code = code_of(facts["code"]) if facts["code"] is not None else None
    words = f"Review of {code.letter}, {code.title}" if code else "Review of what was planned"
    return _line(due, rights.on, words, url=_permit_url(rights, facts))


def _visit(rights: Rights, due: date, facts: Mapping[str, Any]) -> NextLine:
    at = time_words(datetime.fromisoformat(facts["due"]).astimezone(LONDON))
    url = reverse("visit", args=[rights.school.slug, facts["id"]])
    return _line(due, rights.on, f"Home visit at {at}", note=facts["visitor"], url=url)


def _step(rights: Rights, due: date, facts: Mapping[str, Any]) -> NextLine:
    url = reverse("visit", args=[rights.school.slug, facts["id"]])
    return _line(due, rights.on, facts["words"], note="Next step of a visit", url=url)


def _stay(rights: Rights, due: date, facts: Mapping[str, Any]) -> NextLine:
    words = "Last day of staying at home, as the school asked"
    return _line(due, rights.on, words)


_READERS = {"plan": _plan, "review": _review, "visit": _visit, "step": _step, "stay": _stay}


def _permit_url(rights: Rights, facts: Mapping[str, Any]) -> str:
    return reverse("permit", args=[rights.school.slug, facts["id"]])


def _line(due: date, today: date, words: str, *, is_due: bool = False, **more: str) -> NextLine:
    tone = "due" if is_due or due < today else "soon" if due <= today + timedelta(days=7) else "ok"
    return NextLine(due, _when(due, today), tone, words, **more)


def _when(due: date, today: date) -> str:
    return "Today" if due == today else short_day_words(due)
