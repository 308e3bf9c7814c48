"""Whichever process of the demo is killed, none is left ten seconds later."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import ROOT
from tests.families import family_of, left_after, name_of
from tests.sites import free_port

STARTS_WITHIN_SECONDS = 600.0
GONE_WITHIN_SECONDS = 10.0


class RunningDemo:
    """A demo on a data folder of its own, started as `make demo` starts it."""

    def __init__(self, data_dir: Path) -> None:
        self.port = free_port()
        self.log = data_dir / "demo.log"
        hidden = ("DATABASE_URL", "DATABASE_OWNER_URL", "DJANGO_SETTINGS_MODULE", "CELERY_BROKER_URL")
        environment = {name: value for name, value in os.environ.items() if name not in hidden}
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "config.local.demo", "--port", str(self.port)],
                cwd=ROOT,
                env=environment | {"DAYMARK_DATA_DIR": str(data_dir)},
                stdout=output,
                stderr=output,
            )

    def wait_until_ready(self) -> float:
        """Seconds until the demo said that Ctrl-C stops it, which is its last line."""
        began = time.monotonic()
        while time.monotonic() - began < STARTS_WITHIN_SECONDS:
            if "Ctrl-C" in self.log.read_text(errors="replace"):
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=10).close()
                return time.monotonic() - began
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"The demo did not start:\n{self.log.read_text(errors='replace')}")

    def kinds(self) -> dict[str, int]:
        """One process of each kind that the demo started, by its command line without numbers.

        All of the database's connections are one kind: they come and go, and wait under changing names.
        """
        names = {pid: name_of(pid).rstrip("0123456789. ") for pid in family_of(self.process.pid)}
        return {name.partition("[local]")[0]: pid for pid, name in names.items() if name}


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    """Data that is made once, where the database's user can reach it."""
    with tempfile.TemporaryDirectory(prefix="dm-demo-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o711)
        yield Path(name)


def test_killing_any_process_of_the_demo_ends_all_of_them(data_dir: Path) -> None:
    demo = RunningDemo(data_dir)
    demo.wait_until_ready()
    kinds = list(demo.kinds())
    left: dict[str, list[str]] = {}
    killed = 0
    for kind in kinds:
        everyone, victim = family_of(demo.process.pid), demo.kinds().get(kind)
        if victim is None:  # a part of the database that came and went
            continue
        killed += 1
        os.kill(victim, signal.SIGKILL)
        if still := left_after(everyone, seconds=GONE_WITHIN_SECONDS):
            left[kind] = still
        demo.process.wait(GONE_WITHIN_SECONDS)
        demo = RunningDemo(data_dir)
        demo.wait_until_ready()
    demo.process.send_signal(signal.SIGTERM)
    assert demo.process.wait(GONE_WITHIN_SECONDS) == 0
    assert killed >= 8, kinds
    assert left == {}


def test_a_second_start_on_the_same_day_takes_less_than_ten_seconds(data_dir: Path) -> None:
    demo = RunningDemo(data_dir)
    took = demo.wait_until_ready()
    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(GONE_WITHIN_SECONDS) == 0
    assert took < 10
