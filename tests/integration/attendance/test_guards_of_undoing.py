"""From one transaction to the next: an act that was made or undone in another opens no closed register."""

import pytest

from attendance.services.bulk import undo_bulk
from tests.databases import Addresses
from tests.integration.attendance.desk_steps import rights
from tests.integration.attendance.steps import (
    AFTER_CLOSE,
    mark,
    raw_act,
    run,
    select,
    standing,
    teacher_saves,
)
from tests.integration.attendance.test_guards import ACT_AS_MADE, ROW, made_up_act
from tests.integration.attendance.test_marks_in_the_database import CLOSED_MARK_STAYS, REMOVE, refused
from tests.integration.attendance.test_set_codes import FRIDAY, of_8hw, sets
from tests.world import NOW, TODAY, World, build_world

UNDO = "UPDATE attendance_bulkact SET undone_at = now(), undone_by_id = %s WHERE id = %s"


@pytest.fixture
def open_school(own_database: Addresses) -> World:
    """A world whose rows are committed, so that one transaction follows another."""
    return build_world(pupils=2)


def test_rows_are_written_in_the_transaction_of_their_act(open_school: World) -> None:
    with raw_act(open_school.okafor):
        act = made_up_act(open_school)

    with refused(ACT_AS_MADE), raw_act(open_school.okafor):
        run(ROW, act, open_school.pupils[0].pk, TODAY, None, "", 1)


def test_an_act_of_long_ago_opens_nothing_whatever_the_client_sets(open_school: World) -> None:
    amir = open_school.pupils[0]
    act = sets(open_school, of_8hw(open_school, FRIDAY, FRIDAY))
    teacher_saves(open_school, mark(amir, "N"))
    undo_bulk(rights=rights(open_school.okafor), act_id=act.pk, at=NOW)

    with refused(CLOSED_MARK_STAYS), raw_act(open_school.okafor, at=AFTER_CLOSE, reason="Undo"):
        select("SELECT set_config('app.undone_act', %s, true)", str(act.pk))
        run(REMOVE, amir.pk)
    with refused(ACT_AS_MADE), raw_act(open_school.okafor, at=AFTER_CLOSE, reason="Undo"):
        run(ROW, act.pk, open_school.pupils[1].pk, TODAY, None, "", 1)
    assert standing(amir) is not None


def test_an_act_made_before_the_register_takes_no_mark_of_the_teacher_with_it(open_school: World) -> None:
    amir = open_school.pupils[0]
    with raw_act(open_school.okafor, reason="Trip"):
        act = made_up_act(open_school, at=NOW.replace(hour=7))
        run(ROW, act, amir.pk, TODAY, None, "", 1)
    teacher_saves(open_school, mark(amir, "N"))

    with refused(CLOSED_MARK_STAYS), raw_act(open_school.okafor, at=AFTER_CLOSE, reason="Undo"):
        run(UNDO, open_school.okafor.pk, act)
        run(REMOVE, amir.pk)
