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
from attendance.models import ContactAttempt
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
from attendance.services.first_day.attempts import AttemptFacts, log_attempt
from schools.access import Rights, whom_to_ask
from schools.queries.calendar import school_dates_between
from schools.wording import day_words

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class LoggedCall:
    """What became of a call: its rows, the sessions that got the code, and what clashed.

    `is_proposal`: a code was said, and somebody with the right has still to accept it.
    """

    attempts: list[ContactAttempt]
    marked: list[SessionNow]
    clashes: list[CodeClash]
    is_proposal: bool


def log_call(
    *, rights: Rights, facts: AttemptFacts, seen: SeenMarks | None, at: datetime, ahead: bool = False
) -> LoggedCall:
    """Write down a call and, for a person with the right, set the code that it brought: one transaction.

    A mark that somebody changed since the form was shown is left alone, and the call is kept. Without the
    right the code stands as a proposal. The same call a second time changes nothing. Raises as `log_attempt`
    and `set_known_codes` do; then nothing is kept.
    """
    with in_turn(), transaction.atomic():
        rows = log_attempt(rights=rights, facts=facts, at=at)
        if not facts.letter or not may_set_codes(rights):
            return LoggedCall(rows, [], [], is_proposal=bool(facts.letter))
        known = ReasonKnown(facts.pupil_ids, facts.letter.strip().upper(), facts.words)
        done = set_known_codes(rights=rights, known=known, seen=seen, at=at, ahead=ahead)
        return LoggedCall(rows, done.marked, done.clashes, is_proposal=False)


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
    school day to come gets a row with the proposed code, and no mark: each day is looked at again.
    """
    with transaction.atomic():
        done = log_call(rights=rights, facts=facts, seen=None, at=at, ahead=True)
        for on in school_dates_between(rights.school, facts.on + A_DAY, until):
            ahead = replace(facts, on=on, call=uuid5(facts.call, on.isoformat()))
            log_attempt(rights=rights, facts=ahead, at=at)
    return done
