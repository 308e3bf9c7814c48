"""What a lead makes of a concern: acknowledged, decided, closed, opened again. Each is a row that stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404

from accounts.audit import acting, log_event
from accounts.roles import Permission
from safeguarding.door import Purpose, opened_file
from safeguarding.models import (
    Action,
    Concern,
    ConcernClock,
    ConcernPupil,
    ConcernReply,
    ConcernState,
    ConcernStep,
    Level,
    StepKind,
    StepWords,
)
from safeguarding.queries.own import may_be_named
from safeguarding.queries.triage import concern_of, ids_of
from safeguarding.services.categories import categories_of
from safeguarding.services.turns import take_turn
from safeguarding.tickets import Seat
from schools.access import Rights
from schools.queries.people import colleagues_with


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something to be done for the child: what, by whom and until when."""

    what: str
    owner_id: int
    due_on: date


@dataclass(frozen=True, slots=True)
class Decision:
    """What a concern calls for, what was decided and why (KCSIE: decisions and reasons in writing).

    `linked`: children in whose files it stands from now on as well. `reply` is read by its writer.
    """

    level: str
    decision: str
    reason: str
    categories: Sequence[int] = ()
    reply: str = ""
    linked: Sequence[int] = ()
    actions: Sequence[ToDo] = ()


@transaction.atomic
def acknowledge(*, rights: Rights, seat: Seat, pupil_id: int, concern_id: UUID, at: datetime) -> None:
    """Say that a new concern is read; pressed again, or by two at once, it says nothing more."""
    with _working(rights, seat, pupil_id, concern_id, at) as concern:
        if _state(concern) == ConcernState.NEW:
            _step(rights, concern, StepKind.ACKNOWLEDGED, at)
    _log("acknowledge", rights, concern_id)


@transaction.atomic
def decide(
    *, rights: Rights, seat: Seat, pupil_id: int, concern_id: UUID, key: UUID, facts: Decision, at: datetime
) -> None:
    """Write down what a concern calls for and why, with what follows from it.

    `key` is that of the form: sent twice it is one decision. 404 where the file does not open for writing;
    ValidationError without a decision and a reason, and for people, children and categories of elsewhere.
    """
    _check_decision(rights, facts)
    linked = may_be_named(rights, facts.linked)
    with _working(rights, seat, pupil_id, concern_id, at) as concern:
        if ConcernStep.objects.filter(pk=key).exists():
            return
        if _state(concern) == ConcernState.CLOSED:
            raise ValidationError("This concern is closed. Open it again first")
        step = _step(rights, concern, StepKind.DECIDED, at, key=key, facts=facts)
        StepWords(step=step, decision=facts.decision, reason=facts.reason).save(force_insert=True)
        if facts.reply:
            reply = ConcernReply(concern=concern, words=facts.reply, by=rights.user, at=at)
            reply.save(force_insert=True)
        _link(rights, concern, linked, at)
        _add_actions(rights, concern, pupil_id, facts.actions, at)
    _log("decide", rights, concern_id)


@transaction.atomic
def close(*, rights: Rights, seat: Seat, pupil_id: int, concern_id: UUID, outcome: str, at: datetime) -> None:
    """Close a concern with its outcome. ValidationError without one, and before anything was decided."""
    if not outcome.strip():
        raise ValidationError({"outcome": "Say what came of it"})
    with _working(rights, seat, pupil_id, concern_id, at) as concern:
        if _state(concern) == ConcernState.CLOSED:
            return
        if not ConcernStep.objects.filter(concern=concern, kind=StepKind.DECIDED).exists():
            raise ValidationError("Decide first: a concern is closed after a decision with its reason")
        step = _step(rights, concern, StepKind.CLOSED, at)
        StepWords(step=step, outcome=outcome).save(force_insert=True)
    _log("close", rights, concern_id)


@transaction.atomic
def reopen(*, rights: Rights, seat: Seat, pupil_id: int, concern_id: UUID, reason: str, at: datetime) -> None:
    """Open a closed concern again, and say why; one that is open stays as it is."""
    if not reason.strip():
        raise ValidationError({"outcome": "Say why it is opened again"})
    with _working(rights, seat, pupil_id, concern_id, at) as concern:
        if _state(concern) != ConcernState.CLOSED:
            return
        step = _step(rights, concern, StepKind.REOPENED, at)
        StepWords(step=step, reason=reason).save(force_insert=True)
    _log("reopen", rights, concern_id)


@contextmanager
def _working(rights: Rights, seat: Seat, pupil_id: int, concern_id: UUID, at: datetime) -> Iterator[Concern]:
    """The concern with its child's file open for writing; 404 for who may not write in it."""
    if not rights.has(Permission.SAFEGUARDING_WRITE):
        raise Http404
    acting(rights.user, at=at)
    take_turn(concern_id)
    with opened_file(seat, school_id=rights.school.pk, pupil_id=pupil_id, purpose=Purpose.TRIAGE) as file:
        if not file.writes:
            raise Http404
        yield concern_of(concern_id, ids_of(pupil_id))


def _state(concern: Concern) -> str:
    return str(ConcernClock.objects.get(pk=concern.pk).state)


def _step(
    rights: Rights,
    concern: Concern,
    kind: StepKind,
    at: datetime,
    *,
    key: UUID | None = None,
    facts: Decision | None = None,
) -> ConcernStep:
    step = ConcernStep(concern=concern, kind=kind, by=rights.user, at=at)
    if key is not None:
        step.id = key
    if facts is not None:
        step.level, step.categories = facts.level, list(facts.categories)
    step.save(force_insert=True)
    return step


def _link(rights: Rights, concern: Concern, pupils: Sequence[int], at: datetime) -> None:
    named = set(ConcernPupil.objects.filter(concern=concern).values_list("pupil", flat=True))
    ConcernPupil.objects.bulk_create(
        ConcernPupil(concern=concern, pupil_id=pupil, is_linked=True, by=rights.user, at=at)
        for pupil in pupils
        if pupil not in named
    )


def _add_actions(
    rights: Rights, concern: Concern, pupil_id: int, actions: Sequence[ToDo], at: datetime
) -> None:
    Action.objects.bulk_create(
        Action(
            school=rights.school,
            pupil_id=pupil_id,
            concern=concern,
            what=todo.what,
            owner_id=todo.owner_id,
            due_on=todo.due_on,
            by=rights.user,
            at=at,
        )
        for todo in actions
    )


def _check_decision(rights: Rights, facts: Decision) -> None:
    if facts.level not in Level.values:
        raise ValidationError({"level": "Choose what it calls for"})
    if not facts.decision.strip() or not facts.reason.strip():
        raise ValidationError({"reason": "Say what was decided, and why"})
    if not set(facts.categories) <= {pk for pk, _ in categories_of(rights.school)}:
        raise ValidationError({"categories": "Choose from the list"})
    if len(may_be_named(rights, facts.linked)) != len(set(facts.linked)):
        raise ValidationError({"linked": "Choose children of the school"})
    staff = set(colleagues_with(rights.school, Permission.CONCERN_RAISE, on=rights.on))
    if not {todo.owner_id for todo in facts.actions} <= staff:
        raise ValidationError("Choose somebody who works here for each action")


def _log(verb: str, rights: Rights, concern_id: UUID) -> None:
    """The audit names no child."""
    log_event(verb, by=rights.user, school=rights.school.pk, tbl="safeguarding_concern", obj=str(concern_id))
