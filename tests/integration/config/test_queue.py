"""A real worker and a real scheduler run a job, over Redis and over the file transport of the demo."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from django.utils import timezone

from config.local.processes import dies_with_parent
from config.local.redis import start_redis
from schools.queries.jobs import last_beat, last_runs
from tests.databases import ROOT, Addresses

APP = "tests.integration.config.quick_schedule"
RUNS_WITHIN_SECONDS = 60.0


@contextmanager
def celery(*arguments: str, log: Path, environment: dict[str, str]) -> Iterator[None]:
    """A process of the queue for the length of the block."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", APP, "-q", *arguments],
            cwd=ROOT,
            env=os.environ | environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=dies_with_parent(),
        )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(8)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(5)


@contextmanager
def queue(broker: str, database: Addresses, folder: Path) -> Iterator[None]:
    """A worker and a scheduler on this broker."""
    environment = database.environment | {
        "CELERY_BROKER_URL": broker,
        "DAYMARK_DATA_DIR": str(folder),
        "DAYMARK_TASKS_AT_ONCE": "false",
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }
    worker = celery("worker", "-P", "threads", "-c", "2", log=folder / "worker.log", environment=environment)
    schedule = ("--schedule", str(folder / "beat"), "--pidfile=")
    beat = celery("beat", *schedule, log=folder / "beat.log", environment=environment)
    with worker, beat:
        yield


def beat_since(began: datetime) -> Callable[[], bool]:
    """Whether the scheduler has left a sign of life."""
    return lambda: (last_beat("scheduler") or began) > began


def has_run(name: str) -> Callable[[], bool]:
    """Whether a worker took a slot of this job and worked it off."""
    return lambda: any(run.name == name and run.is_finished for run in last_runs())


def wait_for(wanted: Callable[[], bool], folder: Path) -> bool:
    deadline = time.monotonic() + RUNS_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if wanted():
            return True
        time.sleep(0.1)
    logs = "\n".join(log.read_text(errors="replace")[-2000:] for log in folder.glob("*.log"))
    raise AssertionError(f"No job ran:\n{logs}")


@pytest.mark.parametrize("transport", ["redis", "files"])
def test_a_job_of_the_schedule_runs(transport: str, own_database: Addresses, tmp_path: Path) -> None:
    began = timezone.now()
    assert last_beat("scheduler") is None
    with ExitStack() as stack:
        broker = ""
        if transport == "redis":
            redis = start_redis(tmp_path)
            stack.callback(redis.stop)
            broker = redis.url
        stack.enter_context(queue(broker, own_database, tmp_path))
        assert wait_for(beat_since(began), tmp_path)
        assert wait_for(has_run("send messages"), tmp_path)
