"""Mail: what a mail server or a provider of mail answers, and what that means."""

import smtplib
from collections.abc import Callable

import pytest
from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused, AnymailUnsupportedFeature
from anymail.message import AnymailMessage
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from integrations.notify.carriers import CannotTell, NoAnswer, NotNow, Refused
from integrations.notify.emails import MailCarrier
from tests.unit.integrations.held import REFERENCE, held

EMAIL = held(
    channel="email",
    carrier="mail",
    subject="Something new to read in Daymark",
    words="You have something new to read. Sign in.",
    sent_to="s.lane@example.sch.uk",
)


def raising(error: Exception) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise error

    return fail


def test_a_mail_carries_our_reference(mailoutbox: list[mail.EmailMessage]) -> None:
    number = MailCarrier().send(EMAIL)

    (sent,) = mailoutbox
    assert (sent.to, sent.subject, sent.body) == ([EMAIL.sent_to], EMAIL.subject, EMAIL.words)
    assert number == sent.extra_headers["Message-ID"] == f"<{REFERENCE}@localhost>"
    assert sent.metadata == {"reference": str(REFERENCE)}  # type: ignore[attr-defined]


def test_a_mail_server_cannot_be_asked() -> None:
    with pytest.raises(CannotTell):
        MailCarrier().find(EMAIL)


@pytest.mark.parametrize(
    ("error", "meaning", "fault"),
    [
        (smtplib.SMTPRecipientsRefused({"s.lane@example.sch.uk": (550, b"")}), Refused, "refused"),
        (smtplib.SMTPRecipientsRefused({"s.lane@example.sch.uk": (451, b"")}), NotNow, "refused"),
        (smtplib.SMTPSenderRefused(550, b"", "school@example.sch.uk"), Refused, "account_refused"),
        (smtplib.SMTPDataError(452, b""), NotNow, "account_refused"),
        (AnymailRecipientsRefused(), Refused, "refused"),
        (AnymailAPIError(status_code=401), Refused, "key_refused"),
        (AnymailAPIError(status_code=429), NotNow, "too_many"),
        (AnymailUnsupportedFeature(), Refused, "off"),
    ],
)
def test_a_clear_answer_says_why(
    monkeypatch: pytest.MonkeyPatch, error: Exception, meaning: type[Exception], fault: str
) -> None:
    monkeypatch.setattr(AnymailMessage, "send", raising(error))
    with pytest.raises(meaning) as found:
        MailCarrier().send(EMAIL)
    assert str(found.value) == fault


@pytest.mark.parametrize(
    "error",
    [TimeoutError(), smtplib.SMTPServerDisconnected(), ConnectionResetError(), AnymailAPIError()],
)
def test_an_answer_that_never_came_leaves_everybody_unsure(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(AnymailMessage, "send", raising(error))
    with pytest.raises(NoAnswer):
        MailCarrier().send(EMAIL)


@pytest.mark.parametrize(
    ("error", "meaning", "fault"),
    [
        (ConnectionRefusedError(), NotNow, "no_answer"),
        (smtplib.SMTPServerDisconnected(), NotNow, "no_answer"),
        (smtplib.SMTPAuthenticationError(535, b""), Refused, "key_refused"),
    ],
)
def test_a_server_that_was_never_reached_took_nothing(
    monkeypatch: pytest.MonkeyPatch, error: Exception, meaning: type[Exception], fault: str
) -> None:
    monkeypatch.setattr(EmailBackend, "open", raising(error), raising=False)
    with pytest.raises(meaning) as found:
        MailCarrier().send(EMAIL)
    assert str(found.value) == fault


def test_what_was_taken_stays_taken_however_the_connection_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EmailBackend, "close", raising(ConnectionResetError()), raising=False)
    assert MailCarrier().send(EMAIL)
