"""What becomes of a message between the outbox and whoever carries it: claimed, held by a fence, settled.

A claim is a short transaction that stamps the database's own time; a try is counted in another, just before
the sending. Whoever sends then holds the message's row through it, and only while the count of tries is still
theirs. A dead worker's hold ends with its connection; a frozen one keeps it, so that nobody else sends. A
claim is taken up by another when it is `MESSAGE_LOST_AFTER` seconds old, and where an earlier try may have
left, the carrier is asked first (`integrations.notify`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from schools.message_faults import Fault
from schools.models import MessageState
from schools.queries.message_sql import is_never
from schools.queries.rows import rows_of
from schools.services.message_drafts import write_drafts

LONGEST_ID = 80
CLAIM = """
WITH next AS (
  SELECT m.id FROM schools_message m LEFT JOIN schools_messaging g ON g.school_id = m.school_id
  WHERE m.state = 'queued' AND m.due_at <= %(at)s AND g.stopped_at IS NULL
    AND (m.claimed_at IS NULL
         OR m.claimed_at < clock_timestamp() - make_interval(secs => %(lost_after)s))
  ORDER BY m.due_at, m.id LIMIT %(most)s FOR UPDATE OF m SKIP LOCKED
)
UPDATE schools_message m SET claimed_at = clock_timestamp()
FROM next n WHERE m.id = n.id
RETURNING m.id, m.attempts, m.words = '' OR m.cost = 0 AND m.attempts = m.clear_tries
"""
RENEW = """
UPDATE schools_message SET claimed_at = clock_timestamp()
WHERE id IN (SELECT m.id FROM schools_message m
             JOIN unnest(%(ids)s::bigint[], %(attempts)s::smallint[]) AS c (id, attempts) USING (id, attempts)
             WHERE m.state = 'queued' FOR UPDATE OF m SKIP LOCKED)
"""
BEGIN = """
UPDATE schools_message SET attempts = attempts + 1, claimed_at = clock_timestamp()
WHERE id = (SELECT id FROM schools_message WHERE id = %(id)s AND attempts = %(attempts)s AND state = 'queued'
            FOR UPDATE SKIP LOCKED)
"""
HOLD = f"""
SELECT m.id, m.attempts, m.clear_tries, m.school_id, m.reference, m.kind, m.channel, m.date, m.session,
       m.subject, m.words, m.sent_to, m.carrier, m.cost, g.stopped_at IS NOT NULL,
       {is_never("m.sent_to")}
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
    ended_at = %(ended_at)s, claimed_at = NULL, clear_tries = %(clear_tries)s,
    due_at = coalesce(%(due_at)s, m.due_at)
FROM act WHERE m.id = %(id)s
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """A message that is ours to try while its count of tries stays `attempts`."""

    message_id: int
    attempts: int


@dataclass(frozen=True, slots=True)
class Held:
    """A message whose row this transaction holds, as it is to be sent. `reference` is ours at the carrier.

    `is_never`: the school has said since that nothing goes to this number or address.
    """

    message_id: int
    attempts: int
    clear_tries: int
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
    is_never: bool = False

    @property
    def has_doubt(self) -> bool:
        """Whether a try before this one may have left: then its carrier is asked first."""
        return self.attempts > self.clear_tries + 1


def claim_messages(*, at: datetime, most: int) -> list[Claim]:
    """Claim messages that are due, oldest first, in a transaction of their own; what cannot go is settled.

    Schools that have stopped keep theirs. A message gets its words and its address here, once; its cost is
    asked again where a try failed that cost nothing.
    """
    values = {"at": at, "most": most, "lost_after": settings.MESSAGE_LOST_AFTER}
    with transaction.atomic():
        found = rows_of(CLAIM, values)
        faults = write_drafts([message for message, _, is_unpriced in found if is_unpriced], at=at)
    return [Claim(message, attempts) for message, attempts, _ in found if message not in faults]


def renew_claims(claims: Sequence[Claim]) -> None:
    """Stamp claims that wait for others of their batch afresh, so that nobody takes them up meanwhile."""
    values = {"ids": [one.message_id for one in claims], "attempts": [one.attempts for one in claims]}
    with connection.cursor() as cursor:
        cursor.execute(RENEW, values)


@contextmanager
def holding(claim: Claim) -> Iterator[Held | None]:
    """Count a try, and hold the message's row in a transaction of its own through it.

    None where the message is no longer ours. The count is there before anything leaves, whatever dies then.
    """
    values = {"id": claim.message_id, "attempts": claim.attempts}
    with connection.cursor() as cursor:
        cursor.execute(BEGIN, values)
        is_ours = cursor.rowcount == 1
    with transaction.atomic():
        rows = rows_of(HOLD, values | {"attempts": claim.attempts + 1}) if is_ours else []
        yield Held(*rows[0]) if rows else None


def settle_sent(held: Held, provider_id: str, *, state: str = MessageState.SENT, at: datetime) -> None:
    """Write down that the carrier has the message, in the transaction that holds it."""
    ended = None if state == MessageState.SENT else at
    _settle(
        held, at, state=state, provider=provider_id[:LONGEST_ID], cost=held.cost, sent_at=at, ended_at=ended
    )


def settle_failed(held: Held, fault: Fault, *, costs: bool = False, at: datetime) -> None:
    """Write down that the message was not sent, and why; `costs`: it may have been sent all the same."""
    cost = held.cost if costs else 0
    clear = held.clear_tries if costs else _clear(held)
    _settle(held, at, state=MessageState.FAILED, why=fault.key, cost=cost, ended_at=at, clear_tries=clear)


def withdraw_held(held: Held, fault: Fault, *, at: datetime) -> None:
    """Withdraw a message that its carrier never had, and say why."""
    _settle(held, at, state=MessageState.WITHDRAWN, why=fault.key, ended_at=at)


def put_back(held: Held, *, seconds: float, is_clear: bool, at: datetime) -> None:
    """Let the message wait so long before its next try; `is_clear`: this one certainly did not leave."""
    clear = _clear(held) if is_clear else held.clear_tries
    due_at = at + timedelta(seconds=seconds)
    _settle(held, at, state=MessageState.QUEUED, cost=held.cost, due_at=due_at, clear_tries=clear)


def _clear(held: Held) -> int:
    """How many tries certainly left nothing, this one among them; a doubt of before stays."""
    return held.clear_tries if held.has_doubt else held.attempts


def _settle(held: Held, at: datetime, **changed: Any) -> None:
    unchanged: dict[str, Any] = {
        "why": "",
        "provider": "",
        "cost": 0,
        "sent_at": None,
        "ended_at": None,
        "due_at": None,
        "clear_tries": held.clear_tries,
    }
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, unchanged | changed | {"id": held.message_id, "now": at.isoformat()})
