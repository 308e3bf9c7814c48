"""The call list of 1,500 pupils: the same statements for 15 and for 150 absent, and near a bare template."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.architecture.crowds import enrol
from tests.benchmarks.calls import PAGE, mark_morning, page_times
from tests.databases import Addresses, owner_connection
from tests.integration.attendance.pages import statements
from tests.sign_in import signed_in
from tests.world import NOW, World, build_world

MOST_STATEMENTS = 12
TIMES_A_BARE_TEMPLATE = 3


@pytest.fixture
def large(own_database: Addresses) -> Iterator[World]:
    """Marlowe Park with 1,500 pupils and their families, of whom the planner knows."""
    with time_machine.travel(NOW, tick=False):
        made = build_world(0)
        enrol(made.marlowe, range(50))
        mark_morning(made.marlowe, absent=15)
        with owner_connection(own_database) as owner:
            owner.execute("VACUUM ANALYZE")
        yield made


def sent(world: World) -> tuple[int, int]:
    """The statements of the page, and how many calls it lists."""
    client = signed_in(world.okafor)
    client.get(PAGE)
    with statements() as found:
        page = client.get(PAGE)
    return len(found), page.content.decode().count('id="call-')


def on_paper(world: World) -> int:
    """How many calls the paper lists."""
    return signed_in(world.okafor).get(PAGE, {"print": "1"}).content.decode().count('<td class="pen"')


def test_fifteen_and_a_hundred_and_fifty_absent_cost_the_same_and_little(large: World) -> None:
    few, rows = sent(large)
    mark_morning(large.marlowe, absent=150)
    many, all_rows = sent(large)
    assert (rows, all_rows, on_paper(large)) == (15, 150, 150)
    assert few == many <= MOST_STATEMENTS
    times = page_times(large.marlowe, large.okafor)
    assert times.ratio < TIMES_A_BARE_TEMPLATE, times
