"""The control: the naive design meets a few of the same faults. Where it loses none, the harness is blind."""

from __future__ import annotations

import os
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random

from kombu.exceptions import OperationalError as NoBroker

from config.local.redis import RedisServer, start_redis
from tests.chaos.crew import Crew, Member, sending
from tests.chaos.naive import app, send_text
from tests.chaos.place import flush
from tests.chaos.provider import Provider, provider
from tests.chaos.school import TEMPLATE
from tests.chaos.tally import Tally, reconcile
from tests.notify_stand_in import API_KEY

MESSAGES_A_FAULT = 15
HELD_UP_SECONDS = 0.1
STARTS_WITHIN_SECONDS, QUIET_AFTER_SECONDS, ENDS_WITHIN_SECONDS = 30.0, 4.0, 60.0


def run_naive(moments: Random, strikes: int) -> Tally:
    """Send messages by `.delay()` while the worker is killed, and Redis is flushed, in turn.

    Whatever was handed to Celery counts as sent: the naive design keeps no other account.
    """
    with tempfile.TemporaryDirectory(prefix="dm-naive-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with provider(folder) as stand_in:
            redis = start_redis(folder)
            crew = Crew([_worker(folder, redis, stand_in)])
            try:
                crew.start()
                asked = _strike(crew, redis, stand_in, moments, strikes)
                _wait_for_quiet(crew, stand_in)
            finally:
                crew.stop()
                redis.stop()
            return reconcile(asked, dict.fromkeys(asked, "sent"), stand_in.entries())


def _worker(folder: Path, redis: RedisServer, stand_in: Provider) -> Member:
    environment = os.environ | {
        "CELERY_BROKER_URL": redis.url,
        "NAIVE_ADDRESS": stand_in.address,
        "NAIVE_KEY": API_KEY,
        "NAIVE_TEMPLATE": str(TEMPLATE),
    }
    command = [sys.executable, "-m", "celery", "-A", "tests.chaos.naive", "-q", "worker"]
    options = ["--without-gossip", "--without-mingle", "-P", "threads", "-c", "2"]
    return Member("naive", "worker", [*command, *options], environment, folder / "naive.log")


def _strike(
    crew: Crew, redis: RedisServer, stand_in: Provider, moments: Random, strikes: int
) -> dict[str, float]:
    app.conf.update(broker_url=redis.url)
    asked: dict[str, float] = {}
    for strike in range(strikes):
        stand_in.fail("slow", times=MESSAGES_A_FAULT, seconds=HELD_UP_SECONDS)
        for number in range(MESSAGES_A_FAULT):
            reference = str(uuid.uuid4())
            asked[reference] = time.time()
            with suppress(NoBroker):
                send_text.apply_async((reference, f"0770090{strike:02d}{number:02d}"), retry=False)
        _wait(lambda: bool(sending(crew.members, stand_in.port)))
        time.sleep(moments.uniform(0.0, HELD_UP_SECONDS))
        if strike % 2:
            flush(redis)
        else:
            crew.members[0].kill()
            crew.look()
    return asked


def _wait_for_quiet(crew: Crew, stand_in: Provider) -> None:
    """Until the ledger has not grown for a while, with a worker that is up: nothing more comes."""
    grown = [0, time.monotonic()]

    def is_quiet() -> bool:
        crew.look()
        taken = len(stand_in.entries())
        if taken != grown[0]:
            grown[:] = [taken, time.monotonic()]
        return time.monotonic() - grown[1] > QUIET_AFTER_SECONDS

    _wait(is_quiet, within=ENDS_WITHIN_SECONDS)


def _wait(holds: Callable[[], bool], within: float = STARTS_WITHIN_SECONDS) -> None:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline and not holds():
        time.sleep(0.02)
