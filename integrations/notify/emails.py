"""Mail by this installation's own mail server, or by a provider of mail through django-anymail.

Nobody can ask a mail server what it took: where an answer is missing, a person is told, and it goes
no second time.
"""

from __future__ import annotations

import logging
import smtplib
from contextlib import suppress
from urllib.parse import urlsplit

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailInvalidAddress, AnymailRecipientsRefused
from anymail.message import AnymailMessage
from django.conf import settings
from django.core.mail import get_connection

from integrations.notify.carriers import CannotTell, Found, NoAnswer, NotNow, Refused
from integrations.notify.mapping import Refusal, mail_refusal_of, provider_refusal_of
from schools.message_faults import KEY_REFUSED, NO_ANSWER, OFF, REFUSED
from schools.services.sending import Held

log = logging.getLogger(__name__)
LONGEST_NUMBER = 80


class MailCarrier:
    """Hands a message to the mail server. Our reference is the mail's Message-ID, and its metadata."""

    def send(self, held: Held) -> str:
        """Send it; the provider's number of it, or its Message-ID. Raises Refused, NotNow or NoAnswer."""
        number = f"<{held.reference}@{urlsplit(settings.DAYMARK_URL).hostname}>"
        mail = AnymailMessage(
            subject=held.subject,
            body=held.words,
            to=[held.sent_to],
            headers={"Message-ID": number},
            metadata={"reference": str(held.reference)},
        )
        try:
            _send(mail)
        except (OSError, AnymailError) as error:
            log.warning("The mail server did not take message %d: %s", held.message_id, type(error).__name__)
            raise _meaning(error) from None
        return str(mail.anymail_status.message_id or number)[:LONGEST_NUMBER]

    def find(self, held: Held) -> Found | None:
        """A mail server keeps no list that we could read."""
        raise CannotTell


def _send(mail: AnymailMessage) -> None:
    """Send a mail; what fails before the mail server is reached raises NotNow."""
    mail.connection = get_connection()
    try:
        mail.connection.open()
    except smtplib.SMTPResponseException:
        raise
    except OSError:
        raise NotNow(NO_ANSWER) from None
    try:
        mail.send()
    finally:
        # What was taken stays taken, however the connection ends.
        with suppress(OSError):
            mail.connection.close()


def _meaning(error: Exception) -> Exception:
    """What went wrong with a mail: it was refused, it was not begun, or nobody can tell."""
    refusal = _refusal(error)
    if refusal is None:
        return NoAnswer()
    return NotNow(refusal.fault) if refusal.may_pass else Refused(refusal.fault)


def _refusal(error: Exception) -> Refusal | None:
    match error:
        case AnymailInvalidAddress() | AnymailRecipientsRefused():
            return Refusal(REFUSED)
        case AnymailAPIError():
            return provider_refusal_of(error.status_code)
        case AnymailError():  # raised before anything is sent: what was asked for is not set up
            return Refusal(OFF)
        case smtplib.SMTPRecipientsRefused():
            return mail_refusal_of(min(code for code, _ in error.recipients.values()), REFUSED)
        case smtplib.SMTPAuthenticationError():
            return mail_refusal_of(error.smtp_code, KEY_REFUSED)
        case smtplib.SMTPResponseException():
            return mail_refusal_of(error.smtp_code)
    return None
