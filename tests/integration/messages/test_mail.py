"""Mail by the mail server: it cannot be asked, so a mail goes again only where it certainly did not leave."""

import smtplib
from datetime import timedelta

import pytest
import time_machine
from anymail.message import AnymailMessage
from django.core import mail

from integrations.notify.carrier_choice import carrier_of
from integrations.notify.drain import Drained, drain
from schools.models import Message, MessageState, Messaging
from schools.services.messages import retry_messages, withdraw_messages
from tests.integration.attendance.call_steps import rights
from tests.integration.attendance.family_steps import CLOSED
from tests.integration.messages.steps import absent, with_mother
from tests.world import TODAY, World

LATER = CLOSED + timedelta(minutes=5)


@pytest.fixture
def email(world: World, clock: time_machine.Traveller) -> Message:
    """An email about Amir that waits at 09:20; the school sends emails by its mail server."""
    clock.move_to(CLOSED)
    amir = world.pupils[0]
    Messaging.objects.create(school=world.marlowe, emails="mail")
    mother = with_mother(amir)
    mother.parent.email = "a.khan@example.com"
    mother.parent.save()
    absent(world, amir)
    of_today = {"kind": "first_day", "channel": "email", "date": TODAY, "session": 1, "mark_version": 1}
    return Message.objects.create(
        school=world.marlowe, pupil=amir, contact=mother, queued_at=CLOSED, due_at=CLOSED, **of_today
    )


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """The mail server answers so, once."""
    send = AnymailMessage.send

    def fail(*_: object) -> None:
        monkeypatch.setattr(AnymailMessage, "send", send)
        raise error

    monkeypatch.setattr(AnymailMessage, "send", fail)


def test_a_server_that_says_not_now_is_tried_again(
    email: Message, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[mail.EmailMessage]
) -> None:
    failing(monkeypatch, smtplib.SMTPDataError(452, b"greylisted"))
    assert drain(carrier_of, at=CLOSED) == Drained(put_back=1)
    assert drain(carrier_of, at=LATER) == Drained(sent=1)
    assert [sent.to for sent in mailoutbox] == [["a.khan@example.com"]]


def test_one_that_waits_for_its_next_try_may_be_withdrawn_unless_it_may_have_left(
    world: World, email: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    okafor = rights(world.okafor)
    failing(monkeypatch, TimeoutError())
    drain(carrier_of, at=CLOSED)
    assert withdraw_messages(rights=okafor, message_ids=[email.pk], at=CLOSED) == 0

    Message.objects.update(clear_tries=1)
    assert withdraw_messages(rights=okafor, message_ids=[email.pk], at=CLOSED) == 1


def test_a_refused_mail_may_be_tried_again_by_a_person(
    world: World, email: Message, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[mail.EmailMessage]
) -> None:
    failing(monkeypatch, smtplib.SMTPAuthenticationError(535, b""))
    assert drain(carrier_of, at=CLOSED) == Drained(failed=1)
    retry_messages(rights=rights(world.okafor), message_ids=[email.pk], at=LATER)
    assert drain(carrier_of, at=LATER) == Drained(sent=1)
    assert len(mailoutbox) == 1


def test_a_mail_of_which_nobody_can_tell_goes_no_second_time(
    email: Message, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[mail.EmailMessage]
) -> None:
    failing(monkeypatch, TimeoutError())
    assert drain(carrier_of, at=CLOSED) == Drained(put_back=1)
    assert drain(carrier_of, at=LATER) == Drained(failed=1)

    email.refresh_from_db()
    assert (email.state, email.why, mailoutbox) == (MessageState.FAILED, "unsure", [])


def test_a_doubt_stays_whatever_is_answered_later(email: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    Message.objects.filter(pk=email.pk).update(attempts=1)
    assert drain(carrier_of, at=CLOSED) == Drained(failed=1)
    email.refresh_from_db()
    assert (email.why, email.clear_tries) == ("unsure", 0)
