"""A thousand races at one register: one winner for each mark, and no silent overwrite ("Done when" 1)."""

import os
import secrets
import sys
from collections.abc import Iterator
from random import Random

import pytest
import time_machine

from tests.databases import Addresses
from tests.register_races import Races
from tests.world import NOW, build_world

RACES, PUPILS = 1000, 30


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """It is 08:49, and the register is open."""
    with time_machine.travel(NOW, tick=False):
        yield


def test_of_a_thousand_races_each_has_one_winner_and_every_loser_is_told(own_database: Addresses) -> None:
    seed = int(os.environ.get("DAYMARK_SEED", secrets.randbelow(10**9)))
    races = Races(build_world(pupils=PUPILS), Random(seed))

    races.run(RACES)

    sys.stdout.write(f"Seed {seed}, {RACES} races: {dict(races.told)}\n")
    assert races.told["won"] > RACES
    assert races.told["shown what stands"] > RACES
