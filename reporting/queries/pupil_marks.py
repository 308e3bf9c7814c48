"""The marks of a pupil that make a figure: chosen days week by week, their tally, and the lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from accounts.roles import Permission
from attendance.bands import MOVEMENT_KEYS, MovementValues, has_few_sessions
from attendance.codes import ILLNESS, code_of
from attendance.line_rules import LINE_KEYS, LineDays, LineValues, PupilMarks
from attendance.lines import LineKind
from attendance.metrics import NO_SESSIONS, Tally, percent
from attendance.queries.figures.sums import Days
from attendance.queries.figures.year_tables import to_come_sql, to_come_values
from attendance.queries.lines.standing import lines_of_pupil
from attendance.queries.registers.rows import StripDay, strip_weeks
from reporting.mark_kinds import KINDS, is_of_kind
from reporting.queries.links import pupil_url
from reporting.queries.movement_lines import absence_words, of_words
from reporting.queries.pupil_lines import LineLine, YearFacts, left_words, line_lines
from schools.access import Rights, get_pupil_for
from schools.calendar import Session, academic_year_start, day_in, monday_of
from schools.models import Pupil
from schools.queries.dated_values import own_sources, values_of
from schools.queries.pupil_joins import REGISTRATION
from schools.queries.reach import reaching
from schools.queries.rows import rows_of
from schools.wording import count_words, date_words, short_day_words

# School days as far back as any line looks, with the marks of a pupil, and whether on roll here.
SESSIONS = """
SELECT d.date, m.session, m.code, EXISTS (
  SELECT FROM schools_rollentry e WHERE e.pupil_id = %(pupil)s AND e.school_id = %(school)s
    AND e.admitted_on <= d.date AND (e.left_on IS NULL OR d.date <= e.left_on))
FROM schools_schoolday d
LEFT JOIN attendance_mark m ON m.pupil_id = %(pupil)s AND m.school_id = d.school_id AND m.date = d.date
WHERE d.school_id = %(school)s AND d.date BETWEEN %(since)s AND %(on)s
ORDER BY d.date, m.session
"""
# The class, and the sessions that the year still has.
PLACE = f"""
WITH {to_come_sql("%(pupil)s")}
SELECT coalesce(g.name, ''), coalesce(t.sessions, 0)
FROM schools_pupil p {REGISTRATION} LEFT JOIN to_come t ON t.pupil_id = p.id WHERE p.id = %(pupil)s
"""
MOST_MARKS = 120
RIGHTS_HERE = (Permission.ATTENDANCE_HISTORY, Permission.CASE_READ, Permission.PUPIL_SEARCH)
YEAR_SHOWN = "The school year to date is shown."


@dataclass(frozen=True)
class Asked:
    """What the address asks for: the days as they were typed, and a kind of mark by its word."""

    from_on: str = ""
    until_on: str = ""
    kind: str = ""


@dataclass(frozen=True)
class MarkLine:
    """One session: its day and half, and its mark; a missing mark has no letter."""

    when: str
    letter: str
    css: str
    title: str


@dataclass(frozen=True)
class MarksWeek:
    """A week of the chosen days: its tally in words, and its marks for who may read them."""

    words: str
    tally: str
    strip: list[list[StripDay]]
    strip_words: str


@dataclass(frozen=True)
class MarksPage:
    """A pupil's marks of some days. Without `sees_marks` the weeks have totals alone, and no mark is named.

    `url` is the page of the pupil, for who may open it. `problem` says why the days asked for are not those
    shown.
    """

    pupil_id: int
    name: str
    url: str
    group: str
    days: Days
    days_words: str
    problem: str
    attended: str
    attended_percent: str
    absence: str
    is_few: bool
    missing: str
    sees_marks: bool
    weeks: list[MarksWeek]
    kinds: list[tuple[str, str, int]]
    kind: str
    marks: list[MarkLine]
    more: int
    lines: list[LineLine]
    left: list[str]


@dataclass(frozen=True)
class SchoolSession:
    """One session of a school day on which the pupil was on roll; `number` is None for a missing mark."""

    date: date
    session: Session
    number: int | None


@dataclass(frozen=True)
class _Read:
    """What a page of marks is made of: the pupil, the rights that reach them, the days and the sessions."""

    name: str
    group: str
    rights: Collection[Permission]
    standing: dict[LineKind, str]
    days: Days
    problem: str
    values: MovementValues
    sessions: list[SchoolSession]
    facts: YearFacts


def marks_page(rights: Rights, pupil_id: int, asked: Asked, *, on: date) -> MarksPage:
    """The marks behind a pupil's figures of the days asked for: eight statements at most; 404 out of reach.

    The lines are those of the last of the days, by the values then in force. Without days it is the school
    year to date.
    """
    read = _read(rights, pupil_id, asked, on=on)
    days, sees_marks = read.days, Permission.ATTENDANCE_HISTORY in read.rights
    chosen = [each for each in read.sessions if each.date >= days.from_on]
    kind = asked.kind if asked.kind in KINDS else "missed"
    found = [each for each in chosen if is_of_kind(kind, each.number)] if sees_marks else []
    tally = _tally(chosen)
    missing = sum(each.number is None and each.date < on for each in chosen)
    return MarksPage(
        pupil_id=pupil_id,
        name=read.name,
        url=pupil_url(rights, pupil_id) if Permission.PUPIL_SEARCH in read.rights else "",
        group=read.group,
        days=days,
        days_words=f"{date_words(days.from_on)} to {date_words(days.until_on)}",
        problem=read.problem,
        attended=of_words(tally),
        attended_percent=percent(tally.attendance_rate),
        absence=absence_words(tally, sum(each.number == ILLNESS for each in chosen)),
        is_few=has_few_sessions(tally, read.values),
        missing=count_words(missing, "missing mark") if missing else "",
        sees_marks=sees_marks,
        weeks=_weeks(chosen, sees_marks=sees_marks),
        kinds=_kinds(chosen) if sees_marks else [],
        kind=kind,
        marks=[_mark(each) for each in reversed(found)][:MOST_MARKS],
        more=max(0, len(found) - MOST_MARKS),
        lines=line_lines(
            read.facts,
            duties=sees_marks and Permission.CASE_READ in read.rights,
            standing=read.standing,
        ),
        left=left_words(read.facts),
    )


def _read(rights: Rights, pupil_id: int, asked: Asked, *, on: date) -> _Read:
    """Whom the person may see, of which days, and what the lines take of them; 404 out of reach."""
    pupil = get_pupil_for(rights, Permission.FIGURES_VIEW, pupil_id)
    rights_here = reaching(rights, pupil.pk, RIGHTS_HERE)
    days, problem = days_asked(asked, on=on)
    values = values_of(rights.school, {*LINE_KEYS, *MOVEMENT_KEYS}, on=days.until_on)
    school_days, sessions = _sessions(pupil, days)
    group, to_come = rows_of(PLACE, _place_values(pupil, days.until_on, on=on))[0]
    return _Read(
        name=pupil.known_name,
        group=group,
        rights=rights_here,
        standing=_standing(rights, pupil, days, on=on) if Permission.CASE_READ in rights_here else {},
        days=days,
        problem=problem,
        values=MovementValues.of(values),
        sessions=sessions,
        facts=_facts(
            pupil, LineValues.of(values), school_days, sessions, until=days.until_on, to_come=to_come
        ),
    )


def _standing(rights: Rights, pupil: Pupil, days: Days, *, on: date) -> dict[LineKind, str]:
    """The pages of the lines that stand; those of this year are not what an earlier year crossed."""
    if academic_year_start(days.until_on) != academic_year_start(on):
        return {}
    return {line.kind: line.url for line in lines_of_pupil(rights, pupil.pk, on=on)}


def days_asked(asked: Asked, *, on: date) -> tuple[Days, str]:
    """The days of the address, and why they are not those asked for; without any the school year so far."""
    year = Days(academic_year_start(on), on)
    first, last = day_in(asked.from_on), day_in(asked.until_on)
    if (asked.from_on and first is None) or (asked.until_on and last is None):
        return year, f"One of the days is no date. {YEAR_SHOWN}"
    until_on = min(last or on, on)
    from_on = first or academic_year_start(until_on)
    if from_on > until_on:
        return year, f"The first day lies after the last, or after today. {YEAR_SHOWN}"
    if from_on < academic_year_start(until_on):
        return year, f"Both days must lie in one school year. {YEAR_SHOWN}"
    return Days(from_on, until_on), ""


def _sessions(pupil: Pupil, days: Days) -> tuple[list[date], list[SchoolSession]]:
    """The school days up to the last day asked for, and the pupil's sessions on them while on roll."""
    year = academic_year_start(days.until_on)
    asked = {
        "pupil": pupil.pk,
        "school": pupil.school_id,
        "since": year.replace(year=year.year - 1),
        "on": days.until_on,
    }
    rows = rows_of(SESSIONS, asked)
    marks: dict[date, dict[int, int]] = {}
    for on, half, number, is_on_roll in rows:
        held = marks.setdefault(on, {}) if is_on_roll else {}
        if half is not None:
            held[half] = number
    dates = sorted({row[0] for row in rows})
    sessions = [
        SchoolSession(on, half, held.get(half)) for on, held in sorted(marks.items()) for half in Session
    ]
    return dates, sessions


def _facts(
    pupil: Pupil,
    values: LineValues,
    school_days: Sequence[date],
    sessions: Sequence[SchoolSession],
    *,
    until: date,
    to_come: int,
) -> YearFacts:
    return YearFacts(
        marks=PupilMarks(pupil.born_on, _counted(sessions)),
        values=values,
        days=LineDays.of(values, school_days, until),
        tally=_tally([each for each in sessions if each.date >= academic_year_start(until)]),
        to_come=to_come,
        sources=own_sources(pupil.school_id, LINE_KEYS, on=until),
    )


def _counted(sessions: Sequence[SchoolSession]) -> list[tuple[date, int, int]]:
    return [(each.date, each.session.value, each.number) for each in sessions if each.number is not None]


def _tally(sessions: Sequence[SchoolSession]) -> Tally:
    return Tally.of_numbers(Counter(each.number for each in sessions if each.number is not None))


def _place_values(pupil: Pupil, until: date, *, on: date) -> dict[str, Any]:
    """What `PLACE` takes: after the days shown all sessions are to come, of today those without a mark."""
    left_from = until if until == on else until + timedelta(days=1)
    to_come = to_come_values(pupil.school_id, left_from=left_from, marked_until=until)
    return to_come | {"pupil": pupil.pk, "on": until}


def _weeks(sessions: Sequence[SchoolSession], *, sees_marks: bool) -> list[MarksWeek]:
    by_week = groupby(sessions, key=lambda each: monday_of(each.date))
    return [_week(list(found), sees_marks=sees_marks) for _, found in by_week][::-1]


def _week(sessions: Sequence[SchoolSession], *, sees_marks: bool) -> MarksWeek:
    tally = _tally(sessions)
    words = of_words(tally) or NO_SESSIONS
    missed = f", {tally.unauthorised} unauthorised" if tally.unauthorised else ""
    marks: dict[tuple[date, int], Any] = {
        (each.date, each.session.value): code_of(each.number) for each in sessions if each.number is not None
    }
    dates = tuple(sorted({each.date for each in sessions}))
    return MarksWeek(
        words=f"{dates[0].day} {dates[0]:%b}",
        tally=f"{words}{missed}",
        strip=strip_weeks(marks, dates) if sees_marks else [],
        strip_words=f"Week of {short_day_words(dates[0])}: attended {words}{missed}",
    )


def _kinds(sessions: Sequence[SchoolSession]) -> list[tuple[str, str, int]]:
    """The kinds of marks, each with its words and how many sessions of the chosen days are of it."""
    return [
        (key, words, sum(is_of_kind(key, each.number) for each in sessions)) for key, words in KINDS.items()
    ]


def _mark(each: SchoolSession) -> MarkLine:
    when = f"{short_day_words(each.date)} {each.session.name}"
    if each.number is None:
        return MarkLine(when, "", "", "No mark")
    code = code_of(each.number)
    return MarkLine(when, code.letter, code.code_class.css, code.title)
