"""Concerns about adults: raised by anybody, dealt with by the head, or by the chair when about the head."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404

from accounts.audit import acting, log_event
from accounts.roles import Permission
from safeguarding.access import can_raise
from safeguarding.door import Purpose, opened_own, opened_staff
from safeguarding.models import StaffConcern, StaffConcernStep
from safeguarding.queries.staff_concerns import StaffPeople, staff_people, taken
from safeguarding.services.staff_telling import tell_to_read
from safeguarding.staff_rules import ALLEGATION, KIND, LADO, LOW_LEVEL, kind_of, step_problem
from safeguarding.tickets import Seat
from schools.access import Rights
from schools.form_fields import OPEN_AGAIN

OTHER_KIND = {ALLEGATION: LOW_LEVEL, LOW_LEVEL: ALLEGATION}


@dataclass(frozen=True, slots=True)
class StaffFacts:
    """A concern about an adult as its writer says it. `about_id`: the person, where they sign in here."""

    kind: str
    about_id: int | None
    about_name: str
    is_about_head: bool
    happened_at: datetime
    place: str
    facts: str
    immediate_action: str


@dataclass(frozen=True, slots=True)
class StaffStepFacts:
    """A step with a concern about an adult; when and whom of the LADO where they were told."""

    kind: str
    words: str = ""
    told_at: datetime | None = None
    told_whom: str = ""


@dataclass(frozen=True, slots=True)
class Raised:
    """What became of a concern about an adult: its number, and whether anybody was told to read it."""

    concern_id: UUID
    number: int
    is_read_by_somebody: bool


@transaction.atomic
def raise_staff_concern(*, rights: Rights, seat: Seat, key: UUID, facts: StaffFacts, at: datetime) -> Raised:
    """Keep a concern about an adult and tell who reads it (KCSIE, part four).

    It goes to the head, and about the head to the chair of governors alone; it is kept also where nobody is
    named to read it. `key` is that of the form: sent twice it makes one. ValidationError for a time to come
    and for nobody; 404 for who may raise nothing.
    """
    if not can_raise(rights):
        raise Http404
    # The database reads who is named to read on the school's clock.
    acting(rights.user, at=at)
    people = staff_people(rights)
    facts = _checked(facts, people, at=at)
    with opened_own(seat, school_id=rights.school.pk, purpose=Purpose.RAISE):
        row, is_new = _kept(rights, key, facts, at=at)
    readers = set(people.read_about_head if facts.is_about_head else people.heads) - {facts.about_id}
    if is_new:
        tell_to_read(school=rights.school, people=readers, number=row.number, at=at)
        _log("staff_concern.raised", rights, row.pk)
    return Raised(row.pk, row.number, bool(readers))


@transaction.atomic
def add_staff_step(
    *, rights: Rights, seat: Seat, concern_id: UUID, facts: StaffStepFacts, at: datetime
) -> None:
    """Acknowledge, tell the LADO, decide, reply, close, or say that it is of the other kind.

    404 for who may not read it, and about oneself; ValidationError for a step that cannot follow.
    """
    if not rights.has(Permission.STAFF_ALLEGATION_READ):
        raise Http404
    with opened_staff(seat, school_id=rights.school.pk):
        row = StaffConcern.objects.prefetch_related("steps").filter(pk=concern_id).first()
        if row is None or row.school_id != rights.school.pk:
            raise Http404
        steps = taken(row)
        if problem := step_problem(facts.kind, facts.words, row.kind, steps):
            raise ValidationError(problem)
        if facts.kind == LADO:
            _check_told(facts, at=at)
        StaffConcernStep(
            concern=row,
            kind=facts.kind,
            new_kind=OTHER_KIND[kind_of(row.kind, steps)] if facts.kind == KIND else "",
            words=facts.words,
            told_at=facts.told_at if facts.kind == LADO else None,
            told_whom=facts.told_whom if facts.kind == LADO else "",
            by=rights.user,
            at=at,
        ).save(force_insert=True)
    _log("staff_concern.step", rights, concern_id)


def _checked(facts: StaffFacts, people: StaffPeople, *, at: datetime) -> StaffFacts:
    """The facts with the person's own name, and about the head where that is who it is about."""
    if facts.happened_at > at:
        raise ValidationError({"happened_time": "Give a time that has passed"})
    name = people.names.get(facts.about_id, "") if facts.about_id else facts.about_name.strip()
    if not name:
        raise ValidationError({"about": "Say who it is about"})
    heads = {people.names[pk].casefold() for pk in people.heads}
    is_about_head = facts.is_about_head or facts.about_id in people.heads or name.casefold() in heads
    return StaffFacts(
        kind=facts.kind,
        about_id=facts.about_id,
        about_name=name,
        is_about_head=is_about_head,
        happened_at=facts.happened_at,
        place=facts.place,
        facts=facts.facts,
        immediate_action=facts.immediate_action,
    )


def _kept(rights: Rights, key: UUID, facts: StaffFacts, *, at: datetime) -> tuple[StaffConcern, bool]:
    """The concern of a form, and whether it was kept just now."""
    old = StaffConcern.objects.filter(pk=key, writer=rights.user, school=rights.school).first()
    if old is not None:
        return old, False
    row = StaffConcern(
        id=key,
        school=rights.school,
        kind=facts.kind,
        about_id=facts.about_id,
        about_name=facts.about_name,
        is_about_head=facts.is_about_head,
        happened_at=facts.happened_at,
        place=facts.place,
        facts=facts.facts,
        immediate_action=facts.immediate_action,
        writer=rights.user,
        recorded_at=at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as used:
        raise ValidationError(OPEN_AGAIN) from used
    row.refresh_from_db(fields=["number"])
    return row, True


def _check_told(facts: StaffStepFacts, *, at: datetime) -> None:
    if facts.told_at is None:
        raise ValidationError({"told_on": "Say when the LADO was told"})
    if facts.told_at > at:
        raise ValidationError({"told_time": "Give a time that has passed"})
    if not facts.told_whom:
        raise ValidationError({"told_whom": "Say whom you told"})


def _log(verb: str, rights: Rights, concern_id: UUID) -> None:
    """The audit names neither the adult nor a word."""
    log_event(
        verb, by=rights.user, school=rights.school.pk, tbl="safeguarding_staffconcern", obj=str(concern_id)
    )
