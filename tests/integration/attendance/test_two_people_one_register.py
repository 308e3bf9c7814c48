"""Two people and one register: one press wins, and the other is told. `make deep` asks for a thousand."""

from random import Random

from tests.databases import Addresses
from tests.register_races import Races
from tests.world import build_world

RACES = 25


def test_of_presses_at_one_moment_one_wins_and_the_others_are_told(own_database: Addresses) -> None:
    races = Races(build_world(pupils=6), Random(RACES))

    races.run(RACES)

    assert races.told["won"] > RACES
    assert races.told["shown what stands"] > RACES
