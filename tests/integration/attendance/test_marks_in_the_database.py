"""What the database itself refuses, whoever holds the SQL: the application's role, and the owner."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import DatabaseError, transaction

from tests.integration.attendance.steps import (
    AFTER_CLOSE,
    amendments,
    mark,
    raw_act,
    run,
    standing,
    teacher_saves,
    teacher_submits,
)
from tests.world import TODAY, World

NO_REASON_GIVEN = "DM001"
CLOSED_MARK_STAYS = "DM002"
SUBMITTED_STAYS = "DM003"
BESIDE_STAYS = "DM004"
NOT_ALLOWED = "42501"

# Their triggers and rights are not taken back, and Django refuses to say that they were.
ONE_WAY = ("0007_the_register_in_full_audit", "0008_closed_marks", "0009_bulk_undo")

CHANGE = "UPDATE attendance_mark SET code = 104 WHERE pupil_id = %s"
REMOVE = "DELETE FROM attendance_mark WHERE pupil_id = %s"


@contextmanager
def refused(state: str) -> Iterator[None]:
    """The statement inside fails with this SQLSTATE, and the transaction around the test lives on."""
    with pytest.raises(DatabaseError) as failure, transaction.atomic():
        yield
    assert failure.value.__cause__ is not None
    assert getattr(failure.value.__cause__, "sqlstate", "") == state, str(failure.value)


@pytest.fixture
def closed(world: World) -> World:
    """This morning's register with Amir marked N; the clock of each act stands after its close."""
    teacher_saves(world, mark(world.pupils[0], "N"))
    return world


def test_a_closed_mark_does_not_change_without_a_reason(closed: World) -> None:
    with refused(NO_REASON_GIVEN), raw_act(closed.okafor, at=AFTER_CLOSE):
        run(CHANGE, closed.pupils[0].pk)


def test_the_refusal_says_what_to_do(closed: World) -> None:
    with (
        pytest.raises(DatabaseError, match="Give a reason for changing this mark"),
        transaction.atomic(),
        raw_act(closed.okafor, at=AFTER_CLOSE),
    ):
        run(CHANGE, closed.pupils[0].pk)


@pytest.mark.parametrize("reason", ["", " ", "\t\n  "])
def test_white_space_is_no_reason(closed: World, reason: str) -> None:
    with refused(NO_REASON_GIVEN), raw_act(closed.okafor, at=AFTER_CLOSE, reason=reason):
        run(CHANGE, closed.pupils[0].pk)


def test_minutes_of_a_closed_mark_do_not_change_without_a_reason_either(closed: World) -> None:
    with refused(NO_REASON_GIVEN), raw_act(closed.okafor, at=AFTER_CLOSE):
        run("UPDATE attendance_mark SET minutes_late = 5 WHERE pupil_id = %s", closed.pupils[0].pk)


BESIDE = ["note = 'Dentist'", "source = 'import'", "set_by_id = 0", "set_at = daymark_now()", "version = 9"]


@pytest.mark.parametrize("changes", BESIDE)
@pytest.mark.parametrize("reason", ["", "To put it right"])
def test_what_stands_beside_a_closed_mark_changes_with_its_code_alone(
    closed: World, changes: str, reason: str
) -> None:
    with refused(BESIDE_STAYS), raw_act(closed.okafor, at=AFTER_CLOSE, reason=reason):
        run(f"UPDATE attendance_mark SET {changes} WHERE pupil_id = %s", closed.pupils[0].pk)


@pytest.mark.parametrize("changes", BESIDE)
def test_together_with_its_code_and_a_reason_it_changes(closed: World, changes: str) -> None:
    with raw_act(closed.okafor, at=AFTER_CLOSE, reason="Mother rang"):
        run(f"UPDATE attendance_mark SET code = 104, {changes} WHERE pupil_id = %s", closed.pupils[0].pk)

    assert [change.reason for change in amendments(closed.pupils[0])] == ["Mother rang"]


def test_the_note_of_an_open_mark_may_be_put_right(closed: World) -> None:
    with raw_act(closed.okafor):
        run("UPDATE attendance_mark SET note = 'Dentist' WHERE pupil_id = %s", closed.pupils[0].pk)

    assert amendments(closed.pupils[0]) == []


def test_one_closed_mark_among_many_stops_the_whole_statement(closed: World) -> None:
    amir, zoe, _ = closed.pupils
    teacher_saves(closed, mark(zoe, "N"), frame=closed.frame(TODAY + timedelta(days=1)))

    with refused(NO_REASON_GIVEN), raw_act(closed.okafor, at=AFTER_CLOSE):
        run("UPDATE attendance_mark SET code = 104 WHERE pupil_id = ANY(%s)", [amir.pk, zoe.pk])


def test_with_a_reason_it_changes_and_the_trigger_writes_what_was(closed: World) -> None:
    amir = closed.pupils[0]

    with raw_act(closed.okafor, at=AFTER_CLOSE, reason="Mother rang"):
        run(CHANGE, amir.pk)

    (change,) = amendments(amir)
    assert (change.original, change.amended, change.was_closed) == (220, 104, True)
    assert (change.reason, change.by_name, change.by_title, change.at) == (
        "Mother rang",
        "Ms Okafor",
        "Attendance officer",
        AFTER_CLOSE,
    )


def test_a_reason_of_one_transaction_does_not_reach_the_next(closed: World) -> None:
    with raw_act(closed.okafor, at=AFTER_CLOSE, reason="Mother rang"):
        run(CHANGE, closed.pupils[0].pk)

    with refused(NO_REASON_GIVEN), raw_act(closed.okafor, at=AFTER_CLOSE):
        run("UPDATE attendance_mark SET code = 10 WHERE pupil_id = %s", closed.pupils[0].pk)


def test_submission_closes_a_mark_before_its_time(closed: World) -> None:
    teacher_submits(closed)

    with refused(NO_REASON_GIVEN), raw_act(closed.lane):
        run(CHANGE, closed.pupils[0].pk)


def test_an_open_mark_changes_without_a_reason_and_leaves_an_amendment(closed: World) -> None:
    with raw_act(closed.lane):
        run(CHANGE, closed.pupils[0].pk)

    assert [change.was_closed for change in amendments(closed.pupils[0])] == [False]


def test_a_statement_that_changes_no_mark_leaves_no_amendment(closed: World) -> None:
    with raw_act(closed.okafor, at=AFTER_CLOSE):
        run("UPDATE attendance_mark SET code = code WHERE pupil_id = %s", closed.pupils[0].pk)

    assert amendments(closed.pupils[0]) == []


def test_a_closed_mark_is_never_removed_reason_or_not(closed: World) -> None:
    for reason in ("", "He was never here"):
        with refused(CLOSED_MARK_STAYS), raw_act(closed.okafor, at=AFTER_CLOSE, reason=reason):
            run(REMOVE, closed.pupils[0].pk)
    assert standing(closed.pupils[0]) is not None


def test_a_mark_of_a_submitted_register_is_never_removed(closed: World) -> None:
    teacher_submits(closed)

    with refused(CLOSED_MARK_STAYS), raw_act(closed.lane):
        run(REMOVE, closed.pupils[0].pk)


def test_a_mark_does_not_slip_out_of_its_submitted_register(closed: World) -> None:
    teacher_submits(closed)

    with refused(NO_REASON_GIVEN), raw_act(closed.lane):
        run("UPDATE attendance_mark SET register_id = NULL WHERE pupil_id = %s", closed.pupils[0].pk)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE attendance_register SET submitted_at = NULL, submitted_by_id = NULL",
        "UPDATE attendance_register SET submitted_at = submitted_at - interval '10 minutes'",
        "UPDATE attendance_register SET submitted_by_id = submitted_by_id + 1",
        "UPDATE attendance_register SET date = date - 1",
        "DELETE FROM attendance_register",
    ],
)
def test_a_submitted_register_stays_submitted(closed: World, statement: str) -> None:
    teacher_submits(closed)

    with refused(SUBMITTED_STAYS), raw_act(closed.okafor, reason="By mistake"):
        run(statement)


@pytest.mark.parametrize("column", ["pupil_id", "date", "session", "school_id"])
def test_the_application_may_not_move_a_mark(closed: World, column: str) -> None:
    with refused(NOT_ALLOWED):
        run(f"UPDATE attendance_mark SET {column} = {column}")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE attendance_markamendment SET reason = 'another'",
        "DELETE FROM attendance_markamendment",
        "TRUNCATE attendance_markamendment",
        "INSERT INTO attendance_markamendment (pupil_id) VALUES (1)",
        "TRUNCATE attendance_mark",
        "INSERT INTO attendance_weektally (roll_entry_id, monday, school_id) VALUES (1, '2027-03-08', 1)",
        "UPDATE attendance_weektally SET attended = attended",
        "DELETE FROM attendance_weektally",
        "ALTER TABLE attendance_mark DISABLE TRIGGER ALL",
        "DROP TRIGGER marks_changed ON attendance_mark",
        "SET session_replication_role = replica",
    ],
)
def test_the_application_writes_neither_amendments_nor_tallies(closed: World, statement: str) -> None:
    with refused(NOT_ALLOWED):
        run(statement)


@pytest.mark.parametrize("name", ONE_WAY)
def test_a_migration_that_nothing_takes_back_is_not_said_to_be_reversed(name: str) -> None:
    migration = import_module(f"attendance.migrations.{name}").Migration

    assert not [operation for operation in migration.operations if operation.reversible]
