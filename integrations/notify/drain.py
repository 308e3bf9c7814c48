"""The drain of the outbox: claims what is due and sends it, once each, whatever dies meanwhile."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from attendance.queries.first_day.still_due import why_not_now
from integrations.notify.carriers import CannotTell, CarrierOf, Carries, NoAnswer, NotNow, Refused
from schools.message_faults import NEVER, NO_ANSWER, OFF, UNSURE, Fault
from schools.services.jobs import beat
from schools.services.sending import (
    Claim,
    Held,
    claim_messages,
    holding,
    put_back,
    renew_claim,
    settle_failed,
    settle_sent,
    withdraw_held,
)

log = logging.getLogger(__name__)
PART = "drain"
AT_A_TIME = 20
LONGEST_WAIT = 15 * 60.0


@dataclass(frozen=True)
class Drained:
    """What became of the messages of a run; those that were skipped are another's, or wait."""

    sent: int = 0
    failed: int = 0
    withdrawn: int = 0
    put_back: int = 0
    skipped: int = 0

    @property
    def tried(self) -> int:
        """How many were claimed."""
        return sum(astuple(self))

    def plus(self, other: Drained) -> Drained:
        """Both runs together."""
        return Drained(*(one + two for one, two in zip(astuple(self), astuple(other), strict=True)))


def drain(carrier_of: CarrierOf, *, at: datetime, most: int = AT_A_TIME) -> Drained:
    """Claim at most so many messages that are due and send them one by one.

    An error of one message leaves it claimed, to be taken up later, and stops no other. The database's own
    loss ends the run: whoever calls it comes again.
    """
    beat(PART, at=timezone.now())
    began = time.monotonic()
    counts: Counter[str] = Counter()
    for claim in claim_messages(at=at, most=most):
        waited = time.monotonic() - began
        if waited > settings.MESSAGE_SEND_TIMEOUT / 3:
            renew_claim(claim)
            beat(PART, at=timezone.now())
        counts[_one(claim, carrier_of, at + timedelta(seconds=waited))] += 1
    return Drained(**counts)


def drain_all(carrier_of: CarrierOf, *, now: Callable[[], datetime], seconds: float) -> Drained:
    """Drain until nothing is due or so many seconds have passed."""
    whole, until = Drained(), time.monotonic() + seconds
    while time.monotonic() < until:
        part = drain(carrier_of, at=now())
        whole = whole.plus(part)
        if not part.tried:
            break
    return whole


def _one(claim: Claim, carrier_of: CarrierOf, at: datetime) -> str:
    """What became of one message; a fault of ours is logged without a word of the message."""
    try:
        return _deliver(claim, carrier_of, at)
    except DatabaseError:
        raise
    except Exception as error:
        log.error("Message %d could not be sent: %s", claim.message_id, type(error).__name__)
        return _give_up(claim, at) if claim.attempts >= settings.MESSAGE_MOST_TRIES else "skipped"


def _give_up(claim: Claim, at: datetime) -> str:
    """What a fault of ours has stopped at every try is somebody's to ring: it does not wait for ever."""
    with holding(claim) as held:
        return _fail(held, UNSURE, at, costs=True) if held else "skipped"


def _deliver(claim: Claim, carrier_of: CarrierOf, at: datetime) -> str:
    """What became of one message; the row is held from here until it is settled."""
    with holding(claim) as held:
        fenced_at = time.monotonic()
        if held is None:
            return "skipped"
        if held.is_stopped:
            put_back(held, seconds=0, is_clear=True, at=at)
            return "skipped"
        carrier = carrier_of(held.carrier, held.school_id)
        if carrier is None:
            return _fail(held, OFF, at)
        try:
            if held.has_doubt and (found := carrier.find(held)):
                settle_sent(held, found.provider_id, state=found.state, at=at)
                return "sent"
            if held.is_never:
                return _fail(held, NEVER, at)
            if fault := why_not_now([held.message_id], at=at).get(held.message_id):
                withdraw_held(held, fault, at=at)
                return "withdrawn"
            if time.monotonic() - fenced_at > settings.MESSAGE_SEND_TIMEOUT:
                return "skipped"
            return _send(held, carrier, at)
        except CannotTell:
            return _fail(held, UNSURE, at, costs=True)
        except NoAnswer:
            return _later(held, NO_ANSWER, at, seconds=settings.MESSAGE_LOST_AFTER)


def _send(held: Held, carrier: Carries, at: datetime) -> str:
    try:
        settle_sent(held, carrier.send(held), at=at)
    except Refused as refusal:
        return _fail(held, refusal.fault, at)
    except NotNow as refusal:
        return _later(held, refusal.fault, at)
    return "sent"


def _later(held: Held, fault: Fault, at: datetime, *, seconds: float = 0.0) -> str:
    """Let it wait for its next try, longer each time; after the last it has failed."""
    if held.attempts >= settings.MESSAGE_MOST_TRIES:
        return _fail(held, fault, at, costs=seconds > 0)
    wait = min(settings.MESSAGE_FIRST_BACKOFF * 2 ** (held.attempts - 1), LONGEST_WAIT)
    put_back(held, seconds=max(wait, seconds), is_clear=not seconds, at=at)
    return "put_back"


def _fail(held: Held, fault: Fault, at: datetime, *, costs: bool = False) -> str:
    settle_failed(held, fault, costs=costs, at=at)
    log.warning("Message %d was not sent: %s", held.message_id, fault.key)
    return "failed"
