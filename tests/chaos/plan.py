"""The faults of a run, drawn from its seed: how many of each kind, in which turn, and how long each lasts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from random import Random


class Kind(Enum):
    """What goes wrong. The words are those of the printed table."""

    WORKER_KILLED = "Celery worker: kill -9"
    WORKER_FROZEN = "Celery worker: SIGSTOP, later SIGCONT"
    DRAIN_KILLED = "drain --loop: kill -9"
    DRAIN_FROZEN = "drain --loop: SIGSTOP, later SIGCONT"
    REDIS_KILLED = "Redis: killed and started again"
    REDIS_FLUSHED = "Redis: flushed"
    REDIS_ABSENT = "Redis: absent for a while"
    POSTGRES_STOPPED = "PostgreSQL: stopped at once and started"
    CONNECTIONS_CUT = "PostgreSQL: every connection cut"
    PROVIDER_SLOW = "provider: slower than our patience"
    PROVIDER_REFUSING = "provider: refuses (403, 429, 500)"
    PROVIDER_SILENT = "provider: accepts, then silent"
    PROVIDER_TWICE = "provider: acknowledges twice"


# Of a hundred faults, how many are of a kind.
SHARES = {
    Kind.WORKER_KILLED: 12,
    Kind.WORKER_FROZEN: 8,
    Kind.DRAIN_KILLED: 12,
    Kind.DRAIN_FROZEN: 8,
    Kind.REDIS_KILLED: 6,
    Kind.REDIS_FLUSHED: 6,
    Kind.REDIS_ABSENT: 4,
    Kind.POSTGRES_STOPPED: 8,
    Kind.CONNECTIONS_CUT: 10,
    Kind.PROVIDER_SLOW: 6,
    Kind.PROVIDER_REFUSING: 7,
    Kind.PROVIDER_SILENT: 8,
    Kind.PROVIDER_TWICE: 5,
}
# These strike a process or the database, so they can be held back until a message is on its way.
CAN_WAIT_FOR_A_SENDER = frozenset(
    {
        Kind.WORKER_KILLED,
        Kind.WORKER_FROZEN,
        Kind.DRAIN_KILLED,
        Kind.DRAIN_FROZEN,
        Kind.POSTGRES_STOPPED,
        Kind.CONNECTIONS_CUT,
    }
)
# How long a state lasts, or the provider's answer takes, in seconds from and to. Our patience with the
# provider is one second here, and whoever is silent for three has lost what it claimed.
LASTS = {
    Kind.WORKER_FROZEN: (0.2, 9.0),
    Kind.DRAIN_FROZEN: (0.2, 9.0),
    Kind.REDIS_ABSENT: (2.0, 6.0),
    Kind.PROVIDER_SLOW: (1.1, 1.6),
}
MOST_REQUESTS = 5
WAITING_SHARE = 0.8


@dataclass(frozen=True)
class Fault:
    """One fault: `while_sending` waits until a message is on its way; it lasts `seconds`, or `requests`."""

    kind: Kind
    while_sending: bool
    seconds: float
    requests: int


def draw(moments: Random, count: int) -> list[Fault]:
    """So many faults in a drawn turn, by their shares; at least one of each kind where there is room."""
    whole = sum(SHARES.values())
    kinds = [kind for kind, share in SHARES.items() for _ in range(max(1, count * share // whole))]
    moments.shuffle(kinds)
    kinds = kinds[:count] + moments.choices(list(SHARES), list(SHARES.values()), k=max(0, count - len(kinds)))
    return [_fault(moments, kind) for kind in kinds]


def _fault(moments: Random, kind: Kind) -> Fault:
    waits = kind in CAN_WAIT_FOR_A_SENDER and moments.random() < WAITING_SHARE
    seconds = moments.uniform(*LASTS.get(kind, (0.0, 0.0)))
    return Fault(kind, waits, seconds, moments.randint(1, MOST_REQUESTS))
