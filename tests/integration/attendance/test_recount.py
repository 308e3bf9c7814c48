"""manage.py recount: a tally that somebody spoilt is found, told and mended."""

from io import StringIO

import psycopg
import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEvent
from attendance.models import WeekTally
from tests.databases import Addresses
from tests.integration.attendance.steps import mark, teacher_saves
from tests.world import build_world


@pytest.fixture
def spoilt(own_database: Addresses, owner: psycopg.Connection[tuple[object, ...]]) -> None:
    """One week whose tally says two sessions where there is one mark."""
    world = build_world(pupils=1)
    teacher_saves(world, mark(world.pupils[0], "/"))
    owner.execute("UPDATE attendance_weektally SET possible = 2, attended = 2")


def test_a_wrong_week_is_named_and_the_command_fails(spoilt: None) -> None:
    printed = StringIO()

    with pytest.raises(CommandError, match="Run again with --mend"):
        call_command("recount", stdout=printed)

    assert "Marlowe Park Academy: 1 week wrong, 0 mended" in printed.getvalue()
    assert WeekTally.objects.get().attended == 2


def test_mending_puts_it_right_and_leaves_a_line_in_the_audit(spoilt: None) -> None:
    call_command("recount", "--mend", stdout=StringIO())

    assert WeekTally.objects.get().attended == 1
    line = AuditEvent.objects.latest("id")
    assert (line.verb, line.after) == ("recount", {"weeks_wrong": 1, "weeks_mended": 1})


def test_a_week_of_marks_that_were_never_counted_is_found(
    own_database: Addresses, owner: psycopg.Connection[tuple[object, ...]]
) -> None:
    world = build_world(pupils=1)
    teacher_saves(world, mark(world.pupils[0], "/"))
    owner.execute("DELETE FROM attendance_weektally")

    call_command("recount", "--mend", stdout=StringIO())

    assert WeekTally.objects.get().attended == 1
