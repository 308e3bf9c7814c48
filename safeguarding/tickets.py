"""Tickets: what the application signs so that the database knows who acts in one transaction (pure).

A ticket is good for one transaction of one connection. Whoever can only write SQL cannot sign one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How surely a session is its person's."""

    KNOWN = "known"
    CONFIRMED = "confirmed"
    STEPPED = "stepped"


@dataclass(frozen=True, slots=True)
class Seat:
    """One person at one screen: who, in which session (as its digest), and how surely."""

    user_id: int
    session: str
    level: Level


def session_digest(session_key: str) -> str:
    """The name of a session in a ticket, from which nobody gets the session back."""
    return hashlib.sha256(session_key.encode()).hexdigest()


def ticket(seat: Seat, *, key: bytes, process: int, transaction: int) -> str:
    """Sign a seat for one transaction: hash within hash, so that nothing can be added to what was signed."""
    parts = (str(seat.user_id), seat.level.value, seat.session)
    signed = ":".join((*parts, str(process), str(transaction))).encode()
    mac = hashlib.sha256(key + hashlib.sha256(key + signed).digest()).hexdigest()
    return ":".join((*parts, mac))
