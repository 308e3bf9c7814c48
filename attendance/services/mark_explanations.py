"""Why a row of a save was left alone: what stands there, and who set it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from attendance.codes import Code, code_of, find_code
from attendance.models import MarkSource
from attendance.queries.registers.frame import RegisterFrame
from attendance.services.mark_outcomes import (
    Conflict,
    MarkChange,
    MarkProblem,
    SavedMark,
    SaveOutcome,
    had_words,
)
from attendance.services.mark_statements import EXPECTED, OVERRULED, common_values
from schools.wording import time_words

STANDING = f"""
WITH sent AS (SELECT unnest(%(pupils)s::bigint[]) AS pupil_id), expected AS ({EXPECTED})
SELECT p.id, p.known_forename || ' ' || p.known_surname, m.code, m.minutes_late, m.version, m.source,
       m.set_at, coalesce(u.full_name, 'An import'),
       r.submitted_at IS NOT NULL
         OR m.code IS NOT NULL AND attendance_is_closed(m.school_id, m.date, m.session, m.register_id),
       ({OVERRULED})
FROM expected JOIN schools_pupil p ON p.id = expected.pupil_id
LEFT JOIN attendance_mark m ON m.pupil_id = p.id AND m.date = %(on)s AND m.session = %(session)s
LEFT JOIN attendance_register r ON r.group_id = %(group)s AND r.date = %(on)s AND r.session = %(session)s
LEFT JOIN accounts_user u ON u.id = m.set_by_id
"""


def explain(
    frame: RegisterFrame,
    unsettled: Mapping[int, MarkChange],
    refused: Mapping[int, str],
    outcome: SaveOutcome,
    *,
    office: bool,
) -> None:
    """Say of each row that was not saved why. Names and marks are told of this register's pupils alone."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, common_values(frame) | {"pupils": [*unsettled, *refused]})
        rows = cursor.fetchall()
    for pupil_id, name, *found in rows:
        if pupil_id in refused:
            outcome.problems.append(MarkProblem(pupil_id, _about(name, refused[pupil_id])))
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
    number, minutes, version, source, set_at, who, closed, overruled = found
    theirs = code_of(number) if number is not None else None
    problem = ""
    if (theirs.letter if theirs else "") == _letter(frame, change) and change.minutes in (None, minutes):
        outcome.saved.append(SavedMark(change.pupil_id, theirs, minutes, version or 0))
    elif closed and (theirs or not office):
        problem = f"{name}: {_closed_words(change, theirs)}"
    elif theirs and source != MarkSource.REGISTER and not office and version == change.base_version:
        problem = f"{name}: the office set {theirs.letter}. Ask the office to change it"
    elif theirs and overruled is not None and not office and version == change.base_version:
        problem = f"{name}: {had_words(overruled)}"
    else:
        outcome.conflicts.append(
            replace(
                _conflict(change, name, theirs, minutes, version or 0, set_at=set_at, who=who),
                by_office=source not in (None, MarkSource.REGISTER),
            )
        )
    if problem:
        outcome.problems.append(MarkProblem(change.pupil_id, problem))


def _about(name: str, sentence: str) -> str:
    """A sentence after the name that it is about."""
    starts = sentence[0].lower() if sentence[1:2].islower() else sentence[0]
    return f"{name}: {starts}{sentence[1:]}"


def _closed_words(change: MarkChange, theirs: Code | None) -> str:
    if theirs is None:
        return "the register is submitted. Tell the office, which marks this pupil"
    if change.here:
        return f"the register is closed. Tell the office, which changes {theirs.letter}"
    return f"the register is closed. Load the page again to change {theirs.letter}"


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
