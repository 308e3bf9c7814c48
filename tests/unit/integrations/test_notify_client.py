"""Notify's own client against a server that holds every request and answer against Notify's schemas."""

from collections.abc import Iterator
from types import SimpleNamespace
from uuid import UUID

import pytest
from pytest_django import Settings

from integrations.notify.carriers import Found, NoAnswer, NotNow, Refused
from integrations.notify.client import NotifyCarrier, statuses
from integrations.queries.notify_accounts import NotifyAccount
from schools.message_faults import ACCOUNT_REFUSED, KEY_REFUSED, OFF, REFUSED, TOO_MANY, Fault
from schools.models import School
from tests.notify_stand_in import API_KEY, Kind, StandIn, serving
from tests.unit.integrations.held import REFERENCE, held

TEMPLATE = UUID("8e222534-7f05-4972-86e3-17c5d9f894e2")
SCHOOL = School(pk=3, name="Marlowe Park Academy", slug="marlowe-park")
ACCOUNT = NotifyAccount(SCHOOL, API_KEY, dict.fromkeys(("text", "email", "letter"), TEMPLATE))
CARRIER = NotifyCarrier(ACCOUNT)


@pytest.fixture(scope="module")
def server() -> Iterator[StandIn]:
    with serving() as found:
        yield found


@pytest.fixture
def notify(server: StandIn, settings: Settings) -> Iterator[StandIn]:
    """The stand-in with an empty ledger. At the end of each test no schema was broken."""
    settings.NOTIFY_URL, settings.MESSAGE_SEND_TIMEOUT = server.address, 10.0
    server.clear()
    yield server
    assert server.invalid == []


def test_a_text_carries_our_words_and_our_reference(notify: StandIn) -> None:
    number = CARRIER.send(held())

    taken = notify.ledger.all()[0]
    assert (taken.id, taken.reference, taken.type, taken.to) == (number, str(REFERENCE), "sms", "07700900123")
    assert taken.personalisation == {"words": held().words}


def test_an_email_carries_its_subject_too(notify: StandIn) -> None:
    CARRIER.send(held(channel="email", sent_to="a.khan@example.com", subject="A message from school"))

    taken = notify.ledger.all()[0]
    assert (taken.type, taken.to) == ("email", "a.khan@example.com")
    assert taken.personalisation == {"words": held().words, "subject": "A message from school"}


def test_a_letter_carries_the_lines_of_its_address(notify: StandIn) -> None:
    CARRIER.send(
        held(channel="letter", sent_to="Mrs Khan\n4 Elm Road\nMarlowe\nM1 1AA", subject="Attendance")
    )

    taken = notify.ledger.all()[0]
    assert (taken.type, taken.to) == ("letter", "Mrs Khan\n4 Elm Road\nMarlowe\nM1 1AA")


def test_a_long_address_keeps_its_postcode(notify: StandIn) -> None:
    lines = ["Mrs Khan", "Flat 2", "", "The Mill", "Back Lane", "4 Elm Road", "Elmfield", "Marlowe", "M1 1AA"]
    CARRIER.send(held(channel="letter", sent_to="\n".join(lines)))

    assert notify.ledger.all()[0].to.split("\n")[-2:] == ["Elmfield, Marlowe", "M1 1AA"]


@pytest.mark.parametrize(
    ("kind", "error", "fault"),
    [
        (Kind.BAD_REQUEST, Refused, REFUSED),
        (Kind.TRIAL, Refused, ACCOUNT_REFUSED),
        (Kind.FORBIDDEN, Refused, KEY_REFUSED),
        (Kind.TOO_FAST, NotNow, TOO_MANY),
        (Kind.TOO_MANY, Refused, TOO_MANY),
    ],
)
def test_a_refusal_says_why_and_nothing_was_taken(
    notify: StandIn, kind: Kind, error: type[Exception], fault: Fault
) -> None:
    notify.fail(kind)
    with pytest.raises(error) as refusal:
        CARRIER.send(held())
    assert str(refusal.value) == fault.key
    assert notify.references() == []


@pytest.mark.parametrize(
    ("kind", "taken"),
    [
        (Kind.BROKEN, 0),
        (Kind.AWAY, 0),
        (Kind.LOST, 0),
        (Kind.SILENT, 1),
        (Kind.GARBLED, 1),
    ],
)
def test_without_a_clear_answer_notify_is_asked(notify: StandIn, kind: Kind, taken: int) -> None:
    notify.fail(kind)
    with pytest.raises(NoAnswer):
        CARRIER.send(held())
    assert (CARRIER.find(held()) is not None) == bool(taken) == bool(notify.references())


def test_who_is_too_slow_may_have_taken_it(notify: StandIn, settings: Settings) -> None:
    settings.MESSAGE_SEND_TIMEOUT = 0.2
    notify.fail(Kind.SILENT, seconds=0.4)
    with pytest.raises(NoAnswer):
        CARRIER.send(held())
    assert notify.references() == [str(REFERENCE)]


def test_nobody_there_is_no_answer(notify: StandIn, settings: Settings) -> None:
    settings.NOTIFY_URL = "http://127.0.0.1:9"
    with pytest.raises(NoAnswer):
        CARRIER.send(held())
    with pytest.raises(NoAnswer):
        CARRIER.find(held())


def test_a_message_is_found_by_our_reference_alone(notify: StandIn) -> None:
    assert CARRIER.find(held()) is None
    number = CARRIER.send(held())
    CARRIER.send(held(reference=UUID(int=1)))
    assert CARRIER.find(held()) == Found(number, "delivered")


def test_one_that_could_not_be_delivered_was_sent_all_the_same(notify: StandIn) -> None:
    notify.ledger.outcomes["07700900123"] = "permanent-failure"
    number = CARRIER.send(held())
    assert CARRIER.find(held()) == Found(number, "sent")


@pytest.mark.parametrize("kind", [Kind.FORBIDDEN, Kind.TOO_FAST, Kind.BROKEN, Kind.LOST, Kind.GARBLED])
def test_a_question_that_fails_is_no_answer(notify: StandIn, kind: Kind) -> None:
    notify.fail(kind, on="ask")
    with pytest.raises(NoAnswer):
        CARRIER.find(held())


def test_a_channel_without_a_template_is_not_set_up(notify: StandIn) -> None:
    carrier = NotifyCarrier(NotifyAccount(SCHOOL, API_KEY, {}))
    with pytest.raises(Refused) as refusal:
        carrier.send(held())
    assert refusal.value.fault == OFF


def test_another_key_is_refused(notify: StandIn) -> None:
    wrong = f"{API_KEY[:-36]}00000000-0000-4000-8000-000000000000"
    with pytest.raises(Refused) as refusal:
        NotifyCarrier(NotifyAccount(SCHOOL, wrong, ACCOUNT.templates)).send(held())
    assert refusal.value.fault == KEY_REFUSED


def test_the_list_is_read_page_by_page(notify: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrations.notify.client.PAGE", 2)
    monkeypatch.setattr("tests.notify_stand_in.server.PAGE", 2)
    for number in range(5):
        CARRIER.send(held(reference=UUID(int=number)))

    references = [reference for reference, _, _ in statuses(ACCOUNT, pages=9)]

    assert references == [str(UUID(int=number)) for number in (4, 3, 2, 1, 0)]
    assert notify.asked == 3


def test_the_log_tells_no_number_and_no_words(notify: StandIn, caplog: pytest.LogCaptureFixture) -> None:
    notify.fail(Kind.BAD_REQUEST)
    with pytest.raises(Refused) as refusal:
        CARRIER.send(held())
    notify.fail(Kind.BROKEN, on="ask")
    with pytest.raises(NoAnswer):
        CARRIER.find(held())

    assert [record.getMessage() for record in caplog.records] == [
        "Notify answered 400 to message 7",
        "Notify could not be asked: 500",
    ]
    assert str(refusal.value) == "refused"
    assert API_KEY not in repr(SimpleNamespace(account=ACCOUNT))
