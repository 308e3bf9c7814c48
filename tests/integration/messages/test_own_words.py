"""What a school sets about its messages holds when they are sent: its words, its list, its switch."""

from datetime import timedelta

import pytest

from integrations.demo.messaging import set_up_messages
from integrations.notify.carriers import NotNow
from schools.access import Rights, rights_of
from schools.message_faults import TOO_MANY
from schools.message_words import Words
from schools.models import Message, Messaging, NeverMessage
from schools.queries.message_wordings import wordings_in_force
from schools.services.message_wordings import WordingFacts, write_wording
from schools.services.messaging import start_messages, stop_messages
from schools.services.never_messages import add_never
from schools.services.sending import Held
from tests.integration.messages.steps import ToldCarrier, absent, by_file, drained, queued, with_mother
from tests.world import NOW, TODAY, World


@pytest.fixture
def rights(world: World) -> Rights:
    found = rights_of(world.okafor, "marlowe-park", on=TODAY)
    assert found is not None
    return found


@pytest.fixture
def waiting(world: World) -> World:
    """Amir is absent without a reason, and a text to his mother waits."""
    amir = world.pupils[0]
    with_mother(amir)
    absent(world, amir)
    by_file(world.marlowe)
    queued(world.marlowe, amir, at=NOW)
    return world


def test_a_school_speaks_in_its_own_words_from_their_first_day(waiting: World, rights: Rights) -> None:
    for body in ("((school)) misses ((child)). ((link))", "Where is ((child))? ((link)) ((school))"):
        facts = WordingFacts("first_day", "text", "en", Words(body), TODAY, "Mrs Adeyemi")
        write_wording(rights=rights, facts=facts, at=NOW)
    carrier = ToldCarrier()

    assert drained(carrier, at=NOW).sent == 1
    (text,) = carrier.words
    assert text.startswith("Where is Amir? http")
    assert text.endswith("/ Marlowe Park Academy")


def test_nothing_goes_to_a_number_that_was_put_on_the_list_meanwhile(waiting: World, rights: Rights) -> None:
    add_never(rights=rights, address="07700900123", why="Asked us to stop", at=NOW)
    carrier = ToldCarrier()

    drained(carrier, at=NOW)
    assert carrier.ledger == []
    assert Message.objects.get().why == "never"


def test_nor_when_it_was_put_there_between_two_tries(waiting: World, rights: Rights) -> None:
    def busy(_: Held) -> None:
        raise NotNow(TOO_MANY)

    assert drained(ToldCarrier(before=busy), at=NOW).put_back == 1
    add_never(rights=rights, address="07700900123", why="Asked us to stop", at=NOW)
    carrier = ToldCarrier()

    drained(carrier, at=NOW + timedelta(minutes=5))
    assert carrier.ledger == []
    assert Message.objects.get().why == "never"


def test_the_switch_holds_what_waits_and_lets_it_go_once(waiting: World, rights: Rights) -> None:
    carrier = ToldCarrier()
    stop_messages(rights=rights, why="Wrong template", at=NOW)
    drained(carrier, at=NOW)
    assert carrier.ledger == []

    start_messages(rights=rights, at=NOW)
    for _ in range(2):
        drained(carrier, at=NOW)
    assert len(carrier.ledger) == 1


def test_the_demo_sends_into_files_and_is_set_up_once(world: World) -> None:
    for _ in range(2):
        set_up_messages(world.marlowe, on=TODAY, at=NOW)

    assert Messaging.objects.get(school=world.marlowe).texts == "file"
    words = wordings_in_force([world.marlowe.pk], TODAY)
    assert words[world.marlowe.pk, "first_day", "text", "pl"].body.startswith(
        "((school)): ((child)) nie jest"
    )
    assert NeverMessage.objects.filter(school=world.marlowe).count() == 1
