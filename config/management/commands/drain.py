"""Send what the outbox holds, without a queue: once, or again and again under a supervisor."""

import logging
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, connection

from config.due_jobs import run_due_jobs
from integrations.notify.carrier_choice import carrier_of
from integrations.notify.drain import drain_all
from schools import clock
from schools.queries.jobs import database_now

log = logging.getLogger(__name__)
PAUSE_SECONDS, ROUND_SECONDS = 2.0, 10.0
JOBS_PAUSE_SECONDS = 10.0
# The workers have first call on a job; what is later than this shows that no word reaches them.
SPARE = timedelta(seconds=30)


class Command(BaseCommand):
    """`manage.py drain`: what is due now; with `--loop` on and on, whatever the database does.

    The loop also runs the jobs of the schedule that no worker took, beside the messages, so that a long job
    holds none of them up.
    """

    help = "Sends the messages that are due."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--loop`, and the pause between two looks."""
        parser.add_argument("--loop", action="store_true", help="go on until stopped")
        parser.add_argument("--pause", type=float, default=PAUSE_SECONDS, help="seconds between two looks")

    def handle(self, *args: Any, loop: bool, pause: float, **options: Any) -> None:
        """Drain once, or for ever."""
        if not loop:
            done = drain_all(carrier_of, now=clock.now, seconds=float("inf"))
            self.stdout.write(f"{done.sent} sent, {done.failed} failed, {done.withdrawn} withdrawn")
            return
        stop = Stop()
        signal.signal(signal.SIGTERM, stop.ask)
        jobs_rest = partial(time.sleep, JOBS_PAUSE_SECONDS)
        threading.Thread(target=again_and_again, args=(run_late_jobs, jobs_rest), daemon=True).start()
        again_and_again(partial(drain_round, stop), partial(stop.rest, pause))


@dataclass
class Stop:
    """A wish to stop is met between two messages, so that none is left half sent."""

    is_asked: bool = False
    is_resting: bool = False

    def ask(self, number: int, frame: FrameType | None) -> None:
        """What the signal calls."""
        self.is_asked = True
        if self.is_resting:
            raise SystemExit(0)

    def rest(self, seconds: float) -> None:
        """Wait between two rounds, unless somebody asked to stop."""
        self.is_resting = True
        if self.is_asked:
            raise SystemExit(0)
        time.sleep(seconds)
        self.is_resting = False


def drain_round(stop: Stop) -> None:
    """Send what is due, for some seconds at most and until somebody asks to stop."""
    drain_all(carrier_of, now=clock.now, seconds=ROUND_SECONDS, stopping=lambda: stop.is_asked)


def run_late_jobs() -> None:
    """Run the jobs that no worker has begun."""
    run_due_jobs(at=database_now(), spare=SPARE)


def again_and_again(work: Callable[[], object], rest: Callable[[], object]) -> None:
    """Work and rest for ever, whatever fails; a database that is away is met again on a new connection."""
    while True:
        try:
            work()
        except DatabaseError as error:
            log.warning("The database is not there: %s", type(error).__name__)
            connection.close()
        except Exception:
            log.exception("A round of the drain failed")
        rest()
