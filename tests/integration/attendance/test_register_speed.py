"""One save of a class against its marks saved one by one; `make bench` asks for more, on a quiet machine."""

from tests.benchmarks.rivals import first_saves
from tests.databases import Addresses
from tests.world import build_world

TIMES_FASTER = 8


def test_one_save_of_a_class_beats_thirty_saves_of_a_mark(own_database: Addresses) -> None:
    found = first_saves(build_world(30), runs=3)
    assert found.one_by_one / found.ours > TIMES_FASTER
