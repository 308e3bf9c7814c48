"""A call with a family: the try and the code that it brought are one act."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import uuid5

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.audit import acting
from accounts.roles import Permission
from attendance.codes import code_of
from attendance.models import ContactAttempt, Outcome
from attendance.queries.first_day.attempts import attempt_for
from attendance.queries.first_day.sessions import SeenMarks, SessionNow
from attendance.services.bulk import in_turn
from attendance.services.first_day.absence_codes import (
    CodeClash,
    CodesSet,
    ReasonKnown,
    may_set_codes,
    set_known_codes,
)
from attendance.services.first_day.attempts import AttemptFacts, log_attempt, write_attempt
from schools.access import Rights, whom_to_ask
from schools.models import School
from schools.queries.calendar import school_dates_between, why_closed
from schools.wording import day_words

A_DAY = timedelta(days=1)
NOTHING_TOLD = "Nothing is told of the talk. Choose a code, or write what was said"


@dataclass(frozen=True)
class LoggedCall:
    """What became of a call: its rows, the sessions that got the code, and what clashed.

    `is_proposal`: a code was said, and somebody with the right has still to accept it. Not `is_new` where the
    same form had saved it before. `ahead` are the school days to come of which the family spoke.
    """

    attempts: list[ContactAttempt]
    marked: list[SessionNow]
    clashes: list[CodeClash]
    is_proposal: bool
    is_new: bool = True
    ahead: tuple[date, ...] = ()


def log_call(
    *, rights: Rights, facts: AttemptFacts, seen: SeenMarks | None, at: datetime, ahead: bool = False
) -> LoggedCall:
    """Write down a call and, for a person with the right, set the code that it brought: one transaction.

    A mark that somebody changed since the form was shown is left alone, and the call is kept. Without the
    right the code stands as a proposal. The same call a second time changes nothing, whatever its code.
    Raises as `write_attempt` and `set_known_codes` do, and ValidationError for a talk of which nothing is
    told; then nothing is kept.
    """
    _check_told(facts)
    with in_turn(), transaction.atomic():
        logged = write_attempt(rights=rights, facts=facts, at=at)
        rows = logged.rows
        if not logged.is_new:
            return LoggedCall(rows, [], [], is_proposal=False, is_new=False)
        if not facts.letter or not may_set_codes(rights):
            return LoggedCall(rows, [], [], is_proposal=bool(facts.letter))
        known = ReasonKnown(facts.pupil_ids, facts.letter.strip().upper(), facts.words)
        done = set_known_codes(rights=rights, known=known, seen=seen, at=at, ahead=ahead)
        return LoggedCall(rows, done.marked, done.clashes, is_proposal=False)


def _check_told(facts: AttemptFacts) -> None:
    """Refuse a talk without a word of it: a form that nobody filled in is no contact with a family."""
    if facts.outcome == Outcome.SPOKE and not facts.letter and not facts.words.strip():
        raise ValidationError({"words": NOTHING_TOLD})


def accept_proposal(
    *, rights: Rights, attempt_id: int, seen: SeenMarks | None, at: datetime, overrule: bool = False
) -> CodesSet:
    """Set the code that somebody proposed after a call of today.

    With `overrule` a mark that somebody set meanwhile is changed too, as far as `seen` names its version: the
    person was shown both. 404 out of reach; raises ValidationError for a try without a code, one that was
    struck out, and one of another day.
    """
    if not may_set_codes(rights):
        raise PermissionDenied(whom_to_ask(Permission.N_CODE_RESOLVE))
    with in_turn(), transaction.atomic():
        acting(rights.user, at=at)
        row = attempt_for(rights, attempt_id)
        if row.proposed_code is None or row.struck_at is not None:
            raise ValidationError("No code is proposed here now. Look at the list again")
        if row.date != timezone.localtime(at).date():
            raise ValidationError(
                f"This was proposed for {day_words(row.date)}. Change that day's mark on its register"
            )
        known = ReasonKnown((row.pupil_id,), code_of(row.proposed_code).letter, row.words)
        return set_known_codes(rights=rights, known=known, seen=seen, at=at, overrule=overrule)


def log_call_in(*, rights: Rights, facts: AttemptFacts, until: date, at: datetime) -> LoggedCall:
    """Write down a call from a family: today's code as `log_call` sets it, and the days to come as proposals.

    Before the register closes the code is agreed for today, so that the teacher finds it set and locked. A
    school day to come gets a row with the proposed code, and no mark: each day is looked at again. Raises
    ValidationError besides where the last day is no school day.
    """
    days = _days_ahead(rights.school, facts.on, until)
    with transaction.atomic():
        done = log_call(rights=rights, facts=facts, seen=None, at=at, ahead=True)
        for on in days:
            ahead = replace(facts, on=on, call=uuid5(facts.call, on.isoformat()))
            log_attempt(rights=rights, facts=ahead, at=at)
    return replace(done, ahead=tuple(days))


def _days_ahead(school: School, on: date, until: date) -> list[date]:
    """The school days after a day up to a last one; raises ValidationError where that is no school day."""
    if until <= on:
        return []
    days = school_dates_between(school, on + A_DAY, until)
    if until in days:
        return days
    last = f"The last school day before it is {day_words(days[-1])}" if days else "Choose today"
    raise ValidationError({"until": f"{why_closed(school, until)}. {last}"})
