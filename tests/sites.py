"""The real web server, as a process of its own, on a database of the test's own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.local.processes import dies_with_parent
from tests.databases import ROOT, Addresses

STARTS_WITHIN_SECONDS = 90.0


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
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.test"} | environment
    with log.open("ab") as output:
        process = subprocess.Popen(
            site_command(port, workers),
            cwd=ROOT,
            env=os.environ | database.environment | settings,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=dies_with_parent(),
        )
    try:
        _wait_for(port, process, log)
        yield Site(f"http://127.0.0.1:{port}", database, log, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            # A server that is starting a killed worker again misses the signal.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(15)


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    words = log.read_text(errors="replace")
    raise RuntimeError(f"The site did not start (exit code {process.poll()}):\n{words}")


@pytest.fixture
def serve_site(own_database: Addresses, tmp_path: Path) -> Iterator[ServeSite]:
    """Call it with environment variables (DAYMARK_NOW="2026-03-09T08:52") after the rows are there."""
    with ExitStack() as sites:

        def serve(workers: int = 1, **environment: str) -> Site:
            return sites.enter_context(served(own_database, tmp_path / "site.log", workers, **environment))

        yield serve
