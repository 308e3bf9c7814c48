"""A bulk act of a whole school beside the bare statement that adds its marks; five seconds are its budget."""

import time
from collections.abc import Callable
from datetime import date, timedelta

from attendance.bulk import Selection
from attendance.models import BulkAct, Mark
from attendance.queries.tallies import tally_drift
from attendance.services.bulk import undo_bulk
from schools.calendar import Session
from tests.architecture.crowds import CLASS
from tests.databases import Addresses
from tests.integration.attendance.steps import raw_act, run
from tests.integration.attendance.test_set_codes import rights, sets
from tests.world import NOW, World, add_group, add_pupils, build_world

MONDAY, MONDAY_BEFORE = date(2027, 3, 1), date(2027, 2, 8)
PUPILS, SESSIONS = 1501, 10
# On a quiet machine the bare statement takes half a second; an act keeps what stood before as well.
TIMES_SLOWER = 10
BARE = """
INSERT INTO attendance_mark (pupil_id, date, session, code, version, source, school_id, set_at, note)
SELECT r.pupil_id, d.date, x.session, 33, 1, 'office', r.school_id, %s, ''
FROM schools_rollentry r JOIN schools_schoolday d ON d.school_id = r.school_id AND d.date BETWEEN %s AND %s,
     (VALUES (1), (2)) AS x (session)
WHERE r.school_id = %s ORDER BY r.pupil_id, d.date, x.session
"""


def test_1500_pupils_and_ten_sessions_are_set_and_undone_in_a_few_times_their_bare_statement(
    own_database: Addresses,
) -> None:
    world = build_world(pupils=0)
    for number in range(50):
        add_pupils(add_group(world.marlowe, f"8X{number}", 8), CLASS)
    bare = seconds(lambda: add_bare(world, MONDAY_BEFORE))
    assert Mark.objects.count() == PUPILS * SESSIONS

    week = Selection(MONDAY, MONDAY + timedelta(days=4), frozenset(Session), everyone=True)
    acts: list[BulkAct] = []
    setting = seconds(lambda: acts.insert(0, sets(world, week)))
    assert Mark.objects.count() == 2 * PUPILS * SESSIONS
    undoing = seconds(lambda: undo_bulk(rights=rights(world.okafor), act_id=acts[0].pk, at=NOW))

    assert Mark.objects.count() == PUPILS * SESSIONS
    assert tally_drift(world.marlowe.pk) == []
    assert setting / bare < TIMES_SLOWER
    assert undoing / bare < TIMES_SLOWER


def add_bare(world: World, monday: date) -> None:
    """The same marks, by one statement that asks nothing and keeps nothing."""
    with raw_act(world.okafor):
        run(BARE, NOW, monday, monday + timedelta(days=4), world.marlowe.pk)


def seconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
