"""Nothing is inferred: a pupil without a mark counts nowhere as present (domain.md 1, reg 10)."""

from datetime import datetime

import pytest
import time_machine

from accounts.models import User
from attendance.codes import find_code
from attendance.models import WeekTally
from attendance.services.registers import RegisterIncompleteError, submit_register
from reporting.queries.mornings import SessionFigures, session_figures
from reporting.services.days import open_officer_today
from schools.access import Rights, rights_of
from schools.queries.school_days import school_day_now
from tests.factories import MarkFactory
from tests.integration.attendance.pages import address, rows_of, words_of
from tests.integration.attendance.steps import (
    AFTER_CLOSE,
    mark,
    teacher_saves,
)
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, World


def rights(person: User) -> Rights:
    """The person's rights at Marlowe Park today."""
    found = rights_of(person, "marlowe-park", on=TODAY)
    assert found is not None
    return found


def figures(world: World, at: datetime = NOW) -> SessionFigures:
    """The officer's figures of the session that is on."""
    return session_figures(rights(world.okafor), school_day_now(world.marlowe, at))


def test_with_no_mark_at_all_nobody_is_present_anywhere(world: World) -> None:
    found = figures(world)

    assert (found.on_roll, found.marked, found.here) == (4, 0, 0)
    assert not WeekTally.objects.exists()
    assert {row["data-code"] for row in rows_of(signed_in(world.lane).get(address(world)))} == {""}


def test_one_mark_makes_one_present(world: World) -> None:
    teacher_saves(world, mark(world.pupils[0], "/"))

    found = figures(world)
    assert (found.on_roll, found.marked, found.here) == (4, 1, 1)
    assert [row.attended for row in WeekTally.objects.all()] == [1]


def test_a_submission_marks_nobody(world: World) -> None:
    teacher_saves(world, mark(world.pupils[0], "/"))
    with pytest.raises(RegisterIncompleteError):
        submit_register(world.frame(), [], by=world.lane, at=NOW)

    assert (figures(world).marked, figures(world).here) == (1, 1)
    assert sum(row.possible for row in WeekTally.objects.all()) == 1


def test_a_cleared_mark_is_not_present_any_more(world: World) -> None:
    teacher_saves(world, mark(world.pupils[0], "/"))
    teacher_saves(world, mark(world.pupils[0], "", base=1))

    assert (figures(world).marked, figures(world).here) == (0, 0)


def test_once_the_register_has_closed_the_unmarked_are_unexplained(world: World) -> None:
    teacher_saves(world, mark(world.pupils[0], "/"))

    found = figures(world, AFTER_CLOSE)

    assert (found.here, found.unmarked, found.unexplained) == (1, 3, 3)


def test_a_pupil_present_this_morning_is_not_present_this_afternoon(world: World) -> None:
    teacher_saves(world, *(mark(pupil, "/") for pupil in world.pupils))

    found = figures(world, NOW.replace(hour=13, minute=5))

    assert (found.marked, found.here) == (0, 0)


@pytest.mark.parametrize("letter", ["N", "I", "C", "O", "U", "D", "Y1", "V", "B"])
def test_who_is_not_in_the_building_is_not_here(world: World, letter: str) -> None:
    code = find_code(letter, TODAY)
    assert code
    MarkFactory.create(pupil=world.pupils[0], date=TODAY, code=code.number)

    assert figures(world).here == 0


def test_the_first_page_of_the_officer_counts_none_of_the_unmarked(
    world: World, clock: time_machine.Traveller
) -> None:
    clock.move_to(AFTER_CLOSE)

    today = open_officer_today(rights=rights(world.okafor), now=AFTER_CLOSE, at=AFTER_CLOSE)
    tiles = {tile.label: tile for tile in today.tiles}
    words = words_of(signed_in(world.okafor).get("/marlowe-park/"))

    assert (tiles["Attending"].value, tiles["First-day contact"].value) == ("0", "4")
    assert "4 without a mark" in words
    assert "100.0%" not in words
