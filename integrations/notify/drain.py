"""The drain of the outbox: claims what is due and sends it, once each, whatever dies meanwhile."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from attendance.queries.first_day.still_due import why_not_now
from integrations.notify.carriers import CannotTell, CarrierOf, Carries, NoAnswer, NotNow, Refused
from schools.message_faults import NEVER, NO_ANSWER, OFF, UNSURE, Fault
from schools.models import DRAIN
from schools.services.jobs import beat
from schools.services.sending import (
    Claim,
    Held,
    claim_messages,
    holding,
    put_back,
    renew_claims,
    settle_failed,
    settle_sent,
    withdraw_held,
)

log = logging.getLogger(__name__)
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


def never() -> bool:
    """Nobody asks us to stop."""
    return False


def drain(
    carrier_of: CarrierOf, *, at: datetime, most: int = AT_A_TIME, stopping: Callable[[], bool] = never
) -> Drained:
    """Claim at most so many messages that are due and send them one by one, until `stopping` says so.

    An error of one message leaves it claimed, to be taken up later, and stops no other. The database's own
    loss ends the run: whoever calls it comes again. The sign of life comes after the claim, so that a claim
    that never ends well is silence.
    """
    began = renewed = time.monotonic()
    counts: Counter[str] = Counter()
    claims = claim_messages(at=at, most=most)
    beat(DRAIN, at=timezone.now())
    for number, claim in enumerate(claims):
        if stopping():
            break
        now = time.monotonic()
        if now - renewed > settings.MESSAGE_SEND_TIMEOUT / 3:
            renew_claims(claims[number:])
            beat(DRAIN, at=timezone.now())
            renewed = now
        counts[_one(claim, carrier_of, at + timedelta(seconds=now - began))] += 1
    return Drained(**counts)


def drain_all(
    carrier_of: CarrierOf,
    *,
    now: Callable[[], datetime],
    seconds: float,
    stopping: Callable[[], bool] = never,
) -> Drained:
    """Drain until nothing is due, so many seconds have passed, or `stopping` says so."""
    whole, until = Drained(), time.monotonic() + seconds
    while time.monotonic() < until and not stopping():
        part = drain(carrier_of, at=now(), stopping=stopping)
        whole = whole.plus(part)
        if not part.tried:
            break
    return whole


def _one(claim: Claim, carrier_of: CarrierOf, at: datetime) -> str:
    """What became of one message; a fault of ours is logged without a word of the message."""
    try:
        return _deliver(claim, carrier_of, at)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.error("Message %d could not be sent: %s", claim.message_id, type(error).__name__)
        return _give_up(claim, at) if claim.attempts + 1 >= settings.MESSAGE_MOST_TRIES else "skipped"


def _give_up(claim: Claim, at: datetime) -> str:
    """What a fault of ours has stopped at every try is somebody's to ring: it does not wait for ever."""
    with holding(Claim(claim.message_id, claim.attempts + 1)) as held:
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
            return _fail(held, NO_ANSWER if held.has_doubt else OFF, at, costs=held.has_doubt)
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
            return _later(held, NO_ANSWER, at, in_doubt=True)


def _send(held: Held, carrier: Carries, at: datetime) -> str:
    try:
        settle_sent(held, carrier.send(held), at=at)
    except Refused as refusal:
        return _fail(held, refusal.fault, at)
    except NotNow as refusal:
        return _later(held, refusal.fault, at)
    return "sent"


def _later(held: Held, fault: Fault, at: datetime, *, in_doubt: bool = False) -> str:
    """Let it wait for its next try, longer each time; after the last it has failed.

    Where nobody can tell whether it went, it waits until its carrier would list it.
    """
    if held.attempts >= settings.MESSAGE_MOST_TRIES:
        return _fail(held, fault, at, costs=in_doubt)
    wait = min(settings.MESSAGE_FIRST_BACKOFF * 2 ** (held.attempts - 1), LONGEST_WAIT)
    least = settings.MESSAGE_LOST_AFTER if in_doubt else 0.0
    put_back(held, seconds=max(wait, least), is_clear=not in_doubt, at=at)
    return "put_back"


def _fail(held: Held, fault: Fault, at: datetime, *, costs: bool = False) -> str:
    settle_failed(held, fault, costs=costs, at=at)
    log.warning("Message %d was not sent: %s", held.message_id, fault.key)
    return "failed"
