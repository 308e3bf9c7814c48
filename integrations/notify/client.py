"""GOV.UK Notify by its own client: sends a message, and finds one by our reference.

Notify takes the same reference as often as it comes, so whoever sends a second time asks first. A template of
the school's account holds one field, `words`, and those of emails and letters `subject` too: what a message
says is decided here, and not at Notify. Nothing that Notify answers is logged or shown but its status.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import requests
from django.conf import settings
from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient

from integrations.notify.carriers import Found, NoAnswer, NotNow, Refused
from integrations.notify.mapping import DELIVERED, outcome_of, refusal_of
from integrations.notify.prompt import Prompt
from integrations.queries.notify_accounts import NotifyAccount
from schools.message_faults import OFF
from schools.models import Channel, MessageState
from schools.services.sending import Held

log = logging.getLogger(__name__)
CONNECT_SECONDS = 3.0
# Notify lists so many at a time.
PAGE = 250
READ = {"id", "reference", "status"}
MOST_LINES = 7
Answer: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class NotifyCarrier:
    """Sends one school's messages by its account. One client for each call: it is not safe among threads."""

    account: NotifyAccount

    def send(self, held: Held) -> str:
        """Send it; Notify's own number of the message. Raises Refused, NotNow or NoAnswer."""
        if held.channel not in self.account.templates:
            raise Refused(OFF)
        try:
            answer = self._sending(held)
            return str(answer["id"])
        except APIError as error:
            raise _meaning(error, held.message_id) from None
        except (KeyError, TypeError, requests.RequestException):
            raise NoAnswer from None

    def find(self, held: Held) -> Found | None:
        """The message under our reference, None where Notify has none. Raises NoAnswer.

        One that could not be delivered counts as sent: its receipt says why.
        """
        reference = str(held.reference)
        rows = _asked(_client(self.account.key), reference=reference)
        found = [row for row in rows if row["reference"] == reference]
        if not found:
            return None
        delivered = next((row for row in found if outcome_of(str(row["status"])) == DELIVERED), None)
        state = MessageState.DELIVERED if delivered else MessageState.SENT
        return Found(str((delivered or found[0])["id"]), state.value)

    def _sending(self, held: Held) -> Mapping[str, Any]:
        client, reference = _client(self.account.key), str(held.reference)
        prompt = Prompt(within=settings.MESSAGE_SEND_TIMEOUT / 2)
        client.request_session.mount(settings.NOTIFY_URL, prompt)
        template = str(self.account.templates[held.channel])
        fields = {"words": held.words}
        if held.channel == Channel.TEXT:
            answer: Answer = client.send_sms_notification(held.sent_to, template, fields, reference)
        elif held.channel == Channel.EMAIL:
            fields["subject"] = held.subject
            answer = client.send_email_notification(held.sent_to, template, fields, reference)
        else:
            fields |= {"subject": held.subject} | _address(held.sent_to)
            answer = client.send_letter_notification(template, fields, reference)
        return answer


def statuses(
    account: NotifyAccount, *, pages: int, reference: str | None = None
) -> Iterator[tuple[str, str, str]]:
    """Reference, Notify's number and status of the school's messages there, newest first. Raises NoAnswer.

    Each page is a call, made when it is wanted. Messages that were not ours have no reference.
    """
    client, older_than = _client(account.key), None
    for _ in range(pages):
        rows = _asked(client, reference=reference, older_than=older_than)
        yield from ((str(row["reference"] or ""), str(row["id"]), str(row["status"])) for row in rows)
        if len(rows) < PAGE:
            return
        older_than = rows[-1]["id"]


def _client(key: str) -> Any:
    """A client whose whole call ends before a claim counts as lost."""
    # Notify's client hands the pair on to requests: to connect, and to wait for an answer.
    seconds = settings.MESSAGE_SEND_TIMEOUT
    waits = (min(CONNECT_SECONDS, seconds), seconds)
    return NotificationsAPIClient(key, base_url=settings.NOTIFY_URL, timeout=waits)


def _address(whole: str) -> dict[str, str]:
    """The lines of an address, as Notify names them; it takes seven, and the last is the postcode."""
    lines = [line for line in whole.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        kept = MOST_LINES - 2
        lines = [*lines[:kept], ", ".join(lines[kept:-1]), lines[-1]]
    return {f"address_line_{place}": line for place, line in enumerate(lines, start=1)}


def _asked(client: Any, **question: str | None) -> list[Answer]:
    """The messages that Notify lists; it may be asked at any time, and whatever goes wrong is no answer."""
    try:
        answer = client.get_all_notifications(**question)
    except (APIError, requests.RequestException) as error:
        log.warning("Notify could not be asked: %s", getattr(error, "status_code", type(error).__name__))
        raise NoAnswer from None
    rows = answer.get("notifications") if isinstance(answer, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) and row.keys() >= READ for row in rows):
        raise NoAnswer
    return rows


def _meaning(error: APIError, message_id: int) -> Exception:
    """What an error of sending means to whoever drains the outbox."""
    log.warning("Notify answered %s to message %d", error.status_code, message_id)
    refusal = refusal_of(error.status_code, _types(error))
    if refusal is None:
        return NoAnswer()
    return NotNow(refusal.fault) if refusal.may_pass else Refused(refusal.fault)


def _types(error: APIError) -> set[str]:
    """The types of the errors in an answer; their words hold numbers and names, and are left alone."""
    rows = error.message if isinstance(error.message, list) else []
    return {str(row.get("error", "")) for row in rows if isinstance(row, dict)}
