"""How each fault is inflicted, and how we know that a message was on its way at that moment."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from tests.chaos.crew import Crew, Member, sending
from tests.chaos.place import Place
from tests.chaos.plan import Fault, Kind

ROLES = {
    Kind.WORKER_KILLED: "worker",
    Kind.WORKER_FROZEN: "worker",
    Kind.DRAIN_KILLED: "drain",
    Kind.DRAIN_FROZEN: "drain",
}
KILLS = {"worker": Kind.WORKER_KILLED, "drain": Kind.DRAIN_KILLED}
FREEZES = {"worker": Kind.WORKER_FROZEN, "drain": Kind.DRAIN_FROZEN}
# A message is held up at the provider for so long, that a strike may fall while it is on its way.
HELD_UP_SECONDS, HELD_UP_REQUESTS = 0.6, 3
# Of the wanted role for so long, then of either, in seconds.
ROLE_WITHIN_SECONDS, SENDER_WITHIN_SECONDS = 1.0, 3.0
REFUSALS = ("403", "429", "429 day", "500", "503")
SILENCES = ("silent", "silent", "garbled", "lost")


@dataclass
class Striker:
    """Inflicts faults, and counts them: all, and those that fell while a message was being sent."""

    place: Place
    crew: Crew
    moments: Random
    wake: Callable[[], None]
    done: Counter[Kind] = field(default_factory=Counter)
    while_sending: Counter[Kind] = field(default_factory=Counter)
    redis_back_at: float = 0.0

    def strike(self, fault: Fault) -> None:
        """Inflict one fault; a strike at a process is counted by the process that it hit."""
        role = ROLES.get(fault.kind)
        senders = self._wait_for_senders(role) if fault.while_sending else []
        kind = self._strike_member(fault, role, senders) if role else self._strike_a_server(fault)
        self.done[kind] += 1
        self.while_sending[kind] += bool(senders)

    def undo(self) -> None:
        """Bring Redis back when its absence is over."""
        if self.redis_back_at and time.monotonic() >= self.redis_back_at:
            self.place.start_redis()
            self.redis_back_at = 0.0

    def calm(self) -> None:
        """Undo everything at once: the storm is over."""
        self.crew.thaw()
        self.redis_back_at = 0.0
        self.place.start_redis()
        self.place.provider.be_good()

    def _wait_for_senders(self, role: str | None) -> list[Member]:
        """Who has a message on its way now, of this role where there is one; nobody if none came in time."""
        self.place.provider.fail("slow", times=HELD_UP_REQUESTS, seconds=HELD_UP_SECONDS)
        began = time.monotonic()
        while (waited := time.monotonic() - began) < SENDER_WITHIN_SECONDS:
            wanted = role if waited < ROLE_WITHIN_SECONDS else None
            if found := sending(self._able(wanted), self.place.provider.port):
                time.sleep(self.moments.uniform(0.0, HELD_UP_SECONDS / 2))
                return found
            self.wake()
            time.sleep(0.02)
        return []

    def _able(self, role: str | None) -> list[Member]:
        return [one for each in ("worker", "drain") if role in (None, each) for one in self.crew.able(each)]

    def _strike_member(self, fault: Fault, role: str, senders: list[Member]) -> Kind:
        victim = self.moments.choice(senders or self._able(role) or self.crew.of(role))
        if fault.kind in KILLS.values():
            victim.kill()
            return KILLS[victim.role]
        victim.freeze(fault.seconds)
        return FREEZES[victim.role]

    def _strike_a_server(self, fault: Fault) -> Kind:
        acts: dict[Kind, Callable[[Fault], object]] = {
            Kind.REDIS_KILLED: self._restart_redis,
            Kind.REDIS_FLUSHED: lambda _: self.place.flush_redis(),
            Kind.REDIS_ABSENT: self._take_redis_away,
            Kind.POSTGRES_STOPPED: lambda _: self.place.crash_postgres(),
            Kind.CONNECTIONS_CUT: lambda _: self.place.cut_connections(),
            Kind.PROVIDER_SLOW: lambda it: self._provider("slow", it),
            Kind.PROVIDER_REFUSING: lambda it: self._provider(self.moments.choice(REFUSALS), it),
            Kind.PROVIDER_SILENT: lambda it: self._provider(self.moments.choice(SILENCES), it),
            Kind.PROVIDER_TWICE: lambda it: self._provider("twice", it),
        }
        acts[fault.kind](fault)
        return fault.kind

    def _restart_redis(self, fault: Fault) -> None:
        self.place.kill_redis()
        self.redis_back_at = 0.0
        self.place.start_redis()

    def _take_redis_away(self, fault: Fault) -> None:
        self.place.kill_redis()
        self.redis_back_at = time.monotonic() + fault.seconds

    def _provider(self, kind: str, fault: Fault) -> None:
        self.place.provider.fail(kind, times=fault.requests, seconds=fault.seconds)
