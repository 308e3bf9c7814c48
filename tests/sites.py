"""The real web server, as a process of its own, on a database of the test's own."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.local.processes import dies_with_parent
from tests.databases import ROOT, Addresses

STARTS_WITHIN_SECONDS = 90.0
ENDS_WITHIN_SECONDS = 15.0
# What stands before granian's own arguments in a command: this Python, and the module.
GRANIAN_ARGUMENTS_FROM = 3


@dataclass(frozen=True)
class Site:
    """A served copy of Daymark."""

    address: str
    database: Addresses
    log: Path
    pid: int


ServeSite = Callable[..., Site]


def free_port() -> int:
    """A port that nothing uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def site_command(port: int, workers: int = 1) -> list[str]:
    """How granian serves Daymark on a port of this machine."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", str(workers), "--blocking-threads", "1"),
        "config.local.demo_site:application",
    ]


@contextmanager
def served(database: Addresses, log: Path, workers: int = 1, **environment: str) -> Iterator[Site]:
    """Serves Daymark on this database until the block ends."""
    port = free_port()
    with log.open("ab") as output:
        process = subprocess.Popen(
            site_command(port, workers),
            cwd=ROOT,
            env=os.environ | _environment(database, environment),
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=dies_with_parent(),
        )
    try:
        _wait_for(port, lambda: process.poll() is None, log)
        yield Site(f"http://127.0.0.1:{port}", database, log, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(ENDS_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            # A server that is starting a killed worker again misses the signal.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(ENDS_WITHIN_SECONDS)


def _environment(database: Addresses, more: dict[str, str]) -> dict[str, str]:
    return {"DJANGO_SETTINGS_MODULE": "config.settings.test"} | database.environment | more


class Nursery:
    """Serves like `served`, with servers forked from one process that has read Daymark already."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.site_nursery"],
            cwd=ROOT,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=dies_with_parent(),
        )
        self._hear()

    @contextmanager
    def served(self, database: Addresses, log: Path, workers: int = 1, **environment: str) -> Iterator[Site]:
        """Serves Daymark on this database until the block ends."""
        port = free_port()
        asked = {
            "arguments": site_command(port, workers)[GRANIAN_ARGUMENTS_FROM:],
            "environment": _environment(database, environment),
            "log": str(log),
        }
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps(asked)}\n")
        self._process.stdin.flush()
        server = int(self._hear())
        handle = os.pidfd_open(server)
        try:
            _wait_for(port, lambda: not _has_ended(handle), log)
            yield Site(f"http://127.0.0.1:{port}", database, log, server)
        finally:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(handle, signal.SIGTERM)
            if not _has_ended(handle, ENDS_WITHIN_SECONDS):
                os.killpg(server, signal.SIGKILL)
                _has_ended(handle, ENDS_WITHIN_SECONDS)
            os.close(handle)

    def close(self) -> None:
        """Ends the process that forks; its servers have ended before."""
        self._process.communicate(timeout=ENDS_WITHIN_SECONDS)

    def _hear(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


def _has_ended(handle: int, within_seconds: float = 0) -> bool:
    """Whether the process behind this handle ends in that time; it is no child of ours."""
    return bool(select.select([handle], [], [], within_seconds)[0])


def _wait_for(port: int, runs: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < deadline and runs():
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    words = log.read_text(errors="replace")
    raise RuntimeError(f"The site did not start:\n{words}")


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """One process a run that has read Daymark."""
    nursery = Nursery()
    yield nursery
    nursery.close()


@pytest.fixture
def serve_site(own_database: Addresses, nursery: Nursery, tmp_path: Path) -> Iterator[ServeSite]:
    """Call it with environment variables (DAYMARK_NOW="2026-03-09T08:52") after the rows are there."""
    with ExitStack() as sites:

        def serve(workers: int = 1, **environment: str) -> Site:
            log = tmp_path / "site.log"
            return sites.enter_context(nursery.served(own_database, log, workers, **environment))

        yield serve
