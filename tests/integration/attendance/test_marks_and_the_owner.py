"""What the database refuses its own owner, and whose clock it trusts."""

import psycopg
import pytest

from tests.databases import Addresses
from tests.integration.attendance.steps import mark, raw_act, select, teacher_saves
from tests.world import NOW, build_world


def test_the_owner_too_finds_amendments_append_only(
    own_database: Addresses, owner: psycopg.Connection[tuple[object, ...]]
) -> None:
    world = build_world(pupils=1)
    teacher_saves(world, mark(world.pupils[0], "N"))
    teacher_saves(world, mark(world.pupils[0], "/", base=1))

    for statement in (
        b"UPDATE attendance_markamendment SET reason = 'another'",
        b"DELETE FROM attendance_markamendment",
        b"TRUNCATE attendance_markamendment",
        b"TRUNCATE attendance_mark",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
            owner.execute(statement)
    assert select("SELECT count(*) FROM attendance_markamendment") == [(1,)]


def test_the_database_takes_its_own_clock_where_no_shift_is_allowed(
    own_database: Addresses, owner: psycopg.Connection[tuple[object, ...]]
) -> None:
    world = build_world(pupils=1)
    teacher_saves(world, mark(world.pupils[0], "N"))
    owner.execute("UPDATE daymark_clock SET shift_allowed = false")

    with raw_act(None, at=NOW):
        (answer,) = select("SELECT daymark_now() = now()")

    assert answer == (True,)
