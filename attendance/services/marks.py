"""Taking a register: marks saved as they are pressed, and nothing overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.audit import acting, log_event
from accounts.models import User
from attendance.codes import CODES, Code, CodeClass, code_of, find_code, mark_problem
from attendance.models import MarkSource
from attendance.queries.on_register import ON_REGISTER
from attendance.queries.register_frame import RegisterFrame
from attendance.queries.registers import choice_words, may_set
from schools.models import Pupil
from schools.wording import time_words

MOST_MINUTES = 240
AGE_LETTERS = frozenset({"X", "C2"})


@dataclass(frozen=True)
class MarkChange:
    """A mark as a page sends it. An empty letter clears; `base_version` is the version the page last saw."""

    pupil_id: int
    letter: str
    base_version: int
    minutes: int | None = None
    here: bool = False


@dataclass(frozen=True)
class SavedMark:
    """A mark as it now stands."""

    pupil_id: int
    code: Code | None
    minutes: int | None
    version: int


@dataclass(frozen=True)
class Conflict:
    """A mark that someone else changed first. Nothing was overwritten."""

    pupil_id: int
    yours: str
    theirs: Code | None
    their_minutes: int | None
    their_version: int
    words: str
    set_by: str = ""
    set_at: datetime | None = None
    by_office: bool = False


@dataclass(frozen=True)
class MarkProblem:
    """A row that was not saved, with the sentence to show beside it."""

    pupil_id: int
    message: str


@dataclass
class SaveOutcome:
    """What became of each mark that a page sent."""

    saved: list[SavedMark] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    problems: list[MarkProblem] = field(default_factory=list)
    warnings: list[MarkProblem] = field(default_factory=list)


# Marks of pupils who are on this register on its day, whoever sent them.
EXPECTED = f"""
  SELECT s.* FROM sent s
  WHERE EXISTS (SELECT FROM {ON_REGISTER} g WHERE g.pupil_id = s.pupil_id AND g.group_id = %(group)s)
"""
# One statement opens the register, writes every mark whose base version still holds and names the rest.
# The register's row is locked first, and then the marks in the order of their pupils, so that two saves
# never wait for each other in a ring. A mark that comes back after it was cleared gets a version that no
# page has seen: each change left one amendment.
SAVE = f"""
WITH opened AS (
  INSERT INTO attendance_register (school_id, group_id, date, session, started_at)
  VALUES (%(school)s, %(group)s, %(on)s, %(session)s, %(now)s)
  ON CONFLICT (group_id, date, session) DO UPDATE SET started_at = attendance_register.started_at
  RETURNING id, submitted_at
), sent AS (
  SELECT * FROM unnest(%(pupils)s::bigint[], %(codes)s::smallint[], %(minutes)s::smallint[],
                       %(bases)s::smallint[]) AS s (pupil_id, code, minutes_late, base)
), expected AS ({EXPECTED}), standing AS (
  SELECT m.pupil_id FROM opened, expected e JOIN attendance_mark m USING (pupil_id)
  WHERE m.date = %(on)s AND m.session = %(session)s ORDER BY m.pupil_id FOR UPDATE OF m
), saved AS (
  INSERT INTO attendance_mark AS m (pupil_id, date, session, code, minutes_late, version, source,
                                    school_id, register_id, set_by_id, set_at, note)
  SELECT e.pupil_id, %(on)s, %(session)s, e.code, e.minutes_late,
         1 + (SELECT count(*) FROM attendance_markamendment a
              WHERE a.pupil_id = e.pupil_id AND a.date = %(on)s AND a.session = %(session)s),
         %(source)s, %(school)s, o.id, %(by)s, %(now)s, ''
  FROM expected e, opened o
  WHERE e.base = 0 OR EXISTS (SELECT FROM standing s WHERE s.pupil_id = e.pupil_id)
  ORDER BY e.pupil_id
  ON CONFLICT (pupil_id, date, session) DO UPDATE
    SET code = excluded.code, minutes_late = excluded.minutes_late, version = m.version + 1,
        source = excluded.source, register_id = excluded.register_id, set_by_id = excluded.set_by_id,
        set_at = excluded.set_at, note = ''
    WHERE m.version = (SELECT e.base FROM expected e WHERE e.pupil_id = m.pupil_id)
      AND (m.code, m.minutes_late) IS DISTINCT FROM (excluded.code, excluded.minutes_late)
      AND (%(office)s OR m.source = 'register' OR m.code = ANY (%(teacher_codes)s))
      AND (SELECT submitted_at FROM opened) IS NULL
      AND NOT attendance_is_closed(m.school_id, m.date, m.session, m.register_id)
  RETURNING m.pupil_id, m.version
)
SELECT s.pupil_id, saved.version FROM sent s LEFT JOIN saved USING (pupil_id)
"""
STANDING = f"""
WITH sent AS (SELECT unnest(%(pupils)s::bigint[]) AS pupil_id), expected AS ({EXPECTED})
SELECT p.id, p.known_forename || ' ' || p.known_surname, m.code, m.minutes_late, m.version, m.source,
       m.set_at, coalesce(u.full_name, 'An import'),
       r.submitted_at IS NOT NULL OR attendance_is_closed(m.school_id, m.date, m.session, m.register_id)
FROM expected JOIN schools_pupil p ON p.id = expected.pupil_id
LEFT JOIN attendance_mark m ON m.pupil_id = p.id AND m.date = %(on)s AND m.session = %(session)s
LEFT JOIN attendance_register r ON r.group_id = %(group)s AND r.date = %(on)s AND r.session = %(session)s
LEFT JOIN accounts_user u ON u.id = m.set_by_id
"""
CLEAR = f"""
WITH opened AS (
  SELECT submitted_at FROM attendance_register
  WHERE group_id = %(group)s AND date = %(on)s AND session = %(session)s FOR UPDATE
), sent AS (
  SELECT * FROM unnest(%(pupils)s::bigint[], %(bases)s::smallint[]) AS s (pupil_id, base)
), expected AS ({EXPECTED}), standing AS (
  SELECT m.pupil_id FROM expected e JOIN attendance_mark m USING (pupil_id) LEFT JOIN opened o ON true
  WHERE m.date = %(on)s AND m.session = %(session)s AND m.version = e.base AND o.submitted_at IS NULL
    AND (%(office)s OR m.source = 'register' OR m.code = ANY (%(teacher_codes)s))
    AND NOT attendance_is_closed(m.school_id, m.date, m.session, m.register_id)
  ORDER BY m.pupil_id FOR UPDATE OF m
)
DELETE FROM attendance_mark m USING standing s
WHERE m.pupil_id = s.pupil_id AND m.date = %(on)s AND m.session = %(session)s
RETURNING m.pupil_id
"""


def save_marks(
    frame: RegisterFrame,
    changes: Sequence[MarkChange],
    *,
    by: User,
    office: bool,
    at: datetime,
    pressed: Mapping[int, str] | None = None,
) -> SaveOutcome:
    """Save a page's changed marks in one transaction with its audit row.

    Marks of different pupils merge; a mark that changed since the page saw it
    is left alone and returned as a conflict. Sending the same marks twice
    changes nothing. A mark of a closed register is refused here: it changes by
    `amend_mark` alone, with a reason. `pressed` is when each was pressed by the page's own clock, which
    the audit row keeps: marks wait for a lost network.
    """
    outcome = SaveOutcome()
    writes, clears, refused = _sort(frame, changes, office=office)
    if not writes and not clears and not refused:
        return outcome
    with transaction.atomic():
        acting(by, at=at)
        unsettled = _write(frame, writes, outcome, by=by, office=office, at=at)
        unsettled |= _clear(frame, clears, outcome, office=office)
        if outcome.saved:
            log_event(
                "save",
                by=by,
                school=frame.group.school_id,
                tbl="attendance_register",
                obj=f"{frame.group.pk}/{frame.date}/{frame.session.name}",
                after={"marks": len(outcome.saved)} | ({"pressed": pressed} if pressed else {}),
            )
        if unsettled or refused:
            _explain(frame, unsettled, refused, outcome, office=office)
    return outcome


def _sort(
    frame: RegisterFrame, changes: Sequence[MarkChange], *, office: bool
) -> tuple[dict[int, tuple[MarkChange, Code]], dict[int, MarkChange], dict[int, str]]:
    """Changes that may be tried, as writes and clears, and why the others may not."""
    births = _births(frame, changes)
    writes: dict[int, tuple[MarkChange, Code]] = {}
    clears: dict[int, MarkChange] = {}
    refused: dict[int, str] = {}
    for change in {change.pupil_id: change for change in changes}.values():
        if not change.letter.strip():
            clears[change.pupil_id] = change
            continue
        code = find_code(change.letter, frame.date)
        problem = _code_problem(frame, change, code, office=office, born_on=births.get(change.pupil_id))
        if problem or code is None:
            refused[change.pupil_id] = problem
        else:
            writes[change.pupil_id] = (change, code)
    return writes, clears, refused


def _births(frame: RegisterFrame, changes: Sequence[MarkChange]) -> dict[int, date]:
    """Dates of birth of the pupils whose code depends on age; no statement where none does."""
    asked = [change.pupil_id for change in changes if change.letter.strip().upper() in AGE_LETTERS]
    if not asked:
        return {}
    pupils = Pupil.objects.filter(school=frame.group.school_id, pk__in=asked)
    return dict(pupils.values_list("pk", "born_on"))


def _code_problem(
    frame: RegisterFrame, change: MarkChange, code: Code | None, *, office: bool, born_on: date | None
) -> str:
    if code is None or code.is_administrative:
        return "choose a code from the list"
    letters = frame.teacher_letters
    if not may_set(code, office=office, letters=letters):
        return f"the office sets {code.letter}. Choose {choice_words(letters)}, and tell the office"
    if change.minutes is not None and not 0 <= change.minutes <= MOST_MINUTES:
        return "give the minutes late as a number from 0 to 240"
    return mark_problem(code, on=frame.date, session=frame.session, born_on=born_on) or ""


def _common(frame: RegisterFrame) -> dict[str, Any]:
    return {
        "school": frame.group.school_id,
        "group": frame.group.pk,
        "on": frame.date,
        "session": frame.session.value,
        "teacher_codes": [code.number for code in CODES if code.letter in frame.teacher_letters],
    }


def _write(
    frame: RegisterFrame,
    writes: Mapping[int, tuple[MarkChange, Code]],
    outcome: SaveOutcome,
    *,
    by: User,
    office: bool,
    at: datetime,
) -> dict[int, MarkChange]:
    """Write marks by one statement; returns the changes that it left alone."""
    if not writes:
        return {}
    sent = list(writes.values())
    with connection.cursor() as cursor:
        cursor.execute(
            SAVE,
            _common(frame)
            | {
                "pupils": [change.pupil_id for change, _ in sent],
                "codes": [code.number for _, code in sent],
                "minutes": [_minutes(change, code, frame, at) for change, code in sent],
                "bases": [change.base_version for change, _ in sent],
                "source": (MarkSource.OFFICE if office else MarkSource.REGISTER).value,
                "office": office,
                "by": by.pk,
                "now": at,
            },
        )
        answers = cursor.fetchall()
    unsettled = {}
    for pupil_id, version in answers:
        change, code = writes[pupil_id]
        if version is not None:
            outcome.saved.append(SavedMark(pupil_id, code, _minutes(change, code, frame, at), version))
        else:
            unsettled[pupil_id] = change
    return unsettled


def _minutes(change: MarkChange, code: Code, frame: RegisterFrame, at: datetime) -> int | None:
    """Minutes late: as sent, else by the clock since the session began; None for a code that is not late.

    Once the session is over the clock says nothing of when the pupil came.
    """
    if code.code_class is not CodeClass.LATE:
        return None
    if change.minutes is not None or frame.times is None:
        return change.minutes
    if at >= frame.times.ends_at(frame.date, frame.session):
        return None
    late = (at - frame.times.starts_at(frame.date, frame.session)) // timedelta(minutes=1)
    return max(0, min(late, MOST_MINUTES))


def _clear(
    frame: RegisterFrame, clears: Mapping[int, MarkChange], outcome: SaveOutcome, *, office: bool
) -> dict[int, MarkChange]:
    """Clear marks of an open register; returns the changes that it left alone."""
    if not clears:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            CLEAR,
            _common(frame)
            | {
                "pupils": list(clears),
                "bases": [change.base_version for change in clears.values()],
                "office": office,
            },
        )
        cleared = {row[0] for row in cursor.fetchall()}
    outcome.saved.extend(SavedMark(pupil_id, None, None, 0) for pupil_id in cleared)
    return {pupil_id: change for pupil_id, change in clears.items() if pupil_id not in cleared}


def _explain(
    frame: RegisterFrame,
    unsettled: Mapping[int, MarkChange],
    refused: Mapping[int, str],
    outcome: SaveOutcome,
    *,
    office: bool,
) -> None:
    """Say of each row that was not saved why. Names and marks are told of this register's pupils alone."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, _common(frame) | {"pupils": [*unsettled, *refused]})
        rows = cursor.fetchall()
    for pupil_id, name, *found in rows:
        if pupil_id in refused:
            outcome.problems.append(MarkProblem(pupil_id, f"{name}: {refused[pupil_id]}"))
        else:
            _explain_mark(frame, unsettled[pupil_id], name, found, outcome, office=office)
    outcome.problems.extend(
        MarkProblem(pupil_id, "This pupil is not on this register today")
        for pupil_id in (unsettled.keys() | refused.keys()) - {row[0] for row in rows}
    )


def _explain_mark(
    frame: RegisterFrame,
    change: MarkChange,
    name: str,
    found: Sequence[Any],
    outcome: SaveOutcome,
    *,
    office: bool,
) -> None:
    """Say of a mark left alone whether it already stood so, is closed, is the office's, or clashes."""
    number, minutes, version, source, set_at, who, closed = found
    theirs = code_of(number) if number is not None else None
    problem = ""
    if (theirs.letter if theirs else "") == _letter(frame, change) and change.minutes in (None, minutes):
        outcome.saved.append(SavedMark(change.pupil_id, theirs, minutes, version or 0))
    elif closed and theirs:
        problem = f"{name}: the register is closed. Load the page again to change {theirs.letter}"
    elif theirs and source != MarkSource.REGISTER and not office and version == change.base_version:
        problem = f"{name}: the office set {theirs.letter}. Ask the office to change it"
    else:
        outcome.conflicts.append(
            replace(
                _conflict(change, name, theirs, minutes, version or 0, set_at=set_at, who=who),
                by_office=source not in (None, MarkSource.REGISTER),
            )
        )
    if problem:
        outcome.problems.append(MarkProblem(change.pupil_id, problem))


def _letter(frame: RegisterFrame, change: MarkChange) -> str:
    code = find_code(change.letter, frame.date) if change.letter.strip() else None
    return code.letter if code else ""


def _conflict(
    change: MarkChange,
    name: str,
    theirs: Code | None,
    minutes: int | None,
    version: int,
    *,
    set_at: datetime | None,
    who: str,
) -> Conflict:
    yours = change.letter.strip().upper() or "blank"
    if theirs is None or set_at is None:
        words = f"{name}: somebody cleared this mark. You chose {yours}."
    else:
        when = time_words(timezone.localtime(set_at))
        words = f"{who} marked {name} {theirs.letter} at {when}. You chose {yours}."
    return Conflict(change.pupil_id, yours, theirs, minutes, version, words, who, set_at)
