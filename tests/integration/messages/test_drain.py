"""A message leaves once: whatever dies, freezes or does not answer while it is being sent."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, DataError, connection, transaction

from accounts.models import AuditEvent
from integrations.notify.carriers import CannotTell, FileCarrier, NoAnswer, NotNow, Refused
from integrations.notify.drain import Drained, drain
from schools.message_faults import KEY_REFUSED, NO_ANSWER, REFUSED, TOO_MANY
from schools.models import DatedValue, Message, MessageState, Messaging, NeverMessage, Pupil, PupilMarker
from schools.services.messages import retry_messages
from schools.services.sending import Held, claim_messages, holding
from tests.factories import SafetyNoteFactory
from tests.integration.attendance.absence_steps import rights_at
from tests.integration.attendance.family_steps import CLOSED
from tests.integration.attendance.pages import statements
from tests.integration.attendance.steps import mark, officer_saves
from tests.integration.messages.steps import (
    ToldCarrier,
    absent,
    by_file,
    drained,
    queued,
    with_mother,
)
from tests.world import TODAY, World

LATER = CLOSED + timedelta(hours=1)


@pytest.fixture(autouse=True)
def closed(clock: object) -> None:
    """It is 09:20, and the morning's register is closed."""
    clock.move_to(CLOSED)  # type: ignore[attr-defined]


@pytest.fixture
def text(world: World) -> Message:
    """A text about Amir that waits; the school sends by file."""
    amir = world.pupils[0]
    by_file(world.marlowe)
    with_mother(amir)
    absent(world, amir)
    return queued(world.marlowe, amir, at=CLOSED)[0]


def lost(message: Message) -> None:
    """Whoever claimed it died a minute ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE schools_message SET attempts = attempts + 1,"
            " claimed_at = clock_timestamp() - interval '1 minute' WHERE id = %s",
            [message.pk],
        )


def test_a_text_says_who_and_when_and_gives_no_reason(text: Message) -> None:
    carrier = ToldCarrier()

    assert drained(carrier, at=CLOSED) == Drained(sent=1)

    text.refresh_from_db()
    assert (text.state, text.provider_id, text.sent_to) == (MessageState.SENT, "theirs-1", "07700900123")
    assert carrier.words == [text.words]
    assert text.words.startswith("Marlowe Park Academy: Amir is not here this morning. Please say why: ")
    assert "Khan" not in text.words
    assert AuditEvent.objects.filter(tbl="schools_message", obj=str(text.pk), verb="update").count() == 1


def test_a_message_is_not_sent_a_second_time(text: Message) -> None:
    carrier = ToldCarrier()
    drained(carrier, at=CLOSED)
    assert drained(carrier, at=LATER) == Drained()
    assert carrier.ledger == [text.reference]


def test_after_a_death_the_carrier_is_asked_before_a_second_try(text: Message) -> None:
    carrier = ToldCarrier(ledger=[text.reference])
    lost(text)

    assert drained(carrier, at=CLOSED) == Drained(sent=1)
    assert carrier.asked == [text.reference]
    assert carrier.ledger == [text.reference]


def test_after_a_death_before_the_sending_it_is_sent(text: Message) -> None:
    carrier = ToldCarrier()
    lost(text)
    assert drained(carrier, at=CLOSED) == Drained(sent=1)
    assert carrier.asked == carrier.ledger == [text.reference]


def test_a_fresh_claim_is_nobody_else_s(text: Message) -> None:
    claim_messages(at=CLOSED, most=9)
    assert drained(ToldCarrier(), at=CLOSED) == Drained()


def test_a_claim_that_another_took_up_is_given_up(text: Message) -> None:
    claim = claim_messages(at=CLOSED, most=9)[0]
    lost(text)
    with holding(claim) as held:
        assert held is None


def test_an_uncertain_sending_waits_and_asks(text: Message) -> None:
    carrier = ToldCarrier()

    def silent(held: object) -> None:
        raise NoAnswer

    carrier.after = silent
    assert drained(carrier, at=CLOSED) == Drained(put_back=1)
    text.refresh_from_db()
    assert text.due_at >= CLOSED + timedelta(seconds=30)

    assert drained(carrier, at=LATER) == Drained(sent=1)
    assert carrier.ledger == [text.reference]


def test_a_refusal_stands_with_its_reason(text: Message) -> None:
    def refuses(held: object) -> None:
        raise Refused(REFUSED)

    assert drained(ToldCarrier(before=refuses), at=CLOSED) == Drained(failed=1)
    text.refresh_from_db()
    assert (text.state, text.why, text.cost) == (MessageState.FAILED, REFUSED.key, 0)


def test_a_busy_carrier_is_tried_again_later_each_time_and_then_no_more(text: Message) -> None:
    def busy(held: object) -> None:
        raise NotNow(TOO_MANY)

    carrier, waits, at = ToldCarrier(before=busy), [], CLOSED
    for _ in range(7):
        assert drained(carrier, at=at) == Drained(put_back=1)
        text.refresh_from_db()
        waits.append(round((text.due_at - at).total_seconds()))
        at = text.due_at
    assert waits == [10, 20, 40, 80, 160, 320, 640]
    assert drained(carrier, at=at) == Drained(failed=1)
    text.refresh_from_db()
    assert text.why == TOO_MANY.key


def test_a_carrier_that_never_answers_ends_as_a_failure_that_says_so(text: Message) -> None:
    def silent(held: object) -> None:
        raise NoAnswer

    carrier, at = ToldCarrier(before=silent), CLOSED
    for _ in range(8):
        drained(carrier, at=at)
        at += timedelta(minutes=16)
    text.refresh_from_db()
    assert (text.state, text.why) == (MessageState.FAILED, NO_ANSWER.key)


def test_a_carrier_that_cannot_be_asked_sends_no_second_time(text: Message) -> None:
    class Forgetful(ToldCarrier):
        def find(self, held: object) -> None:
            raise CannotTell

    carrier = Forgetful()
    lost(text)
    assert drained(carrier, at=CLOSED) == Drained(failed=1)
    assert carrier.ledger == []


def test_a_child_who_came_meanwhile_is_reported_absent_to_nobody(world: World, text: Message) -> None:
    officer_saves(world, mark(world.pupils[0], "L", base=1))
    carrier = ToldCarrier()
    assert drained(carrier, at=CLOSED) == Drained(withdrawn=1)
    text.refresh_from_db()
    assert (text.state, text.why, carrier.ledger) == (MessageState.WITHDRAWN, "explained", [])


def test_a_contact_who_is_forbidden_meanwhile_is_not_written_to(text: Message) -> None:
    assert text.contact is not None
    text.contact.must_not_contact = True
    text.contact.save()
    drained(ToldCarrier(), at=CLOSED)
    text.refresh_from_db()
    assert (text.state, text.why) == (MessageState.WITHDRAWN, "no_contact")


def test_a_marker_of_the_dsl_that_came_meanwhile_stops_it(world: World, text: Message) -> None:
    PupilMarker.objects.create(pupil=world.pupils[0], kind="ask_first", from_on=TODAY)
    drained(ToldCarrier(), at=CLOSED)
    text.refresh_from_db()
    assert (text.state, text.why) == (MessageState.WITHDRAWN, "ask_first")


def test_a_number_shared_with_somebody_who_may_not_be_contacted_is_never_texted(
    world: World, text: Message
) -> None:
    with_mother(world.pupils[0], must_not_contact=True, call_order=2)
    carrier = ToldCarrier()
    drained(carrier, at=CLOSED)
    assert carrier.ledger == []


def test_yesterday_s_message_is_too_late(text: Message) -> None:
    drained(ToldCarrier(), at=CLOSED + timedelta(days=1))
    text.refresh_from_db()
    assert (text.state, text.why) == (MessageState.FAILED, "day_over")


def test_the_stop_switch_holds_what_waits_and_what_is_claimed(world: World, text: Message) -> None:
    claim = claim_messages(at=CLOSED, most=9)[0]
    Messaging.objects.update(stopped_at=CLOSED, stopped_by=world.okafor, stopped_why="A wrong register")
    with holding(claim) as held:
        assert held is not None
        assert held.is_stopped
    assert drained(ToldCarrier(), at=LATER) == Drained()


def test_a_day_s_limit_is_not_passed(world: World, text: Message) -> None:
    from_on = TODAY - timedelta(days=30)
    values = {"valid_from": from_on, "source": "The school", "value": 0}
    DatedValue.objects.create(school=world.marlowe, key="messages.daily_cap", **values)
    Messaging.objects.update(texts="notify")
    assert drained(ToldCarrier(), at=CLOSED) == Drained()
    text.refresh_from_db()
    assert (text.state, text.why) == (MessageState.FAILED, "cap")


def test_a_school_that_sends_nothing_is_told_so(world: World) -> None:
    amir = world.pupils[0]
    with_mother(amir)
    absent(world, amir)
    text = queued(world.marlowe, amir, at=CLOSED)[0]
    drained(ToldCarrier(), at=CLOSED)
    text.refresh_from_db()
    assert (text.state, text.why) == (MessageState.FAILED, "off")


def test_what_was_sent_stands(text: Message) -> None:
    drained(ToldCarrier(), at=CLOSED)
    for change in ({"words": "Something else"}, {"state": "queued"}, {"sent_to": "07700900999"}):
        with pytest.raises(DatabaseError, match=r"stands|does not become"), transaction.atomic():
            Message.objects.update(**change)


def test_the_statements_of_a_claim_do_not_grow_with_its_messages(world: World) -> None:
    by_file(world.marlowe)

    def claimed(pupils: list[Pupil]) -> int:
        for pupil in pupils:
            with_mother(pupil)
        absent(world, *pupils)
        queued(world.marlowe, *pupils, at=CLOSED)
        with statements() as sent:
            claim_messages(at=CLOSED, most=50)
        return len(sent)

    few = claimed(list(world.pupils[:1]))
    many = claimed(list(world.pupils[1:3]))
    assert few == many


def test_a_file_is_written_once_and_found_again(text: Message, tmp_path: Path) -> None:
    carrier = FileCarrier(tmp_path)
    drained(carrier, at=CLOSED)
    text.refresh_from_db()
    assert text.provider_id == f"{text.reference}.json"


def test_a_message_that_cannot_be_written_stops_no_other(
    world: World, text: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    zoe = world.pupils[1]
    with_mother(zoe)
    absent(world, zoe)
    broken = queued(world.marlowe, zoe, at=CLOSED)[0]

    def parts(words: str) -> int:
        if zoe.known_forename in words:
            raise ValueError(words)
        return 1

    monkeypatch.setattr("schools.services.message_drafts.text_parts", parts)
    assert drained(ToldCarrier(), at=CLOSED) == Drained(sent=1)
    broken.refresh_from_db()
    assert (broken.state, broken.why) == (MessageState.FAILED, "technical")


def test_an_answer_that_the_database_refuses_stops_no_other(world: World, text: Message) -> None:
    zoe = world.pupils[1]
    with_mother(zoe)
    absent(world, zoe)
    queued(world.marlowe, zoe, at=CLOSED)

    class Odd(ToldCarrier):
        def send(self, held: Held) -> str:
            if "Amir" in held.words:
                raise DataError("out of range")
            return super().send(held)

    assert drained(Odd(), at=CLOSED) == Drained(sent=1, skipped=1)


def test_a_try_is_counted_before_anything_leaves_and_no_other(world: World, text: Message) -> None:
    zoe = world.pupils[1]
    with_mother(zoe)
    absent(world, zoe)
    waiting = queued(world.marlowe, zoe, at=CLOSED)[0]
    counts: list[int] = []

    def look(_held: Held) -> None:
        counts.append(Message.objects.get(pk=waiting.pk).attempts)
        raise NoAnswer

    drained(ToldCarrier(before=look), at=CLOSED)
    assert counts == [0, 1]


def test_a_run_stops_between_two_messages(world: World, text: Message) -> None:
    carrier = ToldCarrier()
    done = drain(lambda _name, _school: carrier, at=CLOSED, stopping=lambda: True)
    assert (done, carrier.ledger) == (Drained(), [])


def test_a_retry_costs_what_a_text_costs(world: World, text: Message) -> None:
    def locked(_held: Held) -> None:
        raise Refused(KEY_REFUSED)

    Messaging.objects.update(texts="notify")
    drained(ToldCarrier(before=locked), at=CLOSED)
    text.refresh_from_db()
    assert text.cost == 0
    rights = rights_at(world.okafor)
    assert retry_messages(rights=rights, message_ids=[text.pk], at=CLOSED) == 1
    drained(ToldCarrier(), at=CLOSED)
    text.refresh_from_db()
    assert (text.state, text.cost) == (MessageState.SENT, 240)


def test_a_retry_goes_by_what_carries_texts_now(world: World, text: Message) -> None:
    text_row = Message.objects.filter(pk=text.pk)
    text_row.update(words="Amir", sent_to="07700900123", carrier="notify", attempts=1, clear_tries=1)
    drained(ToldCarrier(), at=CLOSED)
    text.refresh_from_db()
    assert (text.carrier, text.words) == ("file", "Amir")


def test_a_retry_in_doubt_waits_until_the_provider_lists_what_it_has(world: World, text: Message) -> None:
    def silent(_held: Held) -> None:
        raise NoAnswer

    Message.objects.update(attempts=7)
    drained(ToldCarrier(before=silent), at=CLOSED)
    text.refresh_from_db()
    assert text.why == NO_ANSWER.key
    retry_messages(rights=rights_at(world.okafor), message_ids=[text.pk], at=CLOSED + timedelta(seconds=2))
    text.refresh_from_db()
    assert text.due_at >= CLOSED + timedelta(seconds=30)


def test_what_may_have_gone_by_a_carrier_that_is_gone_is_no_plain_failure(text: Message) -> None:
    lost(text)
    Message.objects.update(words="Amir", sent_to="07700900123", carrier="notify", cost=240)
    assert drain(lambda _name, _school: None, at=CLOSED) == Drained(failed=1)
    text.refresh_from_db()
    assert (text.why, text.cost) == (NO_ANSWER.key, 240)


def test_a_number_shared_with_somebody_of_whom_the_dsl_left_a_note_gets_nothing(
    world: World, text: Message
) -> None:
    amir = world.pupils[0]
    aunt = with_mother(amir, call_order=2)
    SafetyNoteFactory.create(pupil=amir, contact=aunt, from_on=TODAY)
    carrier = ToldCarrier()
    drained(carrier, at=CLOSED)
    assert carrier.ledger == []


def test_an_address_on_the_never_list_stops_what_goes_there_and_no_text(world: World, text: Message) -> None:
    assert text.contact is not None
    parent = text.contact.parent
    parent.email = "k@example.org"
    parent.save()
    NeverMessage.objects.create(school=world.marlowe, address="k@example.org", why="Not hers", set_at=CLOSED)
    assert drained(ToldCarrier(), at=CLOSED) == Drained(sent=1)


def test_after_the_quiet_hour_it_says_so(world: World, text: Message) -> None:
    drained(ToldCarrier(), at=CLOSED.replace(hour=19))
    text.refresh_from_db()
    assert (text.state, text.why) == (MessageState.WITHDRAWN, "quiet")
