"""Send what the outbox holds, without a queue: once, or again and again under a supervisor."""

import logging
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, connection

from integrations.notify.carrier_choice import carrier_of
from integrations.notify.drain import drain_all
from schools import clock

log = logging.getLogger(__name__)
PAUSE_SECONDS, ROUND_SECONDS = 2.0, 10.0


class Command(BaseCommand):
    """`manage.py drain`: what is due now; with `--loop` on and on, whatever the database does."""

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
        while True:
            try:
                drain_all(carrier_of, now=clock.now, seconds=ROUND_SECONDS)
            except DatabaseError as error:
                log.warning("The database is not there: %s", type(error).__name__)
                connection.close()
            time.sleep(pause)
