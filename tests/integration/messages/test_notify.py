"""The whole way of a text by GOV.UK Notify: what each answer of Notify leaves on the school's page."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from pytest_django import Settings

from accounts.secrets import lock
from integrations.notify.carrier_choice import carrier_of
from integrations.notify.drain import Drained, drain
from integrations.queries.notify_accounts import notify_account
from schools.message_faults import fault_of
from schools.models import Message, MessageState, Messaging
from tests.integration.attendance.family_steps import CLOSED
from tests.integration.messages.steps import absent, queued, with_mother
from tests.notify_stand_in import API_KEY, Kind, StandIn, serving
from tests.world import World

TEMPLATE = UUID("8e222534-7f05-4972-86e3-17c5d9f894e2")
LATER = CLOSED + timedelta(hours=1)
SENT, QUEUED, FAILED = MessageState.SENT, MessageState.QUEUED, MessageState.FAILED


@pytest.fixture(scope="module")
def server() -> Iterator[StandIn]:
    with serving() as found:
        yield found


@pytest.fixture(autouse=True)
def notify(server: StandIn, settings: Settings, clock: time_machine.Traveller) -> Iterator[StandIn]:
    """It is 09:20, the register is closed, and Notify's stand-in has taken nothing yet."""
    clock.move_to(CLOSED)
    settings.NOTIFY_URL, settings.MESSAGE_SEND_TIMEOUT = server.address, 10.0
    server.clear()
    yield server
    assert server.invalid == []


@pytest.fixture
def text(world: World) -> Message:
    """A text about Amir that waits; the school sends by Notify."""
    amir = world.pupils[0]
    Messaging.objects.create(
        school=world.marlowe, texts="notify", notify_key=lock(API_KEY), notify_text_template=TEMPLATE
    )
    with_mother(amir)
    absent(world, amir)
    return queued(world.marlowe, amir, at=CLOSED)[0]


def test_a_text_leaves_by_notify_with_our_reference(notify: StandIn, text: Message) -> None:
    assert drain(carrier_of, at=CLOSED) == Drained(sent=1)

    text.refresh_from_db()
    taken = notify.ledger.all()[0]
    assert (text.state, text.carrier, text.provider_id) == (SENT, "notify", taken.id)
    assert (taken.reference, taken.to, taken.words) == (str(text.reference), "07700900123", text.words)


@pytest.mark.parametrize(
    ("kind", "state", "why"),
    [
        (Kind.BAD_REQUEST, FAILED, "refused"),
        (Kind.TRIAL, FAILED, "account_refused"),
        (Kind.FORBIDDEN, FAILED, "key_refused"),
        (Kind.TOO_MANY, FAILED, "too_many"),
        (Kind.TOO_FAST, QUEUED, ""),
        (Kind.BROKEN, QUEUED, ""),
        (Kind.LOST, QUEUED, ""),
        (Kind.SILENT, QUEUED, ""),
    ],
)
def test_400_403_429_500_and_no_answer_end_as_the_page_says(
    notify: StandIn, text: Message, kind: Kind, state: str, why: str
) -> None:
    notify.fail(kind)
    drain(carrier_of, at=CLOSED)

    text.refresh_from_db()
    assert (text.state, text.why) == (state, why)
    if why:
        assert fault_of(why).advice.startswith("Ring the family")
        assert notify.references() == []


@pytest.mark.parametrize("kind", [Kind.TOO_FAST, Kind.BROKEN, Kind.LOST, Kind.SILENT])
def test_what_is_tried_again_reaches_the_family_once(notify: StandIn, text: Message, kind: Kind) -> None:
    notify.fail(kind)
    drain(carrier_of, at=CLOSED)
    drain(carrier_of, at=LATER)

    text.refresh_from_db()
    assert text.state in (SENT, MessageState.DELIVERED)
    assert notify.references() == [str(text.reference)]


def test_notify_that_never_answers_ends_on_the_officer_s_page(
    notify: StandIn, settings: Settings, text: Message
) -> None:
    settings.MESSAGE_MOST_TRIES, at = 3, CLOSED
    for _ in range(3):
        notify.fail(Kind.LOST)
        notify.fail(Kind.AWAY, on="ask")
        drain(carrier_of, at=at)
        at += timedelta(minutes=16)

    text.refresh_from_db()
    assert (text.state, text.why) == (FAILED, "no_answer")
    assert fault_of(text.why).ring


@pytest.mark.parametrize("key", ["locked under a lost key", lock("no key of Notify")])
def test_a_key_that_cannot_be_opened_or_is_none_sends_nothing(
    notify: StandIn, text: Message, key: str
) -> None:
    Messaging.objects.update(notify_key=key)
    assert drain(carrier_of, at=CLOSED) == Drained(failed=1)
    text.refresh_from_db()
    assert (text.why, notify.references()) == ("off", [])


def test_the_account_tells_its_key_to_nobody(world: World, text: Message) -> None:
    assert API_KEY not in repr(notify_account(world.marlowe.pk))
    assert notify_account(world.tallis.pk) is None
