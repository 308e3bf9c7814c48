"""Registers whose marks came from another system, and registers submitted on a later day, say so."""

from datetime import timedelta

from accounts.roles import Permission
from attendance.queries.registers.board import day_board
from schools.access import rights_of
from schools.calendar import Session
from schools.queries.calendar import times_on
from tests.factories.attendance import MarkFactory
from tests.integration.attendance.pages import address, words_of
from tests.integration.attendance.steps import mark, teacher_saves, teacher_submits
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, YESTERDAY, World


def test_a_wholly_imported_register_counts_as_in_and_offers_no_submit(world: World) -> None:
    for pupil in world.pupils:
        MarkFactory.create(pupil=pupil, date=YESTERDAY, source="import")
    rights = rights_of(world.okafor, world.marlowe.slug, on=TODAY)
    assert rights is not None

    times = times_on(world.marlowe, YESTERDAY)
    board = day_board(rights, Permission.REGISTER_VIEW, on=YESTERDAY, times=times, now=NOW)
    page = words_of(signed_in(world.lane).get(address(world, on=YESTERDAY)))

    (row,) = [row for row in board if row.group_id == world.class_8hw.pk and row.session is Session.AM]
    assert (row.state, row.words, row.is_in) == ("imported", "imported", True)
    assert "Submit register" not in page
    assert "set by the office" not in page


def test_a_register_submitted_a_day_late_gives_the_day(world: World) -> None:
    frame = world.frame(YESTERDAY)
    teacher_submits(world, frame=frame, at=NOW)

    page = words_of(signed_in(world.lane).get(address(world, on=YESTERDAY)))

    assert "Submitted Tue 9 Mar 08:49 by" in page


def test_the_history_says_what_was_marked_in_the_place_of_a_cleared_mark(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))
    teacher_saves(world, mark(amir, "", base=1))
    teacher_saves(world, mark(amir, "L", minutes=4), at=NOW + timedelta(minutes=1))

    page = words_of(signed_in(world.okafor).get(address(world, "register_history")))

    assert "and then marked" in page


def test_the_office_sees_todays_marks_and_no_earlier_ones(world: World) -> None:
    MarkFactory.create(pupil=world.pupils[0], date=YESTERDAY, source="import")

    page = signed_in(world.bell).get(address(world)).content.decode()

    assert "Mon 8 Mar" not in page
    assert "/history/" not in page
