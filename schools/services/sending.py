"""What becomes of a message between the outbox and whoever carries it: claimed, held by a fence, settled.

A claim is a short transaction: it counts a try and stamps the database's own time. Whoever sends then holds
the message's row through the sending, and only while the count of tries is still theirs. A dead worker's hold
ends with its connection; a frozen one keeps it, so that nobody else sends. A claim is taken up by another
when it is `MESSAGE_LOST_AFTER` seconds old, and a second try asks the carrier first (`integrations.notify`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from schools.message_faults import Fault
from schools.models import MessageState
from schools.queries.rows import rows_of
from schools.services.message_drafts import write_drafts

CLAIM = """
WITH next AS (
  SELECT m.id FROM schools_message m LEFT JOIN schools_messaging g ON g.school_id = m.school_id
  WHERE m.state = 'queued' AND m.due_at <= %(at)s AND g.stopped_at IS NULL
    AND (m.claimed_at IS NULL
         OR m.claimed_at < clock_timestamp() - make_interval(secs => %(lost_after)s))
  ORDER BY m.due_at, m.id LIMIT %(most)s FOR UPDATE OF m SKIP LOCKED
)
UPDATE schools_message m SET attempts = m.attempts + 1, claimed_at = clock_timestamp()
FROM next n WHERE m.id = n.id
RETURNING m.id, m.attempts, m.words = ''
"""
RENEW = """
UPDATE schools_message SET claimed_at = clock_timestamp()
WHERE id = %(id)s AND attempts = %(attempts)s AND state = 'queued'
"""
HOLD = """
SELECT m.id, m.attempts, m.school_id, m.reference, m.kind, m.channel, m.date, m.session, m.subject, m.words,
       m.sent_to, m.carrier, m.cost, g.stopped_at IS NOT NULL
FROM schools_message m LEFT JOIN schools_messaging g ON g.school_id = m.school_id
WHERE m.id = %(id)s AND m.attempts = %(attempts)s AND m.state = 'queued'
FOR UPDATE OF m SKIP LOCKED
"""
# In one statement, because a message is settled in the transaction that sent it: the shorter, the better.
SETTLE = """
WITH act AS (SELECT set_config('app.actor', '', true), set_config('app.now', %(now)s, true),
                    set_config('app.reason', '', true))
UPDATE schools_message m
SET state = %(state)s, why = %(why)s, provider_id = %(provider)s, cost = %(cost)s, sent_at = %(sent_at)s,
    ended_at = %(ended_at)s, claimed_at = NULL, due_at = coalesce(%(due_at)s, m.due_at)
FROM act WHERE m.id = %(id)s
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """A message that is ours to send while its count of tries stays `attempts`."""

    message_id: int
    attempts: int


@dataclass(frozen=True, slots=True)
class Held:
    """A message whose row this transaction holds, as it is to be sent. `reference` is ours at the carrier."""

    message_id: int
    attempts: int
    school_id: int
    reference: UUID
    kind: str
    channel: str
    date: date
    session: int
    subject: str
    words: str
    sent_to: str
    carrier: str
    cost: int
    is_stopped: bool


def claim_messages(*, at: datetime, most: int) -> list[Claim]:
    """Claim messages that are due, oldest first, in a transaction of their own; what cannot go is settled.

    Schools that have stopped keep theirs. A message gets its words, its address and its cost here, once.
    """
    values = {"at": at, "most": most, "lost_after": settings.MESSAGE_LOST_AFTER}
    with transaction.atomic():
        found = rows_of(CLAIM, values)
        faults = write_drafts([message for message, _, is_new in found if is_new], at=at)
    return [Claim(message, attempts) for message, attempts, _ in found if message not in faults]


def renew_claim(claim: Claim) -> None:
    """Stamp a claim that has waited for others of its batch afresh, so that nobody takes it up meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(RENEW, {"id": claim.message_id, "attempts": claim.attempts})


@contextmanager
def holding(claim: Claim) -> Iterator[Held | None]:
    """Hold a claimed message's row in a transaction; None where it is no longer ours, or is held."""
    with transaction.atomic():
        rows = rows_of(HOLD, {"id": claim.message_id, "attempts": claim.attempts})
        yield Held(*rows[0]) if rows else None


def settle_sent(held: Held, provider_id: str, *, state: str = MessageState.SENT, at: datetime) -> None:
    """Write down that the carrier has the message, in the transaction that holds it."""
    ended = None if state == MessageState.SENT else at
    _settle(held, at, state=state, provider=provider_id, cost=held.cost, sent_at=at, ended_at=ended)


def settle_failed(held: Held, fault: Fault, *, costs: bool = False, at: datetime) -> None:
    """Write down that the message was not sent, and why; `costs`: it may have been sent all the same."""
    cost = held.cost if costs else 0
    _settle(held, at, state=MessageState.FAILED, why=fault.key, cost=cost, ended_at=at)


def withdraw_held(held: Held, fault: Fault, *, at: datetime) -> None:
    """Withdraw a message that its carrier never had, and say why."""
    _settle(held, at, state=MessageState.WITHDRAWN, why=fault.key, ended_at=at)


def put_back(held: Held, *, seconds: float, at: datetime) -> None:
    """Let the message wait so long before its next try."""
    _settle(held, at, state=MessageState.QUEUED, cost=held.cost, due_at=at + timedelta(seconds=seconds))


def _settle(held: Held, at: datetime, **changed: Any) -> None:
    unchanged: dict[str, Any] = {
        "why": "",
        "provider": "",
        "cost": 0,
        "sent_at": None,
        "ended_at": None,
        "due_at": None,
    }
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, unchanged | changed | {"id": held.message_id, "now": at.isoformat()})
