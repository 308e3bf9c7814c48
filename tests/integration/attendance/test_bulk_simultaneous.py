"""Two people and one bulk act at the same moment: done once, undone once, and nothing overwritten unseen."""

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from attendance.models import BulkAct, Mark
from attendance.queries.tallies import tally_drift
from attendance.services.bulk import Undone, undo_bulk
from schools.calendar import Session
from schools.models import Pupil
from tests.databases import Addresses
from tests.integration.attendance.steps import mark, teacher_saves
from tests.integration.attendance.test_set_codes import letters, of_8hw, rights, sets
from tests.integration.attendance.test_simultaneous import Elsewhere, at_once
from tests.world import NOW, TODAY, World, build_world

# An act stops here after it read what stood, and before it is written down.
STOP_AT_THE_RECORD = """
CREATE FUNCTION stop_here() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END $$;
CREATE TRIGGER stop BEFORE INSERT ON attendance_bulkmark FOR EACH STATEMENT EXECUTE FUNCTION stop_here();
"""


@pytest.fixture
def open_school(own_database: Addresses) -> World:
    """A world whose rows are committed, so that every connection sees them; 30 pupils in 8HW."""
    return build_world(pupils=30)


def test_of_two_undos_at_once_one_undoes_and_the_other_is_told(open_school: World) -> None:
    act = sets(open_school, of_8hw(open_school))
    mine = rights(open_school.okafor)

    def undo() -> object:
        try:
            return undo_bulk(rights=mine, act_id=act.pk, at=NOW)
        except ValidationError as told:
            return told.messages[0]

    answers = at_once([undo, undo])

    assert Undone(restored=0, cleared=60, left=0) in answers
    assert "This was undone already, Tue 9 Mar 08:49 by Ms Okafor" in answers
    assert Mark.objects.count() == 0
    assert tally_drift(open_school.marlowe.pk) == []


@pytest.mark.parametrize("letter", ["/", "N"])
def test_a_mark_saved_while_the_act_waits_is_not_overwritten(open_school: World, letter: str) -> None:
    amir, zoe = open_school.pupils[:2]
    with transaction.atomic():
        teacher_saves(open_school, mark(amir, letter))
        act = Elsewhere(lambda: sets(open_school, of_8hw(open_school, TODAY, TODAY, Session.AM)))
        act.has_to_wait()

    with pytest.raises(ValidationError, match="Marks changed since this page was shown"):
        act.result()
    assert letters(amir) == {(TODAY, "AM"): letter}
    assert letters(zoe) == {}
    assert BulkAct.objects.count() == 0


def test_a_mark_saved_while_the_act_writes_down_what_stood_is_not_overwritten(
    open_school: World, owner: psycopg.Connection[tuple[object, ...]]
) -> None:
    amir = open_school.pupils[0]
    owner.execute(STOP_AT_THE_RECORD)
    owner.execute("SELECT pg_advisory_lock(1)")
    act = Elsewhere(lambda: sets(open_school, of_8hw(open_school, TODAY, TODAY, Session.AM)))
    act.has_to_wait(owner)
    teacher_saves(open_school, mark(amir, "N"))
    owner.execute("SELECT pg_advisory_unlock(1)")

    with pytest.raises(ValidationError, match="Marks changed since this page was shown"):
        act.result()
    assert letters(amir) == {(TODAY, "AM"): "N"}
    assert BulkAct.objects.count() == 0


def test_an_act_that_waits_too_long_for_a_register_gives_way(open_school: World) -> None:
    amir = open_school.pupils[0]
    with transaction.atomic():
        Pupil.objects.select_for_update().get(pk=amir.pk)
        act = Elsewhere(lambda: sets(open_school, of_8hw(open_school, TODAY, TODAY, Session.AM)))

        with pytest.raises(ValidationError, match="Registers are being saved just now, so nothing was set"):
            act.result()
    assert Mark.objects.count() == 0


def test_a_mark_cleared_while_the_act_waits_is_not_brought_back(open_school: World) -> None:
    amir = open_school.pupils[0]
    teacher_saves(open_school, mark(amir, "N"))
    with transaction.atomic():
        teacher_saves(open_school, mark(amir, "", base=1))
        act = Elsewhere(lambda: sets(open_school, of_8hw(open_school, TODAY, TODAY, Session.AM)))
        act.has_to_wait()

    with pytest.raises(ValidationError, match="Marks changed since this page was shown"):
        act.result()
    assert Mark.objects.count() == 0


def test_a_class_that_saves_its_marks_meanwhile_and_the_act_both_end(open_school: World) -> None:
    frame = open_school.frame()

    def save() -> object:
        return teacher_saves(open_school, *(mark(pupil, "/") for pupil in open_school.pupils), frame=frame)

    def act() -> object:
        try:
            return sets(open_school, of_8hw(open_school))
        except ValidationError as told:
            return told.messages[0]

    at_once([save, act])

    assert Mark.objects.filter(session=Session.AM.value).count() == 30
    assert tally_drift(open_school.marlowe.pk) == []
