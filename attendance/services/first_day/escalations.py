"""Telling the safeguarding lead of an absent pupil, and the lead's decision: the outcome alone is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.audit import acting
from accounts.roles import Permission
from attendance.escalation_state import wait_problem
from attendance.models import Decision, Escalation, EscalationDecision
from attendance.queries.first_day.decisions import last_decision
from attendance.queries.first_day.escalations import decision_words, lead_told_at, open_escalations
from attendance.queries.first_day.one_absence import absence_of, tries_of
from attendance.queries.first_day.told import told_of
from schools.access import Rights
from schools.models import Pupil
from schools.queries.calendar import school_day, why_closed
from schools.queries.school_days import SchoolDayNow, school_day_now
from schools.services.locked_pupils import lock_pupil

# After these nothing is left to wait for; a wait and a visit bring the pupil back.
LAST_WORDS = (Decision.POLICE.value, Decision.SOCIAL_CARE.value, Decision.SAFE.value)


@dataclass(frozen=True)
class Told:
    """What came of telling the lead: `words` say who told when; `is_new` is false where it stood already."""

    escalation: Escalation
    is_new: bool
    words: str


class DecidedMeanwhileError(ValidationError):
    """Another lead decided since the page was opened. `seen` is the number of their decision."""

    def __init__(self, words: str, seen: int) -> None:
        super().__init__(f"{words}. Nothing of yours was saved. Decide again if it should be different")
        self.seen = seen


@transaction.atomic
def escalate(*, rights: Rights, pupil_id: int, words: str, at: datetime) -> Told:
    """Tell the lead of an absent pupil, with the tries so far copied as words and without numbers.

    One escalation of a pupil is open at a time: told again, nothing is added. 404 out of reach;
    ValidationError for a pupil who is not absent, and without words.
    """
    rights.check(Permission.ESCALATION_RAISE)
    acting(rights.user, at=at)
    pupil = lock_pupil(rights, Permission.ESCALATION_RAISE, pupil_id)
    day = school_day_now(rights.school, timezone.localtime(at))
    if not words:
        raise ValidationError({"words": "Say in a line what worries you"})
    standing = Escalation.objects.filter(pupil=pupil, closed_at=None).first()
    if standing is not None:
        told = told_of(rights, [pupil.pk], day)[pupil.pk]
        if told.stands:
            return Told(standing, is_new=False, words=told.words)
        _close(standing, at)
    made = _begin(rights, pupil, day, {"words": words, "raised_by": rights.user, "raised_at": at})
    return Told(made, is_new=True, words=told_of(rights, [pupil.pk], day)[pupil.pk].words)


def _begin(rights: Rights, pupil: Pupil, day: SchoolDayNow, values: dict[str, Any]) -> Escalation:
    """A new escalation with the tries of the absence; ValidationError where the pupil is not absent."""
    absence = absence_of(rights.school, pupil.pk, day)
    if absence is None:
        raise ValidationError(
            f"{pupil.known_name} is not marked absent without permission now. Speak to the DSL in person"
        )
    tries = tries_of(pupil.pk, since=absence.began_on, on=day.on)
    attempts = [
        {"who": line.who, "when": line.when, "outcome": line.outcome} for line in tries if not line.is_struck
    ]
    return Escalation.objects.create(
        school=rights.school, pupil=pupil, date=day.on, attempts=attempts, **values
    )


def _close(row: Escalation, at: datetime) -> None:
    row.closed_at = at
    row.save(update_fields=["closed_at"])


@transaction.atomic
def decide(
    *,
    rights: Rights,
    pupil_id: int,
    decision: str,
    until_at: datetime | None,
    at: datetime,
    seen: int | None = None,
) -> EscalationDecision:
    """Keep what the lead decided of a pupil: the outcome, and until when to wait, and no word more.

    `seen` is the last decision that the page showed (its number, 0 without one). 404 out of reach; raises
    DecidedMeanwhileError where another lead decided since, and ValidationError for a wait without a time
    to come on a school day, and for a pupil about whom nothing is to be decided.
    """
    rights.check(Permission.ESCALATION_DECIDE)
    acting(rights.user, at=at)
    pupil = lock_pupil(rights, Permission.ESCALATION_DECIDE, pupil_id)
    local = timezone.localtime(at)
    _check(rights, decision, until_at, local)
    _refuse_unseen(pupil, seen, local)
    row = Escalation.objects.filter(pupil=pupil, closed_at=None).first() or _brought(rights, pupil, local)
    made = EscalationDecision.objects.create(
        escalation=row,
        school=rights.school,
        pupil=pupil,
        decision=decision,
        until_at=until_at,
        decided_by=rights.user,
        decided_at=at,
    )
    if decision in LAST_WORDS:
        _close(row, at)
    return made


def _check(rights: Rights, decision: str, until_at: datetime | None, now: datetime) -> None:
    if decision not in Decision.values:
        raise ValidationError({"decision": "Choose what you decide"})
    if decision != Decision.WAIT:
        if until_at is not None:
            raise ValidationError({"until_time": "A time belongs to waiting alone. Leave it empty"})
        return
    if problem := wait_problem(until_at, now=now):
        raise ValidationError({"until_time": problem})
    on = timezone.localtime(until_at).date()
    if school_day(rights.school, on) is None:
        raise ValidationError({"until_on": f"{why_closed(rights.school, on)} Choose a school day"})


def _refuse_unseen(pupil: Pupil, seen: int | None, now: datetime) -> None:
    """Two leads at once: the second is told of the first decision."""
    if seen is None:
        return
    last = last_decision(pupil, now)
    if last is not None and last.pk != seen:
        words = decision_words(
            last.decision, last.decided_by.full_name, last.decided_at, last.until_at, on=now.date()
        )
        raise DecidedMeanwhileError(words, last.pk)


def _brought(rights: Rights, pupil: Pupil, now: datetime) -> Escalation:
    """The escalation of a pupil of whom nobody told the lead: the clock's, or the lead's own."""
    day = school_day_now(rights.school, now)
    if open_escalations(rights, day, pupil_id=pupil.pk):
        return _begin(rights, pupil, day, {"raised_by": None, "raised_at": lead_told_at(rights, day.on)})
    return _begin(rights, pupil, day, {"raised_by": rights.user, "raised_at": now})


@transaction.atomic
def close_settled(*, rights: Rights, at: datetime) -> int:
    """Put away every escalation whose pupil is back, seen or explained since; returns how many."""
    rights.check(Permission.ESCALATION_DECIDE)
    acting(rights.user, at=at)
    lines = open_escalations(rights, school_day_now(rights.school, timezone.localtime(at)))
    settled = [line.escalation_id for line in lines if line.is_settled and line.escalation_id]
    rows = Escalation.objects.select_for_update().filter(school=rights.school, pk__in=settled, closed_at=None)
    return rows.order_by("pk").update(closed_at=at)
