"""What became of a message after Notify took it: told by Notify, or asked for."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from accounts.models import AuditEvent
from accounts.secrets import lock
from integrations.notify.client import PAGE
from integrations.tasks import ask_for_receipts
from schools.models import Message, MessageState, Messaging, Pupil, School
from schools.services.messages import take_receipt
from tests.answers import Answer
from tests.integration.attendance.family_steps import CLOSED
from tests.integration.attendance.pages import statements
from tests.integration.messages.steps import queued, with_mother
from tests.notify_stand_in import API_KEY, Kind, StandIn, serving
from tests.world import World

TEMPLATE = UUID("8e222534-7f05-4972-86e3-17c5d9f894e2")
NUMBER = "07700900123"
SECRET = "a-secret-of-marlowe-park-that-nobody-guesses"
ADDRESS = "/hooks/notify/marlowe-park/receipts/"
DELIVERED, FAILED, SENT = MessageState.DELIVERED, MessageState.FAILED, MessageState.SENT


@pytest.fixture(scope="module")
def server() -> Iterator[StandIn]:
    with serving() as found:
        yield found


@pytest.fixture(autouse=True)
def notify(server: StandIn, settings: Settings, clock: time_machine.Traveller) -> StandIn:
    """It is 09:20, and the stand-in has taken nothing yet."""
    clock.move_to(CLOSED)
    settings.NOTIFY_URL = server.address
    server.clear()
    return server


def by_notify(school: School) -> None:
    Messaging.objects.create(
        school=school,
        texts="notify",
        notify_key=lock(API_KEY),
        notify_text_template=TEMPLATE,
        hook_secret=lock(SECRET),
    )


def taken(notify: StandIn, *pupils: Pupil) -> list[Message]:
    """Texts about these pupils that left for Notify at 09:20."""
    for pupil in pupils:
        with_mother(pupil)
    texts = queued(pupils[0].school, *pupils, at=CLOSED)
    for text in texts:
        body = {"phone_number": NUMBER, "template_id": str(TEMPLATE), "reference": str(text.reference)}
        number = notify.ledger.take("sms", body).id
        sent = {"state": SENT, "carrier": "notify", "sent_at": CLOSED, "attempts": 1, "provider_id": number}
        Message.objects.filter(pk=text.pk).update(**sent)
    return texts


@pytest.fixture
def text(world: World, notify: StandIn) -> Message:
    """A text about Amir that Notify has taken."""
    by_notify(world.marlowe)
    return taken(notify, world.pupils[0])[0]


def told(body: Any, *, token: str = SECRET, address: str = ADDRESS) -> Answer:
    """Notify calls, as somebody without a session and without a token against forgery."""
    answer: Answer = Client(enforce_csrf_checks=True).post(
        address, body, content_type="application/json", headers={"Authorization": f"Bearer {token}"}
    )
    return answer


def receipt(notify: StandIn, **changed: Any) -> dict[str, Any]:
    return notify.receipt(notify.ledger.all()[0]) | changed


@pytest.mark.parametrize(
    ("status", "state", "why"),
    [
        ("delivered", DELIVERED, ""),
        ("permanent-failure", FAILED, "undelivered"),
        ("temporary-failure", FAILED, "not_now"),
        ("technical-failure", FAILED, "technical"),
        ("sending", SENT, ""),
    ],
)
def test_a_receipt_says_what_became_of_a_text(
    notify: StandIn, text: Message, status: str, state: str, why: str
) -> None:
    assert told(receipt(notify, status=status)).status_code == 200
    text.refresh_from_db()
    assert (text.state, text.why) == (state, why)


def test_a_receipt_twice_is_once(notify: StandIn, text: Message) -> None:
    for status in ("delivered", "delivered", "permanent-failure"):
        assert told(receipt(notify, status=status)).status_code == 200
    text.refresh_from_db()
    assert text.state == DELIVERED
    lines = AuditEvent.objects.filter(tbl="schools_message", obj=str(text.pk), verb="update")
    assert lines.count() == 2


def test_a_receipt_of_a_message_that_is_not_ours_is_answered_and_changes_nothing(
    notify: StandIn, text: Message
) -> None:
    for reference in (None, "", "\0", 7, ["delivered"], "a reference of somebody else", str(UUID(int=5))):
        assert told(receipt(notify, reference=reference)).status_code == 200
    text.refresh_from_db()
    assert text.state == SENT


def test_a_wrong_secret_is_refused(notify: StandIn, text: Message) -> None:
    nowhere = "/hooks/notify/no-such-school/receipts/"
    for token in ("", SECRET[:-1], f"{SECRET}s", "é", "no school has this secret"):
        assert told(receipt(notify), token=token).status_code == 401
        assert told(receipt(notify), token=token, address=nowhere).status_code == 401
    text.refresh_from_db()
    assert text.state == SENT


def test_a_secret_that_is_no_bearers_is_refused(notify: StandIn, text: Message) -> None:
    for header in (SECRET, f"Basic {SECRET}", f" {SECRET}"):
        call = Client().post(
            ADDRESS, receipt(notify), content_type="application/json", headers={"Authorization": header}
        )
        assert call.status_code == 401


def test_a_receipt_without_its_number_wipes_out_none(notify: StandIn, text: Message) -> None:
    known = Message.objects.get().provider_id
    numbers: list[Any] = [None, "", "\0", {}, "no number"]
    for number in numbers:
        assert told(receipt(notify, id=number)).status_code == 200
    text.refresh_from_db()
    assert (text.state, text.provider_id) == (SENT, known)


def test_a_receipt_of_a_row_that_is_held_is_asked_for_again(
    notify: StandIn, text: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(**_facts: object) -> None:
        raise OperationalError("canceling statement due to lock timeout")

    monkeypatch.setattr("integrations.views.notify_hooks.take_status", held)
    answer = told(receipt(notify))
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")


def test_a_school_without_a_secret_takes_no_receipts(text: Message, notify: StandIn) -> None:
    Messaging.objects.update(hook_secret="")
    assert told(receipt(notify), token="").status_code == 401


def test_the_secret_of_another_school_opens_nothing_here(
    world: World, notify: StandIn, text: Message
) -> None:
    by_notify(world.tallis)
    Messaging.objects.filter(school=world.tallis).update(hook_secret=lock("a secret of Tallis Wood"))
    elsewhere = "/hooks/notify/tallis-wood/receipts/"

    assert told(receipt(notify), token="a secret of Tallis Wood").status_code == 401
    assert told(receipt(notify), token="a secret of Tallis Wood", address=elsewhere).status_code == 200
    text.refresh_from_db()
    assert text.state == SENT


def test_what_is_no_receipt_is_refused(text: Message) -> None:
    for body in ("", "{", "[]", '"words"', "null", b"\xff\xfe", "[" * 100_000):
        assert told(body).status_code == 400


def test_only_calls_are_taken_and_the_log_tells_no_number(
    notify: StandIn, text: Message, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    assert client.get(ADDRESS).status_code == 405
    told(receipt(notify), token="wrong")
    told(receipt(notify))
    assert NUMBER not in caplog.text
    assert "Amir" not in caplog.text


def test_a_receipt_that_never_came_is_asked_for_after_ten_minutes(
    notify: StandIn, text: Message, clock: time_machine.Traveller
) -> None:
    notify.ledger.outcomes[NUMBER] = "permanent-failure"
    clock.move_to(CLOSED + timedelta(minutes=9))
    ask_for_receipts()
    assert notify.asked == 0

    clock.move_to(CLOSED + timedelta(minutes=11))
    assert ask_for_receipts() == "1 receipt taken"
    assert ask_for_receipts() == "0 receipts taken"

    text.refresh_from_db()
    assert (text.state, text.why, notify.asked) == (FAILED, "undelivered", 1)


def test_notify_is_asked_also_about_what_was_given_up_without_an_answer(
    notify: StandIn, text: Message, clock: time_machine.Traveller
) -> None:
    Message.objects.update(state=FAILED, why="no_answer", ended_at=CLOSED)
    clock.move_to(CLOSED + timedelta(minutes=11))
    ask_for_receipts()
    assert notify.asked == 1


def test_a_provider_that_does_not_answer_is_asked_again_the_next_time(
    notify: StandIn, text: Message, clock: time_machine.Traveller
) -> None:
    clock.move_to(CLOSED + timedelta(minutes=11))
    notify.fail(Kind.AWAY, on="ask")
    assert ask_for_receipts() == "failed: 1 of 1 school; 0 receipts taken"
    text.refresh_from_db()
    assert text.state == SENT

    ask_for_receipts()
    text.refresh_from_db()
    assert text.state == DELIVERED


def test_the_questions_do_not_grow_with_the_messages(
    world: World, notify: StandIn, text: Message, clock: time_machine.Traveller
) -> None:
    notify.ledger.outcomes[NUMBER] = "sending"
    clock.move_to(CLOSED + timedelta(minutes=11))
    with statements() as before:
        ask_for_receipts()
    taken(notify, *world.pupils[1:])
    with statements() as after:
        ask_for_receipts()
    assert len(before) == len(after)
    assert notify.asked == 2


def test_what_never_gets_a_receipt_is_asked_about_by_itself_and_less_and_less_often(
    world: World, notify: StandIn, text: Message, clock: time_machine.Traveller
) -> None:
    notify.ledger.outcomes[NUMBER] = "sending"
    text_of = {"phone_number": NUMBER, "template_id": str(TEMPLATE)}
    for number in range(PAGE):
        notify.ledger.take("sms", text_of | {"reference": f"another's {number}"})
    calls = []
    for hours, minute in ((0, 50), (1, 40), (2, 0), (26, 0), (26, 40), (27, 0), (27, 10), (200, 0)):
        before = notify.asked
        clock.move_to(CLOSED.replace(minute=minute) + timedelta(hours=hours))
        assert ask_for_receipts() == "0 receipts taken"
        calls.append(notify.asked - before)
    assert calls == [2, 0, 2, 0, 0, 2, 0, 0]


def test_a_fault_at_one_school_stops_no_other_and_is_told_without_a_number(
    world: World,
    notify: StandIn,
    text: Message,
    clock: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    by_notify(world.tallis)
    elsewhere = taken(notify, world.pupils_elsewhere["9T"])[0]

    def fails(*, school: School, **facts: Any) -> bool:
        if school == world.marlowe:
            raise KeyError(NUMBER)
        return take_receipt(school=school, **facts)

    monkeypatch.setattr("integrations.notify.receipts.take_receipt", fails)
    clock.move_to(CLOSED + timedelta(minutes=11))
    assert ask_for_receipts() == "failed: 1 of 2 schools; 1 receipt taken"
    elsewhere.refresh_from_db()
    assert elsewhere.state == DELIVERED
    assert "could not be asked for: KeyError" in caplog.text
    assert NUMBER not in caplog.text
