"""A fault of our own stops one message, and no other; in the end somebody is told to ring."""

import pytest
from django.db import connection
from pytest_django import Settings

from schools.message_faults import UNSURE
from schools.models import Message, MessageState
from schools.services.sending import Held
from tests.integration.attendance.family_steps import CLOSED
from tests.integration.messages.steps import ToldCarrier, absent, by_file, drained, queued, with_mother
from tests.world import World


class Broken(ToldCarrier):
    """It cannot carry the first message that it meets; whatever it is asked for, it does not have."""

    broken: object = None

    def send(self, held: Held) -> str:
        self.broken = self.broken or held.reference
        if held.reference == self.broken:
            raise ValueError("a word that nobody expected")
        return super().send(held)


@pytest.fixture
def texts(world: World, clock: object) -> list[Message]:
    """It is 09:20; two texts wait."""
    clock.move_to(CLOSED)  # type: ignore[attr-defined]
    amir, zoe = world.pupils[:2]
    by_file(world.marlowe)
    for pupil in (amir, zoe):
        with_mother(pupil)
    absent(world, amir, zoe)
    return queued(world.marlowe, amir, zoe, at=CLOSED)


def claims_are_lost() -> None:
    """Whoever claimed is silent for an hour."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE schools_message SET claimed_at = claimed_at - interval '1 hour'")


def test_a_message_that_our_own_fault_stops_again_and_again_is_for_the_officer_to_ring(
    texts: list[Message], settings: Settings
) -> None:
    settings.MESSAGE_MOST_TRIES = 3
    carrier = Broken()
    for _ in range(settings.MESSAGE_MOST_TRIES):
        drained(carrier, at=CLOSED)
        claims_are_lost()
    stopped, other = texts
    stopped.refresh_from_db()
    other.refresh_from_db()
    assert (stopped.state, stopped.why) == (MessageState.FAILED, UNSURE.key)
    assert other.state == MessageState.SENT
    assert carrier.ledger == [other.reference]
