"""A served site whose web workers and database are killed while teachers save, and what the teachers see."""

from __future__ import annotations

import http.client
import json
import os
import signal
import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from config.local.postgres import Server, start
from config.local.processes import children_of
from tests.benchmarks.visitor import Visitor
from tests.databases import addresses_of, make_template, template_name
from tests.families import family_of, is_running, left_after, name_of
from tests.sites import Site

LETTERS = "/NL"
PATIENCE_SECONDS = 240.0
# The web server takes a worker that dies younger than this for one that cannot start, and ends.
GROWN_UP_SECONDS = 7.0
GONE_WITHIN_SECONDS = 30.0
FAULTS = (OSError, http.client.HTTPException, RuntimeError, ValueError)


class CrashingServer:
    """A durable PostgreSQL of the test's own; after a crash it comes back on the same socket.

    Start and crash it from the main thread: it ends with the thread that started it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server: Server = start(folder, durable=True)
        self.addresses = addresses_of(self.server, template_name())

    def make_tables(self) -> None:
        """Every table, and no row."""
        make_template(self.addresses)

    def crash(self, way: signal.Signals) -> None:
        """End the server at once, without a checkpoint, and start it again: it recovers from its log."""
        everyone = family_of(self.server.process.pid)
        self.server.process.send_signal(way)
        self.server.process.wait(GONE_WITHIN_SECONDS)
        assert not left_after(everyone, seconds=GONE_WITHIN_SECONDS)
        self.server = start(self.folder, durable=True)


class Pace:
    """Saves begin no further ahead than the killer allows, so that each kill falls among saves."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._begun = 0
        self._allowed = 0

    def begin(self) -> None:
        """Wait for the turn of one more save."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._begun < self._allowed, PATIENCE_SECONDS)
            self._begun += 1
            self._changed.notify_all()

    def allow(self, saves: int) -> None:
        """Let this many saves begin in all."""
        with self._changed:
            self._allowed = saves
            self._changed.notify_all()

    def wait_for(self, saves: int) -> None:
        """Return when this many saves have begun."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._begun >= saves, PATIENCE_SECONDS)


@dataclass
class Killer:
    """Kills workers of a site by kill -9, and crashes its database."""

    site: Site
    server: CrashingServer
    moments: Random
    killed: list[str] = field(default_factory=list)
    _seen: dict[int, float] = field(default_factory=dict)

    def go(self, pace: Pace, ways: Sequence[str], *, saves: int, ahead: int) -> None:
        """One kill at each of as many moments as there are ways, drawn over so many saves."""
        for way, point in zip(
            ways, sorted(self.moments.sample(range(saves - ahead), len(ways))), strict=True
        ):
            pace.allow(point + ahead)
            pace.wait_for(point)
            time.sleep(self.moments.uniform(0, 0.05))
            if way == "worker":
                self._kill_a_worker()
            else:
                self.server.crash(signal.Signals[way])
            self.killed.append(f"{way} after {point} saves")
        pace.allow(saves)

    def _kill_a_worker(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (grown := self._grown_up()):
            assert time.monotonic() < deadline, "no worker came back"
            time.sleep(0.05)
        os.kill(self.moments.choice(grown), signal.SIGKILL)

    def _grown_up(self) -> list[int]:
        now = time.monotonic()
        running = {pid for pid in children_of(self.site.pid) if is_running(pid) and _is_worker(pid)}
        self._seen = {pid: self._seen.get(pid, now) for pid in running}
        return [pid for pid, since in self._seen.items() if now - since > GROWN_UP_SECONDS]


def _is_worker(pid: int) -> bool:
    return "resource_tracker" not in name_of(pid)


class Teacher(threading.Thread):
    """Marks a whole class again and again. What the site does not answer is sent again, or given up.

    `landed` are the letters that the class had, one save after the other. A save that was given up for
    another one either stands for the whole class, which the next answer tells, or for nobody.
    """

    def __init__(
        self, visitor: Visitor, path: str, pupils: Sequence[int], pace: Pace, moments: Random, saves: int
    ) -> None:
        super().__init__(daemon=True)
        self.visitor, self.path, self.pupils = visitor, path, pupils
        self.pace, self.moments, self.saves = pace, moments, saves
        self.landed: list[str] = []
        self.answered = self.unanswered = self.given_up = self.found_standing = 0
        self.fault: BaseException | None = None

    def run(self) -> None:
        """Save until as many saves have landed as were asked for."""
        try:
            while len(self.landed) < self.saves:
                self.pace.begin()
                self._land_one()
        except BaseException as fault:
            self.fault = fault

    def _land_one(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        letters = [letter for letter in LETTERS if [letter] != self.landed[-1:]]
        self.moments.shuffle(letters)
        letter, key = letters.pop(0), str(uuid.uuid4())
        while (answer := self._send(letter, key)) is None:
            assert time.monotonic() < deadline, "the site did not come back"
            self.unanswered += 1
            time.sleep(self.moments.uniform(0.02, 0.2))
            if len(letters) == 1 and self.moments.random() < 0.5:
                letter, key = letters.pop(), str(uuid.uuid4())
                self.given_up += 1
        self._judge(answer, letter)

    def _send(self, letter: str, key: str) -> dict[str, Any] | None:
        """The site's answer; None where there is none, or one that says that it could not."""
        version = len(self.landed)
        marks = [
            {"pupil": pupil, "code": letter, "base_version": version, "minutes": 5 if letter == "L" else None}
            for pupil in self.pupils
        ]
        try:
            self.visitor.headers["Idempotency-Key"] = key
            return self.visitor.post(self.path, {"marks": marks})
        except FAULTS:
            self.visitor.connection.close()
            return None

    def _judge(self, answer: dict[str, Any], letter: str) -> None:
        """The whole class was saved, or the whole class stands as the save left it that was given up."""
        saved, conflicts = answer["marks"], answer["conflicts"]
        told = json.dumps(answer)
        assert answer["problems"] == [], told
        assert (len(saved), len(conflicts)) in {(len(self.pupils), 0), (0, len(self.pupils))}, told
        version = len(self.landed) + 1
        if saved:
            assert {(mark["code"], mark["version"]) for mark in saved} == {(letter, version)}, told
            self.answered += 1
        else:
            theirs = {(conflict["theirs"], conflict["their_version"]) for conflict in conflicts}
            assert len(theirs) == 1, told
            ((letter, found),) = theirs
            assert found == version, told
            self.found_standing += 1
        self.landed.append(letter)
