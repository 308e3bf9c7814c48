"""The stand-in for GOV.UK Notify as a process of its own, told over HTTP what to do wrong."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.local.processes import dies_with_parent
from tests.chaos.tally import Entry
from tests.databases import ROOT
from tests.sites import free_port

STARTS_WITHIN_SECONDS = 30.0


@dataclass(frozen=True)
class Provider:
    """A running stand-in: its port, and the file in which it writes what it takes."""

    port: int
    ledger: Path

    @property
    def address(self) -> str:
        """What the client of the school is given."""
        return f"http://127.0.0.1:{self.port}"

    def fail(self, kind: str, *, times: int, seconds: float = 0.0, on: str = "send") -> None:
        """Let the next requests go wrong in this way (tests.notify_stand_in.faults)."""
        self._tell("POST", "faults", {"kind": kind, "times": times, "seconds": seconds, "on": on})

    def be_good(self) -> None:
        """Let everything go right again."""
        self._tell("POST", "clear", {})

    def state(self) -> dict[str, Any]:
        """What the stand-in says of itself: requests that broke Notify's schemas, faults that were met."""
        return self._tell("GET", "state")

    def entries(self) -> list[Entry]:
        """Everything that was taken, as often as it was taken, read from the ledger's file."""
        lines = self.ledger.read_text(encoding="utf-8").splitlines() if self.ledger.exists() else []
        return [Entry(str(row["reference"]), float(row["at"])) for row in map(json.loads, lines)]

    def _tell(self, method: str, what: str, body: object = None) -> dict[str, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, f"/stand-in/{what}", json.dumps(body) if body is not None else None)
            answer: dict[str, Any] = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        return answer


@contextmanager
def provider(folder: Path, *, receipts_to: str = "", token: str = "") -> Iterator[Provider]:
    """A stand-in with a ledger in this folder, until the block ends; its receipts go where it is told."""
    running = Provider(free_port(), folder / "ledger.jsonl")
    command = [sys.executable, "-m", "tests.notify_stand_in", "--port", str(running.port)]
    command += ["--receipts-to", receipts_to, "--token", token]
    with (folder / "provider.log").open("ab") as log:
        process = subprocess.Popen(
            [*command, "--ledger", str(running.ledger)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=dies_with_parent(),
        )
    try:
        _wait_for(running, process)
        yield running
    finally:
        process.kill()
        process.wait(STARTS_WITHIN_SECONDS)


def _wait_for(running: Provider, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError):
            running.state()
            return
        time.sleep(0.05)
    raise RuntimeError("The provider's stand-in did not start.")
