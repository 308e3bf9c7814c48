"""A run: families are told of their absent children while everything that can break does."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import TypeVar

from celery import Celery
from django.db import InterfaceError, OperationalError, close_old_connections, connections
from kombu.exceptions import OperationalError as NoBroker

from schools import clock
from schools.access import rights_of
from schools.models import Message
from schools.services.messages import retry_messages
from tests.chaos import school
from tests.chaos.crew import Crew, Member
from tests.chaos.place import Place
from tests.chaos.plan import draw
from tests.chaos.strikes import Striker
from tests.chaos.tally import Tally, reconcile
from tests.sites import site_command
from tests.world import World

Answer = TypeVar("Answer")
# Seconds: the provider's patience is ten in a school, and one here; everything else keeps its proportion.
SEND_TIMEOUT, FIRST_BACKOFF = 1.0, 1.0
PATIENCE_SECONDS, WAKES_EACH, PRESSES_EACH = 60.0, 0.3, 2.0
# Of the time that a run may take, the faults have so much; the rest is for what they leave.
STRIKES_SHARE = 0.75
EXPLAINED_SHARE = 0.03
LOST = (OperationalError, InterfaceError)


@dataclass(frozen=True)
class Size:
    """How large a run is, how many faults the control meets, and how many seconds it may take at most.

    `of_each`: so many Celery workers, and so many drains.
    """

    messages: int
    faults: int
    of_control: int
    ends_within: float
    of_each: int = 2


@dataclass
class Storm:
    """One run at a school of its own."""

    place: Place
    world: World
    crew: Crew
    striker: Striker
    moments: Random
    asked: dict[str, float] = field(default_factory=dict)
    explained: set[int] = field(default_factory=set)
    began: float = field(default_factory=time.monotonic)
    _pressed: float = 0.0

    def rage(self, size: Size) -> None:
        """Queue messages and inflict faults, in turn; afterwards let everything that is left go out.

        A machine that is too slow for all faults ends in time, with fewer.
        """
        pupils = school.to_be_told(self.world.marlowe, size.messages, self.moments)
        faults = draw(self.moments, size.faults)
        share = -(-len(pupils) // max(1, len(faults)))
        self._wait_for_the_crew()
        for fault in faults:
            if time.monotonic() - self.began > STRIKES_SHARE * size.ends_within:
                break
            absent, pupils = pupils[:share], pupils[share:]
            self._find_absent(absent)
            self.striker.strike(fault)
            self._look()
            time.sleep(self.moments.uniform(0.0, 0.3))
        self._find_absent(pupils)
        self.striker.calm()
        self._wait_for_quiet(size.ends_within)

    def _wait_for_the_crew(self) -> None:
        """Until the drains have a connection to the database; a worker closes its own after each job."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and self.place.sessions() <= len(self.crew.of("drain")):
            self.striker.wake()
            time.sleep(0.1)

    def states(self) -> Mapping[str, str]:
        """What the school sees of each message."""
        return surely(lambda: school.states(self.world.marlowe))

    def tally(self) -> Tally:
        """The school's account against the provider's."""
        return reconcile(self.asked, self.states(), self.place.provider.entries())

    def _find_absent(self, pupils: list[int]) -> None:
        if not pupils:
            return
        at, began = clock.now(), time.time()
        marlowe, okafor = self.world.marlowe, self.world.okafor
        found = surely(lambda: school.find_absent(marlowe, pupils, by=okafor, at=at))
        self.asked |= dict.fromkeys(found, began)
        if self.moments.random() < EXPLAINED_SHARE * len(pupils):
            pupil = self.moments.choice(pupils)
            self.explained.add(pupil)
            surely(lambda: school.explain(pupil, by=self.world.okafor, at=at))

    def _look(self) -> None:
        """What goes on all the while: a supervisor, wake-ups, and an officer who has failures tried again."""
        self.striker.undo()
        self.crew.look()
        self.striker.wake()
        if time.monotonic() - self._pressed > PRESSES_EACH:
            self._pressed = time.monotonic()
            with suppress(*LOST):
                close_old_connections()
                self._press_try_again(clock.now())

    def _press_try_again(self, at: datetime) -> None:
        marlowe = self.world.marlowe
        failed = list(Message.objects.filter(school=marlowe, state="failed").values_list("pk", flat=True))
        if failed:
            rights = rights_of(self.world.okafor, marlowe.slug, on=at.date())
            assert rights is not None
            retry_messages(rights=rights, message_ids=failed, at=at)

    def _wait_for_quiet(self, ends_within: float) -> None:
        """Until nothing waits to be sent and nothing that may be tried again has failed."""
        while time.monotonic() - self.began < ends_within:
            self._look()
            if not {"queued"} & set(self.states().values()):
                surely(lambda: self._press_try_again(clock.now()))
                if not {"queued"} & set(self.states().values()):
                    return
            time.sleep(0.2)


def surely(act: Callable[[], Answer]) -> Answer:
    """What a person does who presses again until it is done: the database may be gone at any moment."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return act()
        except LOST:
            connections.close_all()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def crew_of(place: Place, environment: Mapping[str, str], *, of_each: int) -> Crew:
    """So many Celery workers and drains, and the web server to which the provider brings its receipts."""
    worker = [sys.executable, "-m", "celery", "-A", "config", "-q", "worker", "--without-gossip"]
    worker += ["--without-mingle", "-P", "threads", "-c", "1"]
    drain = [sys.executable, "manage.py", "drain", "--loop", "--pause", "1.0"]
    commands = [("worker", worker)] * of_each + [("drain", drain)] * of_each
    commands.append(("site", site_command(place.site_port)))
    return Crew(
        [
            Member(f"{role}{number}", role, command, dict(environment), place.folder / f"{role}{number}.log")
            for number, (role, command) in enumerate(commands)
        ]
    )


def waker(place: Place) -> Callable[[], None]:
    """What beat does: it wakes the workers over Redis, and shrugs where there is none."""
    app = Celery("waker", broker=place.broker, set_as_current=False)
    options = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}
    app.conf.update(broker_transport_options=options, task_ignore_result=True)
    last = [0.0]

    def wake() -> None:
        if time.monotonic() - last[0] > WAKES_EACH:
            last[0] = time.monotonic()
            with suppress(NoBroker, OSError):
                app.send_task("integrations.tasks.drain_outbox", retry=False, ignore_result=True)

    return wake
