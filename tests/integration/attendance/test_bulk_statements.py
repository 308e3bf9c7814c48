"""A bulk act of a whole school asks as often as one of a class."""

from datetime import timedelta

from attendance.bulk import Selection
from attendance.services.bulk import undo_bulk
from schools.calendar import Session
from tests.architecture.crowds import CLASS
from tests.integration.attendance.pages import statements
from tests.integration.attendance.test_set_codes import FRIDAY, of_8hw, rights, sets
from tests.world import NOW, TODAY, World, add_group, add_pupils


def test_a_whole_school_takes_as_many_statements_as_one_class(world: World) -> None:
    with statements() as few:
        act = sets(world, of_8hw(world, FRIDAY))
    with statements() as few_back:
        undo_bulk(rights=rights(world.okafor), act_id=act.pk, at=NOW)
    add_pupils(add_group(world.marlowe, "8XX", 8), CLASS)

    everyone = Selection(TODAY - timedelta(days=7), TODAY, frozenset(Session), everyone=True)
    with statements() as many:
        act = sets(world, everyone)
    with statements() as many_back:
        undo_bulk(rights=rights(world.okafor), act_id=act.pk, at=NOW)

    # Whether a group may be chosen is asked only where one was.
    assert len(few) - 2 == len(many) <= 12
    assert len(few_back) == len(many_back) <= 8
