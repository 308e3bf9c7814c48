"""Telling the safeguarding lead of an absent pupil, and the lead's decision: the outcome alone is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.audit import acting, log_openings
from accounts.roles import Permission
from attendance.escalation_state import wait_problem
from attendance.models import Decision, Escalation, EscalationDecision
from attendance.queries.first_day.agencies import ToTellLine, agencies_to_tell
from attendance.queries.first_day.decisions import DecisionPage, decision_page, last_decision
from attendance.queries.first_day.escalations import (
    EscalationLine,
    decision_words,
    lead_told_at,
    open_escalations,
)
from attendance.queries.first_day.one_absence import OneAbsence, TryLine, absence_of, tries_of
from attendance.queries.first_day.told import ToldLine, told_of
from attendance.services.first_day.call_list import QUIET_FOR
from schools.access import Rights, get_pupil_for
from schools.calendar import Session
from schools.models import Pupil
from schools.queries.calendar import school_day, times_on, why_closed
from schools.queries.school_days import SchoolDayNow, school_day_now
from schools.services.locked_pupils import lock_pupil
from schools.services.openings import PROTECTED, SAFETY, opening
from schools.wording import time_words

# Whom one opens by these: the pupil whom somebody worried about, with the words.
ESCALATIONS = "attendance_escalation"


@dataclass(frozen=True)
class Escalations:
    """What the lead is shown: the pupils before them, and of unexplained ones the agencies to tell today."""

    lines: list[EscalationLine]
    to_tell: list[ToTellLine]


@dataclass(frozen=True)
class TellPage:
    """A pupil of whom the lead is to be told, or was: the absence, the tries so far, and what came of it."""

    who: Pupil
    absence: OneAbsence | None
    told: ToldLine | None
    tries: list[TryLine]


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
def show_escalations(*, rights: Rights, day: SchoolDayNow) -> Escalations:
    """The list of the lead, and a line in the audit for each pupil whose words or protected facts it told.

    Five statements, whatever their number. Raises PermissionDenied without the right to decide.
    """
    rights.check(Permission.ESCALATION_DECIDE)
    found = Escalations(open_escalations(rights, day), agencies_to_tell(rights, day))
    rows = [(ESCALATIONS, line.pupil_id) for line in found.lines]
    rows += [(PROTECTED, line.pupil_id) for line in found.lines if line.flags or line.escalation_id is None]
    rows += [(PROTECTED, line.pupil_id) for line in found.to_tell]
    log_openings(list(dict.fromkeys(rows)), by=rights.user, school=rights.school.pk, quiet_for=QUIET_FOR)
    return found


def open_tell(*, rights: Rights, pupil_id: int, day: SchoolDayNow) -> TellPage:
    """The page of telling the lead, and a line in the audit that it was opened; 404 out of reach."""
    with opening(rights, pupils=[pupil_id], tables=[ESCALATIONS]) as tables:
        who = get_pupil_for(rights, Permission.ESCALATION_RAISE, pupil_id)
        absence = absence_of(rights.school, pupil_id, day)
        told = told_of(rights, [pupil_id], day).get(pupil_id)
        if told is not None and told.names_care:
            tables.append(PROTECTED)
        tries = tries_of(pupil_id, since=absence.began_on if absence else day.on, on=day.on)
        return TellPage(who, absence, told, tries)


def open_escalation(*, rights: Rights, pupil_id: int, day: SchoolDayNow) -> DecisionPage:
    """One pupil before the lead, and lines in the audit that it was opened; 404 out of reach."""
    with opening(rights, pupils=[pupil_id], tables=[ESCALATIONS, PROTECTED, SAFETY]):
        return decision_page(rights, get_pupil_for(rights, Permission.ESCALATION_DECIDE, pupil_id), day)


@transaction.atomic
def escalate(*, rights: Rights, pupil_id: int, words: str, at: datetime, was_sought: bool = False) -> Told:
    """Tell the lead of an absent pupil, with the tries so far copied as words and without numbers.

    One escalation of a pupil is open at a time: told again, nothing is added. `was_sought`: somebody was at
    the home and did not see the child, whatever the code says. 404 out of reach; ValidationError for another
    pupil who is not absent without permission, and without words.
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
    values = {"words": words, "raised_by": rights.user, "raised_at": at}
    made = _begin(rights, pupil, day, values, was_sought=was_sought)
    return Told(made, is_new=True, words=told_of(rights, [pupil.pk], day)[pupil.pk].words)


def _begin(
    rights: Rights, pupil: Pupil, day: SchoolDayNow, values: dict[str, Any], *, was_sought: bool = False
) -> Escalation:
    """A new escalation with the tries of the absence; ValidationError where the pupil is not absent."""
    absence = absence_of(rights.school, pupil.pk, day)
    if absence is None and not was_sought:
        raise ValidationError(
            f"{pupil.known_name} is not marked absent without permission now. Speak to the DSL in person"
        )
    tries = tries_of(pupil.pk, since=absence.began_on if absence else day.on, on=day.on)
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
    if decision == Decision.SAFE:
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
        raise ValidationError({"until_on": f"{why_closed(rights.school, on)}. Choose a school day"})
    times = times_on(rights.school, on)
    if times is not None and until_at is not None and until_at > times.ends_at(on, Session.PM):
        ends = time_words(times.ends_at(on, Session.PM))
        raise ValidationError({"until_time": f"School ends at {ends}. Wait until then at the latest"})


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
    """Put away every escalation whose pupil is back, seen or explained since; returns how many.

    What is settled is read once more with the escalations locked: nobody decides about one meanwhile.
    """
    rights.check(Permission.ESCALATION_DECIDE)
    acting(rights.user, at=at)
    day = school_day_now(rights.school, timezone.localtime(at))
    rows = Escalation.objects.filter(school=rights.school, closed_at=None)
    found = rows.filter(pk__in=_settled(rights, day)).order_by("pk")
    held = set(found.select_for_update().values_list("pk", flat=True))
    return rows.filter(pk__in=held & _settled(rights, day)).update(closed_at=at)


def _settled(rights: Rights, day: SchoolDayNow) -> set[int]:
    lines = open_escalations(rights, day, most=None)
    return {line.escalation_id for line in lines if line.is_settled and line.escalation_id}
