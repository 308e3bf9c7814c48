"""Marking a lesson: no statutory mark, and nothing that anybody else marked is overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.audit import acting, log_event
from accounts.roles import Permission
from attendance.access import get_lesson_for, is_office
from attendance.lessons import MOST_SCHOOL_DAYS, early_problem, minutes_late
from attendance.models import LessonCode, LessonTaken
from attendance.queries.lessons.registers import LessonFrame, LessonRow
from attendance.queries.registers.on_register import ON_REGISTER
from schools.access import Rights
from schools.queries.rows import rows_of
from schools.wording import count_words, time_words

# The marks sent for pupils of this lesson. The lesson's own row appears with its first mark. A lesson mark
# is changed and never cleared, so its version only rises.
SAVE = f"""
WITH sent AS (
  SELECT * FROM unnest(%(pupils)s::bigint[], %(codes)s::text[], %(bases)s::smallint[])
    AS s (pupil_id, code, base)
), expected AS (
  SELECT s.* FROM sent s
  WHERE EXISTS (SELECT FROM {ON_REGISTER} g WHERE g.pupil_id = s.pupil_id AND g.group_id = %(group)s)
), taken AS (
  INSERT INTO attendance_lessontaken (school_id, lesson_id, date, started_at)
  SELECT %(school)s, %(lesson)s, %(on)s, %(now)s WHERE EXISTS (SELECT FROM expected)
  ON CONFLICT (lesson_id, date) DO UPDATE SET started_at = attendance_lessontaken.started_at
  RETURNING id
), standing AS (
  SELECT k.pupil_id FROM taken, expected e JOIN attendance_lessonmark k USING (pupil_id)
  WHERE k.date = %(on)s AND k.lesson_id = %(lesson)s ORDER BY k.pupil_id FOR UPDATE OF k
), saved AS (
  INSERT INTO attendance_lessonmark AS k (pupil_id, date, lesson_id, school_id, code, minutes_late, version,
                                          set_by_id, set_at)
  SELECT e.pupil_id, %(on)s, %(lesson)s, %(school)s, e.code,
         CASE WHEN e.code = %(late)s THEN %(minutes)s::smallint END, 1, %(by)s, %(now)s
  FROM expected e, taken
  WHERE e.base = 0 OR EXISTS (SELECT FROM standing s WHERE s.pupil_id = e.pupil_id)
  ORDER BY e.pupil_id
  ON CONFLICT (pupil_id, date, lesson_id) DO UPDATE
    SET code = excluded.code, minutes_late = excluded.minutes_late, version = k.version + 1,
        set_by_id = excluded.set_by_id, set_at = excluded.set_at
    WHERE k.version = (SELECT e.base FROM expected e WHERE e.pupil_id = k.pupil_id)
      AND k.code <> excluded.code
  RETURNING k.pupil_id, k.version
)
SELECT s.pupil_id, saved.version FROM sent s LEFT JOIN saved USING (pupil_id)
"""
STANDING = f"""
SELECT p.id, p.known_forename || ' ' || p.known_surname, k.code, k.version, k.set_at,
       coalesce(u.full_name, 'Somebody')
FROM {ON_REGISTER} g JOIN schools_pupil p ON p.id = g.pupil_id
LEFT JOIN attendance_lessonmark k ON k.pupil_id = p.id AND k.date = %(on)s AND k.lesson_id = %(lesson)s
LEFT JOIN accounts_user u ON u.id = k.set_by_id
WHERE g.group_id = %(group)s AND g.pupil_id = ANY (%(pupils)s)
"""


@dataclass(frozen=True)
class LessonChange:
    """A lesson mark as a page sends it; `base_version` is the version that the page last saw."""

    pupil_id: int
    code: str
    base_version: int


@dataclass(frozen=True)
class SavedLessonMark:
    """A lesson mark as it now stands."""

    pupil_id: int
    code: str
    version: int


@dataclass(frozen=True)
class LessonConflict:
    """A lesson mark that somebody else changed first. Nothing was overwritten."""

    pupil_id: int
    theirs: str
    version: int
    words: str


@dataclass
class LessonOutcome:
    """What became of each mark that a page sent."""

    saved: list[SavedLessonMark] = field(default_factory=list)
    conflicts: list[LessonConflict] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class LessonIncompleteError(ValidationError):
    """Pupils who should be in the lesson have no mark."""


def why_not_now(rights: Rights, frame: LessonFrame, *, now: datetime) -> str:
    """Why nobody marks this lesson now, as a sentence; empty when it can be marked.

    A teacher marks a lesson of today and of the last five school days; later changes are the office's.
    """
    if frame.day_problem:
        return frame.day_problem
    if problem := early_problem(frame.on, frame.lesson.starts, now=now):
        return problem
    if frame.school_days_since > MOST_SCHOOL_DAYS and not is_office(rights):
        return (
            f"This lesson is more than {MOST_SCHOOL_DAYS} school days ago. "
            "Ask the attendance officer to change it."
        )
    return ""


def _check(rights: Rights, frame: LessonFrame, at: datetime) -> None:
    rights.check(Permission.REGISTER_SAVE)
    get_lesson_for(rights, Permission.REGISTER_SAVE, frame.lesson.lesson_id, frame.on)
    if problem := why_not_now(rights, frame, now=at):
        raise PermissionDenied(problem)


@transaction.atomic
def save_lesson_marks(
    *, rights: Rights, frame: LessonFrame, changes: Sequence[LessonChange], at: datetime
) -> LessonOutcome:
    """Save changed lesson marks in one transaction: who changed a mark first is never overwritten.

    The same marks twice are one save. No mark of a register changes. 404 for a lesson out of reach; raises
    PermissionDenied with the sentence where it cannot be marked now.
    """
    _check(rights, frame, at)
    outcome = LessonOutcome()
    wanted = {change.pupil_id: change for change in changes if change.code in LessonCode.values}
    if len(wanted) < len({change.pupil_id for change in changes}):
        outcome.problems.append("Choose /, L or N")
    if not wanted:
        return outcome
    acting(rights.user, at=at)
    unsettled = _write(rights, frame, wanted, outcome, at)
    if unsettled:
        _explain(frame, unsettled, outcome)
    if outcome.saved:
        log_event(
            "save",
            by=rights.user,
            school=frame.school_id,
            tbl="attendance_lessontaken",
            obj=f"{frame.lesson.lesson_id}/{frame.on}",
            after={"marks": len(outcome.saved)},
        )
    return outcome


def _values(frame: LessonFrame) -> dict[str, Any]:
    lesson = frame.lesson
    return {
        "school": frame.school_id,
        "group": lesson.group_id,
        "lesson": lesson.lesson_id,
        "on": frame.on,
    }


def _write(
    rights: Rights,
    frame: LessonFrame,
    wanted: Mapping[int, LessonChange],
    outcome: LessonOutcome,
    at: datetime,
) -> dict[int, LessonChange]:
    """Write by one statement; returns the changes that it left alone."""
    lesson = frame.lesson
    values = _values(frame) | {
        "pupils": list(wanted),
        "codes": [change.code for change in wanted.values()],
        "bases": [change.base_version for change in wanted.values()],
        "late": LessonCode.LATE.value,
        "minutes": minutes_late(frame.on, lesson.starts, lesson.ends, now=at),
        "by": rights.user.pk,
        "now": at,
    }
    left: dict[int, LessonChange] = {}
    for pupil_id, version in rows_of(SAVE, values):
        if version is None:
            left[pupil_id] = wanted[pupil_id]
        else:
            outcome.saved.append(SavedLessonMark(pupil_id, wanted[pupil_id].code, version))
    return left


def _explain(frame: LessonFrame, left: Mapping[int, LessonChange], outcome: LessonOutcome) -> None:
    """Say of each mark left alone whether it stood so already, or clashes."""
    found = rows_of(STANDING, _values(frame) | {"pupils": list(left)})
    for pupil_id, name, code, version, set_at, who in found:
        change = left[pupil_id]
        if code == change.code:
            outcome.saved.append(SavedLessonMark(pupil_id, code, version))
        elif code is None:
            outcome.problems.append(f"{name}: load the page again")
        else:
            when = time_words(timezone.localtime(set_at))
            words = f"{who} marked {name} {code} at {when}. You chose {change.code}."
            outcome.conflicts.append(LessonConflict(pupil_id, code, version, words))
    if len(found) < len(left):
        outcome.problems.append("A pupil is not in this lesson on this day")


@transaction.atomic
def submit_lesson(
    *, rights: Rights, frame: LessonFrame, rows: Sequence[LessonRow], at: datetime
) -> LessonTaken:
    """State that the lesson was taken; a second press changes nothing.

    Raises LessonIncompleteError while a pupil who should be there has no mark.
    """
    _check(rights, frame, at)
    blanks = [row for row in rows if not row.code and not row.elsewhere]
    if blanks or not rows:
        missing = count_words(len(blanks), "pupil has", "pupils have")
        raise LessonIncompleteError(
            f"{missing} no mark: {blanks[0].name} first" if blanks else "This lesson has no pupils"
        )
    acting(rights.user, at=at)
    taken, _ = LessonTaken.objects.select_for_update().get_or_create(
        lesson_id=frame.lesson.lesson_id,
        date=frame.on,
        defaults={"school_id": frame.school_id, "started_at": at},
    )
    if taken.submitted_at is None:
        taken.submitted_at, taken.submitted_by = at, rights.user
        taken.save(update_fields=["submitted_at", "submitted_by"])
        log_event(
            "submit",
            by=rights.user,
            school=frame.school_id,
            tbl="attendance_lessontaken",
            obj=f"{frame.lesson.lesson_id}/{frame.on}",
        )
    return taken
