"""The school of a run: its pupils, the acts that queue messages, and what its people do meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random
from uuid import UUID

from django.db import transaction
from django.db.models import F

from accounts.audit import acting
from accounts.models import User
from accounts.secrets import lock
from attendance.codes import ILLNESS, NO_REASON
from attendance.models import Mark, MarkSource
from schools.models import Carrier, DatedValue, Message, MessageKind, Messaging, Pupil, School
from schools.services.outbox import Wanted, queue_messages
from tests.architecture.crowds import CLASS, enrol
from tests.chaos.place import HOOK_SECRET
from tests.notify_stand_in import API_KEY
from tests.world import TODAY, World, build_world

MORNING = 1
TEMPLATE = UUID("0b3c5a52-7e0d-4a8c-9d55-1f6f7f0e2a11")


def build_school(pupils: int) -> World:
    """Marlowe Park with at least so many pupils, each with an adult who has a mobile number of their own."""
    world = build_world(pupils=0)
    enrol(world.marlowe, range(-(-pupils // CLASS)))
    return world


def to_be_told(school: School, count: int, moments: Random) -> list[int]:
    """So many pupils, in a drawn turn."""
    reached = Pupil.objects.filter(school=school, contacts__isnull=False).distinct()
    found = list(reached.order_by("pk").values_list("pk", flat=True)[:count])
    moments.shuffle(found)
    return found


@transaction.atomic
def find_absent(school: School, pupils: Sequence[int], *, by: User, at: datetime) -> list[str]:
    """Mark these pupils N and queue a text to each family, in one transaction; returns their references.

    It may be asked again, where nobody knows whether it was done.
    """
    mark_absent(school, pupils, by=by, at=at)
    queue_texts(school, pupils, by=by, at=at)
    rows = Message.objects.filter(pupil__in=pupils, date=TODAY).values_list("reference", flat=True)
    return [str(reference) for reference in rows]


@transaction.atomic
def mark_absent(school: School, pupils: Sequence[int], *, by: User, at: datetime) -> None:
    """Mark these pupils N this morning; those who have a mark keep it."""
    acting(by, at=at)
    office = MarkSource.OFFICE
    marks = [
        Mark(pupil_id=pupil, school=school, date=TODAY, session=MORNING, code=NO_REASON, source=office)
        for pupil in sorted(pupils)
    ]
    for mark in marks:
        mark.set_by, mark.set_at = by, at
    Mark.objects.bulk_create(marks, ignore_conflicts=True)


def queue_texts(school: School, pupils: Sequence[int], *, by: User, at: datetime) -> None:
    """Queue a text to each family, in the caller's transaction: one statement."""
    wanted = [Wanted(pupil, MORNING, 1) for pupil in sorted(pupils)]
    queue_messages(school=school, wanted=wanted, kind=MessageKind.FIRST_DAY, on=TODAY, by=by, at=at)


@transaction.atomic
def explain(pupil: int, *, by: User, at: datetime) -> None:
    """Home has rung: the mark becomes I, so that no text is due any more."""
    acting(by, at=at, reason="The family rang")
    Mark.objects.filter(pupil=pupil, date=TODAY, session=MORNING, code=NO_REASON).update(
        code=ILLNESS, version=F("version") + 1, set_at=at, set_by=by
    )


def states(school: School) -> Mapping[str, str]:
    """What the school sees of each message, by its reference."""
    rows = Message.objects.filter(school=school).values_list("reference", "state")
    return {str(reference): state for reference, state in rows}


def set_up_messages(school: School, carrier: Carrier = Carrier.NOTIFY) -> None:
    """The school sends texts, by the provider's stand-in, and its limit of a day's cost is high enough."""
    Messaging.objects.create(
        school=school,
        texts=carrier,
        notify_key=lock(API_KEY),
        notify_text_template=TEMPLATE,
        hook_secret=lock(HOOK_SECRET),
    )
    DatedValue.objects.create(
        school=school, key="messages.daily_cap", value=2000, valid_from=TODAY, source="A run of faults"
    )
