"""Referring a child to an agency, and what follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404

from accounts.audit import log_event
from accounts.roles import Permission
from safeguarding.door import OpenFile, Purpose, opened_file
from safeguarding.models import Concern, Referral, ReferralStep, ReferralStepWords, ReferralWords
from safeguarding.queries.referrals import followed, of_child
from safeguarding.referral_rules import BASIS_WORDS, CHASED, ESCALATED, step_problem
from safeguarding.tickets import Seat
from schools.access import Rights
from schools.form_fields import OPEN_AGAIN

# A clock beside ours may be a little ahead.
GRACE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class ReferralFacts:
    """A referral as it was made: whom, when, what was shared and why that was lawful."""

    agency: str
    level: str
    person: str
    reference: str
    sent_at: datetime
    answer_due_at: datetime | None
    lawful_basis: str
    shared: str
    reason: str
    consent: str
    concern_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class StepFacts:
    """What followed a referral, in words; with a new time by which an answer is due, where one is set."""

    kind: str
    words: str
    answer_due_at: datetime | None = None


@transaction.atomic
def refer(
    *, rights: Rights, seat: Seat, pupil_id: int, key: UUID, facts: ReferralFacts, at: datetime
) -> UUID:
    """Write down that a child was referred (KCSIE: referrals, decisions and reasons in writing); its id.

    `key` is that of the form: sent twice it makes one. 404 without the right and where the file does not open
    for writing; ValidationError for times that cannot be and a key of another referral.
    """
    _check_right(rights)
    _check_times(facts, at=at)
    with opened_file(seat, school_id=rights.school.pk, pupil_id=pupil_id, purpose=Purpose.WORK) as file:
        _check_writes(file)
        if Referral.objects.filter(pk=key, pupil=pupil_id).exists():
            return key
        _check_concern(facts.concern_id, pupil_id)
        try:
            with transaction.atomic():
                _write(rights, pupil_id, key, facts, at=at)
        except IntegrityError as taken:
            raise ValidationError(OPEN_AGAIN) from taken
    _log("referral.made", rights, key)
    return key


@transaction.atomic
def follow_up(
    *, rights: Rights, seat: Seat, pupil_id: int, referral_id: UUID, facts: StepFacts, at: datetime
) -> None:
    """Write down that a referral was chased, answered, escalated or ended.

    404 as for `refer`; ValidationError where nothing may follow, and without words. Two who write at once
    both stand: nothing is taken back by either.
    """
    _check_right(rights)
    with opened_file(seat, school_id=rights.school.pk, pupil_id=pupil_id, purpose=Purpose.WORK) as file:
        _check_writes(file)
        rows = Referral.objects.prefetch_related("steps")
        row = rows.filter(of_child(pupil_id), pk=referral_id).first()
        if row is None:
            raise Http404
        if problem := step_problem(facts.kind, facts.words, followed(row)):
            raise ValidationError(problem)
        due_at = facts.answer_due_at if facts.kind in (CHASED, ESCALATED) else None
        if due_at is not None and due_at <= at:
            raise ValidationError({"answer_due_on": "Give a day that is still to come"})
        step = ReferralStep(referral=row, kind=facts.kind, answer_due_at=due_at, by=rights.user, at=at)
        step.save(force_insert=True)
        ReferralStepWords(step=step, words=facts.words).save(force_insert=True)
    _log("referral.followed", rights, referral_id)


def _write(rights: Rights, pupil_id: int, key: UUID, facts: ReferralFacts, *, at: datetime) -> None:
    row = Referral(
        id=key,
        school=rights.school,
        pupil_id=pupil_id,
        concern_id=facts.concern_id,
        agency=facts.agency,
        level=facts.level,
        sent_at=facts.sent_at,
        answer_due_at=facts.answer_due_at,
        by=rights.user,
        at=at,
    )
    row.save(force_insert=True)
    ReferralWords(
        referral=row,
        person=facts.person,
        reference=facts.reference,
        lawful_basis=BASIS_WORDS[facts.lawful_basis],
        shared=facts.shared,
        reason=facts.reason,
        consent=facts.consent,
    ).save(force_insert=True)


def _check_right(rights: Rights) -> None:
    if not rights.has(Permission.SAFEGUARDING_WRITE):
        raise Http404


def _check_writes(file: OpenFile) -> None:
    if not file.writes:
        raise Http404


def _check_times(facts: ReferralFacts, *, at: datetime) -> None:
    if facts.sent_at > at + GRACE:
        raise ValidationError({"sent_time": "Give a time that has passed"})
    if facts.answer_due_at is not None and facts.answer_due_at <= facts.sent_at:
        raise ValidationError({"answer_due_on": "An answer is due after the referral was sent"})


def _check_concern(concern_id: UUID | None, pupil_id: int) -> None:
    """Refuse a concern that is not in this child's file, or that this person may not read."""
    if concern_id and not Concern.objects.filter(pk=concern_id, pupils__pupil=pupil_id).exists():
        raise Http404


def _log(verb: str, rights: Rights, referral_id: UUID) -> None:
    """The audit names no child: who may see that there is a file reads it in the file."""
    log_event(
        verb, by=rights.user, school=rights.school.pk, tbl="safeguarding_referral", obj=str(referral_id)
    )
