"""Long runs of the machine of figures and lines: any sequence of acts, over weeks ("Done when" 2)."""

import os
import secrets
import sys
from collections.abc import Iterator

import pytest
import time_machine
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.databases import Addresses
from tests.figures_machine import Figures
from tests.world import NOW, build_world

RUNS, ACTS = 60, 40


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """It is 08:49 on Tuesday 9 March 2027; the machine has days of its own."""
    with time_machine.travel(NOW, tick=False):
        yield


def test_figures_and_lines_stay_right_through_any_sequence_of_acts(own_database: Addresses) -> None:
    number = int(os.environ.get("DAYMARK_SEED", secrets.randbelow(10**9)))
    sys.stdout.write(f"Seed {number}\n")
    Figures.world = build_world()

    run_state_machine_as_test(
        seed(number)(Figures),
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=ACTS,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
