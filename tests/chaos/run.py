"""One whole run: the place, the school and its crew set up, the storm, and what is told of it."""

from __future__ import annotations

import os
import secrets
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any

from django.test import override_settings

from schools.calendar import LONDON
from tests.chaos import school
from tests.chaos.control import run_naive
from tests.chaos.place import Place, place
from tests.chaos.plan import Kind
from tests.chaos.storm import FIRST_BACKOFF, SEND_TIMEOUT, Size, Storm, crew_of, waker
from tests.chaos.strikes import Striker
from tests.chaos.tally import Tally
from tests.second_server import pointed_at

STARTS_AT = datetime(2027, 3, 9, 9, 20, tzinfo=LONDON)


@dataclass(frozen=True)
class Report:
    """What a run found."""

    seed: int
    tally: Tally
    faults: Counter[Kind]
    while_sending: Counter[Kind]
    provider: dict[str, Any]
    naive: Tally
    seconds: float

    def is_clean(self) -> None:
        """Fail where a message was lost, sent twice or misreported, or where the harness is blind."""
        tally = self.tally
        assert not tally.lost, (self.seed, tally.lost)
        assert not tally.duplicate, (self.seed, tally.duplicate)
        assert not tally.misreported, (self.seed, tally.misreported)
        assert not tally.strangers, (self.seed, tally.strangers)
        assert self.provider["invalid"] == []
        assert self.naive.lost, "The control lost nothing: the harness sees nothing."

    @property
    def words(self) -> str:
        """The table that is printed."""
        rows = [(kind.value, self.faults[kind], self.while_sending[kind]) for kind in Kind]
        whole = ("all", self.faults.total(), self.while_sending.total())
        return "\n".join(
            [
                f"\nSeed {self.seed}, {self.seconds:.0f} s",
                f"{'fault':<45}{'faults':>6}{'while sending':>16}",
                *[f"{name:<45}{count:>6}{sending:>16}" for name, count, sending in [*rows, whole]],
                *self._outcome(),
            ]
        )

    def _outcome(self) -> tuple[str, ...]:
        tally, naive = self.tally, self.naive
        asked = self.provider["asked"]
        return (
            f"{tally.asked} messages, {tally.taken} taken by the provider",
            f"in plain view: {tally.refused} refused, {tally.withdrawn} withdrawn",
            f"lost {len(tally.lost)}, duplicate {len(tally.duplicate)}, misreported {len(tally.misreported)}",
            f"worst delay {tally.worst_delay:.1f} s, median {tally.median_delay:.1f} s",
            f"the provider was asked {asked} times before a second try",
            f"control without an outbox: of {naive.asked} messages lost {len(naive.lost)}",
        )


def seed_of_this_run() -> int:
    """The seed that DAYMARK_SEED names (`make chaos SEED=7`), else one of our own."""
    return int(os.environ.get("DAYMARK_SEED") or secrets.randbelow(10**9))


def said(report: Report) -> Report:
    """The report, printed."""
    sys.stdout.write(report.words + "\n")
    return report


def run(seed: int, size: Size) -> Report:
    """A storm of this size at a school of its own; what stands at its end."""
    began, moments = time.monotonic(), Random(seed)
    naive = run_naive(moments, size.of_control)
    with place() as here, storm_at(here, size, moments) as storm:
        storm.rage(size)
        return Report(
            seed=seed,
            tally=storm.tally(),
            faults=storm.striker.done,
            while_sending=storm.striker.while_sending,
            provider=here.provider.state(),
            naive=naive,
            seconds=time.monotonic() - began,
        )


def offset_to(start: datetime) -> float:
    """Seconds from the real clock to a school's clock at which it is `start` now."""
    return (start - datetime.now(UTC)).total_seconds()


@contextmanager
def storm_at(here: Place, size: Size, moments: Random) -> Iterator[Storm]:
    """A school with its messages set up, and a running crew."""
    offset = offset_to(STARTS_AT)
    with pointed_at(here.addresses), override_settings(DAYMARK_CLOCK_OFFSET=offset):
        world = school.build_school(size.messages)
        school.set_up_messages(world.marlowe)
        crew = crew_of(here, environment_of(here, offset), of_each=size.of_each)
        wake = waker(here)
        crew.start()
        try:
            yield Storm(here, world, crew, Striker(here, crew, moments, wake), moments)
        finally:
            crew.stop()


def environment_of(here: Place, offset: float) -> dict[str, str]:
    """What every process of the crew sees."""
    return os.environ | {
        "DATABASE_URL": here.addresses.app,
        "DATABASE_OWNER_URL": "",
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "CELERY_BROKER_URL": here.broker,
        "DAYMARK_TASKS_AT_ONCE": "false",
        "DAYMARK_DATA_DIR": str(here.folder / "data"),
        "DAYMARK_CLOCK_OFFSET": str(offset),
        "DAYMARK_SEND_TIMEOUT": str(SEND_TIMEOUT),
        "DAYMARK_FIRST_BACKOFF": str(FIRST_BACKOFF),
        "NOTIFY_URL": here.provider.address,
    }
