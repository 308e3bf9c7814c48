"""One code for many sessions at once, and its undoing.

An act is one row, and each mark that it set another, with what stood before: so it can be undone as one. The
marks are written by one statement in the order of their pupils, each only if it still is as the plan saw it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from django.utils import timezone
from psycopg.errors import DeadlockDetected, LockNotAvailable

from accounts.audit import acting
from accounts.roles import Permission
from attendance.bulk import BulkPlan, Selection
from attendance.models import BulkAct, BulkKind, MarkSource
from attendance.queries.bulk.sessions import CodeChoice, plan_codes
from attendance.thresholds import SHORTEST_REASON
from schools.access import Rights, groups_visible_to, pupils_visible_to
from schools.calendar import Session
from schools.models import Group
from schools.wording import count_words, list_words, short_day_words, time_words

LONGEST_WHOM = 300
CHANGED = "Marks changed since this page was shown, so nothing was set. Look through it again"
BUSY_STATES = (DeadlockDetected.sqlstate, LockNotAvailable.sqlstate)
# What the trigger on the rows of an act raises (migrations/guards.sql).
NOT_WHAT_STOOD = "DM005"
BUSY = "Registers are being saved just now, so nothing was set. Try again in a moment"

# The version that the act leaves: the next, or for a blank one that no page has seen (each change of a mark
# left one amendment). A mark that is not as the plan saw it gets no row, and the count tells.
RECORD = """
INSERT INTO attendance_bulkmark (act_id, pupil_id, date, session, before, minutes_before, source_before,
                                 note_before, version)
SELECT %(act)s, s.pupil_id, s.date, s.session, m.code, m.minutes_late, coalesce(m.source, ''),
       coalesce(m.note, ''), 1 + coalesce(m.version, a.changes, 0)
FROM unnest(%(pupils)s::bigint[], %(dates)s::date[], %(sessions)s::smallint[], %(bases)s::smallint[])
     AS s (pupil_id, date, session, base)
LEFT JOIN attendance_mark m USING (pupil_id, date, session)
LEFT JOIN (
  SELECT pupil_id, date, session, count(*) AS changes FROM attendance_markamendment
  WHERE school_id = %(school)s AND date BETWEEN %(starts_on)s AND %(ends_on)s
  GROUP BY pupil_id, date, session) a USING (pupil_id, date, session)
WHERE coalesce(m.version, 0) = s.base
"""
# In the order of the pupils, as a register is saved, so that two people never wait for each other in a ring.
# `old` is empty where a mark was added: one that was cleared or made meanwhile counts on the wrong side.
WRITE = """
WITH written AS (
  INSERT INTO attendance_mark AS m (pupil_id, date, session, code, minutes_late, version, source, school_id,
                                    set_by_id, set_at, note)
  SELECT b.pupil_id, b.date, b.session, CASE b.session WHEN %(am)s THEN %(am_code)s ELSE %(pm_code)s END,
         NULL, b.version, %(source)s, %(school)s, %(by)s, %(at)s, %(note)s
  FROM attendance_bulkmark b WHERE b.act_id = %(act)s ORDER BY b.pupil_id, b.date, b.session
  ON CONFLICT (pupil_id, date, session) DO UPDATE
    SET code = excluded.code, minutes_late = NULL, version = excluded.version, source = excluded.source,
        set_by_id = excluded.set_by_id, set_at = excluded.set_at, note = excluded.note
    WHERE m.version + 1 = (
      SELECT b.version FROM attendance_bulkmark b WHERE b.act_id = %(act)s AND b.before IS NOT NULL
      AND (b.pupil_id, b.date, b.session) = (m.pupil_id, m.date, m.session))
  RETURNING old.version AS was
)
SELECT count(*) FILTER (WHERE was IS NULL), count(was) FROM written
"""
# Registers are held first, so that none is submitted with a blank that was a mark a moment ago.
HOLD_REGISTERS = """
SELECT id FROM attendance_register
WHERE school_id = %(school)s AND date BETWEEN %(starts_on)s AND %(ends_on)s AND submitted_at IS NULL
ORDER BY id FOR UPDATE
"""
# Marks that somebody changed since have another version, and stay; so do those of a register that was
# submitted since: its teacher stated that it is whole.
UNDO = """
WITH held AS MATERIALIZED (
  SELECT b.* FROM attendance_bulkmark b JOIN attendance_mark m USING (pupil_id, date, session)
  WHERE b.act_id = %(act)s AND m.version = b.version AND NOT EXISTS (
    SELECT FROM attendance_register r WHERE r.id = m.register_id AND r.submitted_at >= %(made)s)
  ORDER BY b.pupil_id, b.date, b.session FOR UPDATE OF m
), restored AS (
  UPDATE attendance_mark m
  SET code = h.before, minutes_late = h.minutes_before, source = h.source_before, note = h.note_before,
      version = m.version + 1, set_by_id = %(by)s, set_at = %(at)s
  FROM held h
  WHERE h.before IS NOT NULL AND (m.pupil_id, m.date, m.session) = (h.pupil_id, h.date, h.session)
  RETURNING m.pupil_id
), cleared AS (
  DELETE FROM attendance_mark m USING held h
  WHERE h.before IS NULL AND (m.pupil_id, m.date, m.session) = (h.pupil_id, h.date, h.session)
  RETURNING m.pupil_id
)
SELECT (SELECT count(*) FROM restored), (SELECT count(*) FROM cleared),
       (SELECT count(*) FROM attendance_bulkmark WHERE act_id = %(act)s)
"""


@dataclass(frozen=True)
class ActFacts:
    """What an act is kept as: its kind, its reason, whom it was for, and the note on each of its marks."""

    kind: BulkKind
    selection: Selection
    reason: str
    whom: str
    note: str = ""


@dataclass(frozen=True)
class Undone:
    """How many marks went back to what they were, became blank again, or were changed or submitted since."""

    restored: int
    cleared: int
    left: int


def set_codes(
    *,
    rights: Rights,
    selection: Selection,
    code: str,
    reason: str,
    replace: frozenset[str] = frozenset(),
    stamp: str | None = None,
    at: datetime,
) -> BulkAct:
    """Set a code for every blank and N of a selection, and for the letters of `replace`: one transaction.

    Raises ValidationError with the field and the sentence: a closure's code, days to come or more than a
    month back, no reason, nothing to set, or marks that changed since the page with this `stamp` was shown.
    404 for a group or pupil out of reach.
    """
    check_may_set(rights, selection)
    check_reason(reason)
    with in_turn(), transaction.atomic():
        acting(rights.user, at=at, reason=reason.strip())
        plan = plan_codes(rights.school, CodeChoice(selection, code, replace), at=at)
        facts = ActFacts(BulkKind.CODES, selection, reason.strip(), whom_words(rights, selection))
        return carry_out(plan, facts, rights=rights, stamp=stamp, at=at)


def check_may_set(rights: Rights, selection: Selection) -> None:
    """Raise unless the right to set marks in bulk reaches everybody chosen; 404 for who is out of reach."""
    rights.check(Permission.REGISTER_BULK)
    groups = groups_visible_to(rights, Permission.REGISTER_BULK).filter(pk__in=selection.groups)
    pupils = pupils_visible_to(rights, Permission.REGISTER_BULK).filter(pk__in=selection.pupils)
    for rows, wanted in ((groups, selection.groups), (pupils, selection.pupils)):
        if wanted and rows.count() != len(set(wanted)):
            raise Http404
    if not (selection.everyone or selection.groups or selection.pupils):
        raise ValidationError({"groups": "Choose at least one group"})


def check_reason(reason: str) -> None:
    """Raise where an act would stand without a reason that says something."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise ValidationError({"reason": "Say why: the reason is kept with each mark"})


def carry_out(plan: BulkPlan, facts: ActFacts, *, rights: Rights, stamp: str | None, at: datetime) -> BulkAct:
    """Do what a plan says, in the caller's transaction: the act, what stood before, and the marks."""
    if stamp is not None and stamp != plan.stamp:
        raise ValidationError(CHANGED, code="stale")
    if not plan.changes:
        raise ValidationError("There is no blank and no N to set here, so nothing was changed")
    act = BulkAct.objects.create(
        school=rights.school,
        kind=facts.kind,
        code=plan.number(min(plan.terms.codes)),
        reason=facts.reason,
        whom=facts.whom,
        starts_on=facts.selection.starts_on,
        ends_on=facts.selection.ends_on,
        made_by=rights.user,
        made_at=at,
    )
    _write(act, plan, note=facts.note)
    return act


def _write(act: BulkAct, plan: BulkPlan, *, note: str) -> None:
    """Write the rows of an act by two statements; ValidationError where a mark is not as the plan saw it."""
    numbers = {session: code.number for session, code in plan.terms.codes.items()}
    either = next(iter(numbers.values()))
    values: dict[str, Any] = {
        "act": act.pk,
        "school": act.school_id,
        "starts_on": act.starts_on,
        "ends_on": act.ends_on,
        "pupils": [facts.pupil_id for facts in plan.changes],
        "dates": [facts.on for facts in plan.changes],
        "sessions": [facts.session.value for facts in plan.changes],
        "bases": [facts.version for facts in plan.changes],
        "am": Session.AM.value,
        "am_code": numbers.get(Session.AM, either),
        "pm_code": numbers.get(Session.PM, either),
        "source": MarkSource.OFFICE.value,
        "by": act.made_by_id,
        "at": act.made_at,
        "note": note,
    }
    with connection.cursor() as cursor:
        with _as_planned():
            cursor.execute(RECORD, values)
        recorded = cursor.rowcount
        cursor.execute(WRITE, values)
        added, changed = cursor.fetchone()
    filled = plan.filled
    if (recorded, added, changed) != (len(plan.changes), filled, len(plan.changes) - filled):
        raise ValidationError(CHANGED, code="stale")


def undo_bulk(*, rights: Rights, act_id: int, at: datetime) -> Undone:
    """Take a bulk act back: once, by one press. A mark that somebody changed since is left as it is,
    and so is one of a register that was submitted since: its teacher stated that it is whole.

    A blank that was filled becomes blank again, also in a closed register; each step leaves its amendment.
    Raises ValidationError where the act was undone already; 404 for an act of another school.
    """
    rights.check(Permission.REGISTER_BULK)
    with in_turn(), transaction.atomic():
        act = BulkAct.objects.select_for_update().filter(school=rights.school, pk=act_id).first()
        if act is None:
            raise Http404
        if act.undone_at is not None:
            raise ValidationError(f"This was undone already, {undone_words(act)}")
        acting(rights.user, at=at, reason=undo_reason(act))
        act.undone_at, act.undone_by = at, rights.user
        values: dict[str, Any] = {
            "act": act.pk,
            "made": act.made_at,
            "school": act.school_id,
            "starts_on": act.starts_on,
            "ends_on": act.ends_on,
            "by": rights.user.pk,
            "at": at,
        }
        act.save(update_fields=["undone_at", "undone_by"])
        with connection.cursor() as cursor:
            cursor.execute(HOLD_REGISTERS, values)
            cursor.execute(UNDO, values)
            restored, cleared, total = cursor.fetchone()
    return Undone(restored, cleared, total - restored - cleared)


def undo_reason(act: BulkAct) -> str:
    """The reason that stands with each mark that an undoing changed back; it names the act."""
    return f"Undo of bulk act {act.pk}: {act.reason}"


def undone_words(act: BulkAct) -> str:
    """When and by whom an act was undone: "Tue 9 Mar 09:12 by Ms Okafor"; empty before."""
    if act.undone_at is None or act.undone_by is None:
        return ""
    at = timezone.localtime(act.undone_at)
    return f"{short_day_words(at.date())} {time_words(at)} by {act.undone_by}"


def whom_words(rights: Rights, selection: Selection) -> str:
    """Whom an act is for, in words: "8HW and 7A", "12 pupils of 8HW", "the whole school": one statement."""
    if selection.everyone:
        return "the whole school"
    chosen = Group.objects.filter(school=rights.school, pk__in=selection.groups)
    names = list(chosen.values_list("name", flat=True))
    words = list_words(names)
    if selection.pupils:
        pupils = count_words(len(set(selection.pupils)), "pupil")
        words = f"{pupils} of {words}" if names else pupils
    return words if len(words) <= LONGEST_WHOM else count_words(len(names), "group")


@contextmanager
def in_turn() -> Iterator[None]:
    """Turn a wait for whoever saves a register, too long or in a ring, into a sentence: the act gives way."""
    with _told(BUSY_STATES, ValidationError(BUSY)):
        yield


def _as_planned() -> AbstractContextManager[None]:
    """The database looks again at what stood before: a mark that was saved that moment ends the act."""
    return _told((NOT_WHAT_STOOD,), ValidationError(CHANGED, code="stale"))


@contextmanager
def _told(states: Collection[str | None], sentence: ValidationError) -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", None) not in states:
            raise
        raise sentence from error
