"""A bulk act of a whole school, and its undoing, within their time."""

import time
from datetime import timedelta

from attendance.bulk import Selection
from attendance.models import Mark
from attendance.queries.tallies import tally_drift
from attendance.services.bulk import undo_bulk
from schools.calendar import Session
from tests.architecture.crowds import CLASS
from tests.databases import Addresses
from tests.integration.attendance.test_set_codes import rights, sets
from tests.world import NOW, TODAY, add_group, add_pupils, build_world

WEEK = TODAY - timedelta(days=8), TODAY - timedelta(days=4)
MOST_SECONDS = 5


def test_1500_pupils_and_ten_sessions_are_set_and_undone_within_five_seconds(
    own_database: Addresses,
) -> None:
    world = build_world(pupils=0)
    for number in range(50):
        add_pupils(add_group(world.marlowe, f"8X{number}", 8), CLASS)
    week = Selection(*WEEK, frozenset(Session), everyone=True)

    started = time.perf_counter()
    act = sets(world, week)
    assert time.perf_counter() - started < MOST_SECONDS
    assert Mark.objects.count() == 1501 * 10

    started = time.perf_counter()
    undone = undo_bulk(rights=rights(world.okafor), act_id=act.pk, at=NOW)
    assert time.perf_counter() - started < MOST_SECONDS
    assert (undone.cleared, undone.left, Mark.objects.count()) == (15010, 0, 0)
    assert tally_drift(world.marlowe.pk) == []
