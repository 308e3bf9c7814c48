"""A message that failed because nobody answered is delivered when its receipt comes after all."""

import pytest

from schools.message_faults import NO_ANSWER, REFUSED, UNDELIVERED, UNSURE, Fault
from schools.models import Message, MessageState
from schools.services.messages import take_receipt
from tests.integration.messages.steps import by_file, queued, with_mother
from tests.world import NOW, World


def failed(world: World, why: Fault) -> Message:
    """A text about Amir that failed."""
    amir = world.pupils[0]
    by_file(world.marlowe)
    with_mother(amir)
    text = queued(world.marlowe, amir, at=NOW)[0]
    state = {"state": MessageState.FAILED, "why": why.key, "attempts": 8, "ended_at": NOW}
    Message.objects.filter(pk=text.pk).update(**state)
    return text


def receipt(text: Message, fault: Fault | None) -> Message:
    """The text after its receipt."""
    assert take_receipt(
        school=text.school, reference=text.reference, provider_id="theirs", fault=fault, at=NOW
    )
    text.refresh_from_db()
    return text


@pytest.mark.parametrize("why", [NO_ANSWER, UNSURE])
def test_what_nobody_answered_for_is_delivered_by_its_receipt(world: World, why: Fault) -> None:
    text = receipt(failed(world, why), None)
    assert (text.state, text.why, text.provider_id) == (MessageState.DELIVERED, "", "theirs")


def test_the_receipt_says_why_it_did_not_arrive(world: World) -> None:
    text = receipt(failed(world, NO_ANSWER), UNDELIVERED)
    assert (text.state, text.why) == (MessageState.FAILED, UNDELIVERED.key)


def test_what_the_provider_refused_stays_refused(world: World) -> None:
    text = receipt(failed(world, REFUSED), None)
    assert (text.state, text.why) == (MessageState.FAILED, REFUSED.key)
