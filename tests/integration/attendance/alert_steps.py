"""Automatic messages, in the words of the tests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from attendance.services.first_day.alerts import queue_alerts, queue_reminders
from schools.models import Contact, DatedValue, Message, MessageKind, Pupil
from schools.services.outbox import Wanted, queue_messages
from tests.factories import ParentFactory
from tests.integration.attendance.family_steps import CLOSED, mother_of
from tests.world import TODAY, World, add_pupils


def sets(world: World, **values: Any) -> None:
    """The school's own values from today on: `alerts_automatic=True`."""
    DatedValue.objects.bulk_create(
        DatedValue(
            school=world.marlowe,
            key=key.replace("_", ".", 1),
            value=value,
            valid_from=TODAY,
            source="Head, 8 March",
        )
        for key, value in values.items()
    )


def with_family(pupil: Pupil, **parent: Any) -> Contact:
    """The pupil's mother, who has a mobile of her own unless said otherwise."""
    return mother_of(pupil, parent=ParentFactory.create(school=pupil.school, **parent))


def with_families(world: World, count: int) -> list[Pupil]:
    """More pupils of 8HW, each with a mother."""
    children = add_pupils(world.class_8hw, count)
    for child in children:
        with_family(child)
    return children


def alerted(world: World, at: datetime = CLOSED) -> int:
    """How many messages one run of the job adds."""
    return queue_alerts(school=world.marlowe, at=at)


def reminded(world: World, at: datetime = CLOSED) -> int:
    """How many reminders one run of the job adds."""
    return queue_reminders(school=world.marlowe, at=at)


def text_about(pupil: Pupil, *, at: datetime = CLOSED, version: int = 1) -> Message:
    """A text about this morning that waits."""
    queue_messages(
        school=pupil.school,
        wanted=[Wanted(pupil.pk, 1, version)],
        kind=MessageKind.FIRST_DAY,
        on=TODAY,
        by=None,
        at=at,
    )
    return Message.objects.get(pupil=pupil)
