"""The board of a day's registers: what is in, what is missing, for the registers within reach."""

from datetime import timedelta

import pytest
import time_machine

from schools.models import AcademicYear, Group, RollEntry
from tests.answers import Answer
from tests.integration.attendance.pages import address, page_of, words_of
from tests.integration.attendance.steps import mark, teacher_saves, teacher_submits
from tests.sign_in import signed_in
from tests.world import INSET_DAY, NOW, TODAY, YESTERDAY, World

BOARD = "/marlowe-park/registers/"


def links_of(response: Answer) -> set[str]:
    """The registers of the day to which the page links."""
    return {
        found["href"]
        for tag, found in page_of(response).tags
        if tag == "a" and f"/registers/{TODAY}" in found.get("href", "")
    }


def test_the_officer_sees_every_class_of_the_school_and_no_other(world: World) -> None:
    links = links_of(signed_in(world.okafor).get(BOARD))

    assert links == {
        address(world, half=half, group=group)
        for group in (world.class_8hw, world.class_7a)
        for half in type(world.frame().session)
    }


def test_a_teacher_sees_the_own_class_only(world: World) -> None:
    links = links_of(signed_in(world.lane).get(BOARD))

    assert links == {address(world, half=half) for half in type(world.frame().session)}


def test_the_year_lead_sees_the_classes_of_the_year(world: World) -> None:
    links = links_of(signed_in(world.rahman).get(BOARD))

    assert links == {address(world, half=half) for half in type(world.frame().session)}


def test_states_go_from_not_started_by_part_marked_to_submitted(world: World) -> None:
    client = signed_in(world.lane)
    assert "Morning: 0 of 1 in." in words_of(client.get(BOARD))
    assert "not started" in words_of(client.get(BOARD)).casefold()

    teacher_saves(world, mark(world.pupils[0], "/"))
    assert "part marked · due 09:15 1 of 3" in words_of(client.get(BOARD))

    teacher_saves(world, *(mark(pupil, "/") for pupil in world.pupils[1:]))
    assert "marked, not submitted · due 09:15 3 of 3" in words_of(client.get(BOARD))

    teacher_submits(world, at=NOW + timedelta(minutes=5))
    assert "Submitted 08:54" in words_of(client.get(BOARD))
    assert "Morning: 1 of 1 in." in words_of(client.get(BOARD))


def test_a_register_submitted_after_its_close_says_so(world: World) -> None:
    teacher_saves(world, mark(world.pupils[0], "/"))
    teacher_submits(world, at=NOW.replace(hour=9, minute=16))

    assert "Submitted late 09:16" in words_of(signed_in(world.lane).get(BOARD))


def test_a_class_of_which_nobody_is_marked_counts_as_not_in(world: World) -> None:
    words = words_of(signed_in(world.okafor).get(BOARD))

    assert "Morning: 0 of 2 in." in words
    assert "Submitted" not in words


def test_another_day_is_asked_for_by_its_date(world: World) -> None:
    words = words_of(signed_in(world.okafor).get(BOARD, {"date": YESTERDAY.isoformat()}))

    assert "Registers, Monday 8 March" in words


@pytest.mark.parametrize("day", ["", "x", "2027-02-30", "0000-00-00", "\0", "9" * 500, "-1", "'; --"])
def test_a_date_that_is_none_shows_today(world: World, day: str) -> None:
    response = signed_in(world.okafor).get(BOARD, {"date": day})

    assert response.status_code == 200
    assert "Registers, Tuesday 9 March" in words_of(response)


def test_a_day_without_school_says_why(world: World) -> None:
    words = words_of(signed_in(world.okafor).get(BOARD, {"date": INSET_DAY.isoformat()}))

    assert "School is closed on Monday 22 February 2027: Staff training" in words


def test_groups_of_another_year_are_not_on_the_board(world: World) -> None:
    last_year = AcademicYear.objects.create(
        school=world.marlowe, starts_on="2025-09-01", ends_on="2026-08-31"
    )
    Group.objects.create(
        school=world.marlowe, academic_year=last_year, kind="registration", name="7HW", year_group=7
    )

    assert "7HW" not in words_of(signed_in(world.okafor).get(BOARD))


def test_leavers_do_not_hold_a_register_open(world: World) -> None:
    RollEntry.objects.filter(pupil=world.pupils[0]).update(
        left_on=YESTERDAY, ground="a", decided_by=world.adeyemi
    )
    teacher_saves(world, *(mark(pupil, "/") for pupil in world.pupils[1:]))

    assert "marked, not submitted · due 09:15 2 of 2" in words_of(signed_in(world.lane).get(BOARD))


def test_who_has_no_right_to_registers_is_refused(world: World) -> None:
    for role in ("governor", "trust", "admin"):
        assert signed_in(world.staff[role]).get(BOARD).status_code == 403  # type: ignore[index]


def test_another_school_is_not_found(world: World, clock: time_machine.Traveller) -> None:
    assert signed_in(world.okafor).get("/tallis-wood/registers/").status_code == 404
