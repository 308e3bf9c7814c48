"""A bulk act is taken back by one press: every mark is what it was, and one that was changed since stays."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.http import Http404

from accounts.models import AuditEvent, User
from attendance.models import BulkAct, Mark, WeekTally
from attendance.queries.bulk.acts import act_page
from attendance.queries.tallies import tally_drift
from attendance.services.bulk import Undone, undo_bulk, undo_reason
from schools.calendar import Session
from schools.models import GroupMember
from tests.factories import MarkFactory
from tests.integration.attendance.steps import (
    amendments,
    mark,
    officer_amends,
    officer_saves,
    raw_act,
    run,
    standing,
    teacher_saves,
    teacher_submits,
)
from tests.integration.attendance.test_set_codes import FRIDAY, letters, of_8hw, rights, sets
from tests.world import NOW, TODAY, YESTERDAY, World

LATER = NOW + timedelta(hours=2)
FACTS = ("pupil", "date", "session", "code", "minutes_late", "source", "note")
FIGURES = [field.name for field in WeekTally._meta.fields if field.name not in ("pk", "roll_entry", "school")]


def undoes(world: World, act: BulkAct, by: User | None = None) -> Undone:
    """Ms Okafor undoes an act two hours later."""
    return undo_bulk(rights=rights(by or world.okafor), act_id=act.pk, at=LATER)


def marks() -> list[tuple[object, ...]]:
    return sorted(Mark.objects.values_list(*FACTS))


def tallies() -> list[tuple[object, ...]]:
    """Weeks that hold anything, with every figure."""
    rows = WeekTally.objects.exclude(possible=0).values_list("roll_entry", *FIGURES)
    return sorted(rows)


def test_an_undo_brings_everything_back_exactly(world: World) -> None:
    amir, zoe, jack = world.pupils
    MarkFactory.create(pupil=amir, date=YESTERDAY, code=220, note="Rang twice", source="import")
    MarkFactory.create(pupil=zoe, date=YESTERDAY, code=20, minutes_late=12)
    teacher_saves(world, mark(amir, "N"), mark(jack, "/"))
    officer_saves(world, mark(zoe, "I"))
    before, counted = marks(), tallies()

    act = sets(world, of_8hw(world, FRIDAY, TODAY), replace="L")
    assert (marks(), tallies()) != (before, counted)
    undone = undoes(world, act)

    assert marks() == before
    assert tallies() == counted
    assert tally_drift(world.marlowe.pk) == []
    assert (undone.restored, undone.left) == (3, 0)
    assert undone.cleared == 3 * 6 - 5


def test_what_was_blank_is_blank_again_in_a_closed_register_and_both_entries_are_kept(world: World) -> None:
    amir = world.pupils[0]

    act = sets(world, of_8hw(world, YESTERDAY, YESTERDAY, Session.AM))
    undoes(world, act)

    assert standing(amir, on=YESTERDAY) is None
    (change,) = amendments(amir)
    assert (change.original, change.amended, change.was_closed) == (33, None, True)
    assert change.reason == f"Undo of bulk act {act.pk}: Museum with Year 8"
    assert (change.by_name, change.by_title) == ("Ms Okafor", "Attendance officer")


def test_a_register_that_was_submitted_since_stays_whole(world: World) -> None:
    act = sets(world, of_8hw(world, TODAY, TODAY, Session.AM))
    teacher_submits(world, at=NOW + timedelta(minutes=1))

    assert undoes(world, act) == Undone(restored=0, cleared=0, left=3)
    assert set(letters(world.pupils[0]).values()) == {"V"}
    assert {line.letter for line in act_page(act, undo_reason=undo_reason(act)).changed} == {"V"}


def test_a_register_that_was_submitted_before_gets_its_blanks_back_and_no_teacher_fills_them(
    world: World,
) -> None:
    zoe = world.pupils[1]
    place = GroupMember.objects.filter(pupil=zoe, group=world.class_8hw)
    place.update(from_on=TODAY + timedelta(days=1))
    teacher_submits(world, at=NOW - timedelta(minutes=1))
    place.update(from_on=TODAY)
    act = sets(world, of_8hw(world, TODAY, TODAY, Session.AM))

    assert undoes(world, act) == Undone(restored=0, cleared=1, left=0)
    refused = teacher_saves(world, mark(zoe, "/"))
    assert [problem.message for problem in refused.problems] == [
        f"{zoe.known_name}: the register is submitted. Tell the office, which marks this pupil"
    ]
    assert officer_saves(world, mark(zoe, "/")).saved


def test_a_mark_that_was_changed_since_is_left(world: World) -> None:
    amir, zoe, _ = world.pupils
    act = sets(world, of_8hw(world, TODAY, TODAY, Session.AM))
    officer_amends(world, amir, "I")

    assert undoes(world, act) == Undone(restored=0, cleared=2, left=1)
    assert letters(amir) == {(TODAY, "AM"): "I"}
    assert letters(zoe) == {}


def test_an_act_is_undone_once(world: World) -> None:
    act = sets(world, of_8hw(world))
    undoes(world, act)

    with pytest.raises(ValidationError, match="This was undone already, Tue 9 Mar 10:49 by Ms Okafor"):
        undoes(world, act)
    act.refresh_from_db()
    assert (act.undone_by, act.undone_at) == (world.okafor, LATER)


def test_an_undo_leaves_one_line_in_the_audit(world: World) -> None:
    act = sets(world, of_8hw(world))
    before = AuditEvent.objects.count()

    undoes(world, act)

    lines = AuditEvent.objects.order_by("pk")[before:]
    assert [(line.tbl, line.verb, line.obj) for line in lines] == [
        ("attendance_bulkact", "update", str(act.pk))
    ]


def test_an_act_of_another_school_is_not_found(world: World) -> None:
    act = sets(world, of_8hw(world))

    with pytest.raises(PermissionDenied):
        undoes(world, act, by=world.lane)
    with pytest.raises(Http404):
        undo_bulk(rights=rights(world.okafor), act_id=act.pk + 1, at=LATER)
    with pytest.raises(Http404):
        undoes(world, act_elsewhere(world))


def act_elsewhere(world: World) -> BulkAct:
    """A bulk act of Tallis Wood."""
    return BulkAct.objects.create(
        school=world.tallis,
        kind="codes",
        code=33,
        reason="Trip",
        whom="9T",
        starts_on=TODAY,
        ends_on=TODAY,
        made_by=world.shah,
        made_at=NOW,
    )


def test_a_closed_mark_goes_by_an_undo_alone(world: World) -> None:
    sets(world, of_8hw(world, YESTERDAY))

    refused = pytest.raises(DatabaseError, match="can be changed but not removed")
    with refused, raw_act(world.okafor, at=LATER):
        run("DELETE FROM attendance_mark WHERE pupil_id = %s", world.pupils[0].pk)


def test_an_undo_clears_no_mark_that_its_act_did_not_set(world: World) -> None:
    amir, zoe, _ = world.pupils
    MarkFactory.create(pupil=amir, date=FRIDAY, code=104)
    act = sets(world, of_8hw(world, YESTERDAY))

    def undo_and_more(pupil_id: int) -> None:
        with raw_act(world.okafor, at=LATER, reason="Undo"):
            run("UPDATE attendance_bulkact SET undone_at = now(), undone_by_id = %s", world.okafor.pk)
            run("DELETE FROM attendance_mark WHERE pupil_id = %s", pupil_id)

    with pytest.raises(DatabaseError, match="can be changed but not removed"):
        undo_and_more(amir.pk)
    undo_and_more(zoe.pk)
    assert act.marks.count() == 6


def test_the_database_keeps_an_act_as_it_was_made(world: World) -> None:
    act = sets(world, of_8hw(world))
    for statement in (
        "UPDATE attendance_bulkact SET reason = 'Another' WHERE id = %s",
        "UPDATE attendance_bulkmark SET version = 9 WHERE act_id = %s",
        "DELETE FROM attendance_bulkmark WHERE act_id = %s",
    ):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            run(statement, act.pk)
    undoes(world, act)
    with pytest.raises(DatabaseError, match="undone once") as refused, transaction.atomic():
        run("UPDATE attendance_bulkact SET undone_at = NULL, undone_by_id = NULL WHERE id = %s", act.pk)
    assert getattr(refused.value.__cause__, "sqlstate", "") == "DM005"


def test_a_teacher_marks_again_what_an_undo_left_blank(world: World) -> None:
    amir = world.pupils[0]
    act = sets(world, of_8hw(world, TODAY, TODAY, Session.AM))
    undo_bulk(rights=rights(world.okafor), act_id=act.pk, at=NOW)

    teacher_saves(world, mark(amir, "/"))

    now = standing(amir)
    assert now is not None
    assert (now.code, now.version) == (10, 2)
