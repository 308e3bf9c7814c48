"""Raising a concern: any member of staff, at once and without a second factor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction

from accounts.audit import acting, log_event
from accounts.roles import Permission, Role
from safeguarding.concern_rules import due_at
from safeguarding.door import Purpose, opened_own
from safeguarding.models import Concern, ConcernClock, ConcernDraft, ConcernPupil, ConcernWords
from safeguarding.queries.own import may_be_named
from safeguarding.services.telling import tell_round
from safeguarding.services.turns import take_turn
from safeguarding.tickets import Seat
from schools.access import Rights, whom_to_ask
from schools.calendar import LONDON
from schools.models import School
from schools.queries.dated_values import values_of

WATCHED = ("concern.read_within", "concern.watched_from", "concern.watched_until")
MOST_DRAFT = 40_000


@dataclass(frozen=True, slots=True)
class ConcernFacts:
    """A concern as its writer tells it. `words` are the fields of `ConcernWords`."""

    pupils: Sequence[int]
    happened_at: datetime
    words: Mapping[str, Any] = field(default_factory=dict)
    verbally_told: bool = False


@transaction.atomic
def raise_concern(*, rights: Rights, seat: Seat, key: UUID, facts: ConcernFacts, at: datetime) -> int:
    """Raise a concern and tell every safeguarding lead that there is something to read; its number.

    `key` is that of the form: sent twice it is one concern. ValidationError for children who are not of this
    school and for a time to come (KCSIE: all concerns in writing, in the child's own words).
    """
    _check(rights)
    acting(rights.user, at=at)
    pupils = may_be_named(rights, facts.pupils)
    if not pupils or len(pupils) != len(set(facts.pupils)):
        raise ValidationError({"pupils": "Choose the child again"})
    if facts.happened_at > at:
        raise ValidationError({"happened_time": "Give a time that has passed"})
    due = _due_at(rights, at)
    take_turn(key)
    with opened_own(seat, school_id=rights.school.pk, purpose=Purpose.RAISE):
        known = Concern.objects.filter(pk=key).first()
        if known is not None:
            return known.number
        number = _write(rights, key, pupils, facts, at=at, due=due)
        ConcernDraft.objects.filter(school=rights.school, writer=rights.user).delete()
    log_event("raise", by=rights.user, school=rights.school.pk, tbl="safeguarding_concern", obj=str(key))
    tell_round(school=rights.school, role=Role.DSL, number=number, round_=0, at=at)
    return number


def send(concern: Concern, *, due_at: datetime) -> int:
    """Send a concern that stands written, inside its writer's door, and give its number.

    From here on its clock runs: `due_at` is when others are told unless somebody reads it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT safeguarding_send(%s, %s)", [concern.pk, due_at])
        return int(cursor.fetchone()[0])


def was_raised(school: School) -> bool:
    """Whether anybody ever raised a concern at a school, as its clock may tell."""
    return ConcernClock.objects.filter(school=school).exists()


@transaction.atomic
def keep_draft(*, rights: Rights, seat: Seat, typed: Mapping[str, Any], at: datetime) -> None:
    """Keep what somebody has typed and not sent: one draft for each person and school.

    ValidationError where it is too long to keep; what is typed stays in the page.
    """
    _check(rights)
    if sum(len(str(value)) for value in typed.values()) > MOST_DRAFT:
        raise ValidationError("This is too long to keep as a draft. Send it, or shorten it")
    take_turn(f"draft of {rights.user.pk}")
    with opened_own(seat, school_id=rights.school.pk, purpose=Purpose.RAISE):
        mine = ConcernDraft.objects.filter(school=rights.school, writer=rights.user)
        if not mine.update(typed=dict(typed), at=at):
            draft = ConcernDraft(school=rights.school, writer=rights.user, typed=dict(typed), at=at)
            draft.save(force_insert=True)


@transaction.atomic
def drop_draft(*, rights: Rights, seat: Seat) -> None:
    """Throw away what somebody has typed and not sent."""
    _check(rights)
    with opened_own(seat, school_id=rights.school.pk, purpose=Purpose.RAISE):
        ConcernDraft.objects.filter(school=rights.school, writer=rights.user).delete()


def _check(rights: Rights) -> None:
    if not rights.has(Permission.CONCERN_RAISE):
        raise PermissionDenied(whom_to_ask(Permission.CONCERN_RAISE))


def _due_at(rights: Rights, at: datetime) -> datetime:
    minutes, opens, closes = (values_of(rights.school, WATCHED, on=at.date())[key] for key in WATCHED)
    return due_at(at.astimezone(LONDON), minutes=minutes, opens=opens, closes=closes)


def _write(
    rights: Rights, key: UUID, pupils: Sequence[int], facts: ConcernFacts, *, at: datetime, due: datetime
) -> int:
    concern = Concern(
        id=key,
        school=rights.school,
        writer=rights.user,
        happened_at=facts.happened_at,
        recorded_at=at,
        verbally_told=facts.verbally_told,
    )
    concern.save(force_insert=True)
    ConcernPupil.objects.bulk_create(
        [ConcernPupil(concern=concern, pupil_id=pupil, by=rights.user, at=at) for pupil in pupils]
    )
    ConcernWords(concern=concern, **facts.words).save(force_insert=True)
    return send(concern, due_at=due)
