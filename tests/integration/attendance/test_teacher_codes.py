"""A school may let its teachers set more codes, from a day on."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from attendance.services.amendments import amend_mark
from schools.calendar import Session
from schools.models import Pupil
from schools.services.dated_values import set_value
from tests.integration.attendance.steps import (
    mark,
    officer_saves,
    standing,
    teacher_saves,
)
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, TOMORROW, World

REGISTER = "/marlowe-park/registers/2027-03-09/"


def let_teachers_set(world: World, *letters: str, on: date = TODAY) -> None:
    set_value(
        school=world.marlowe,
        key="register.teacher_codes",
        value=["/", "\\", "L", "N", *letters],
        valid_from=on,
        source="Head, 8 March",
        by=world.okafor,
        at=NOW,
    )


def teacher_amends(world: World, pupil: Pupil, letter: str) -> None:
    amend_mark(
        pupil,
        TODAY,
        Session.AM,
        letter=letter,
        minutes=None,
        reason="Was on the trip",
        base_version=1,
        by=world.lane,
        office=False,
        at=NOW,
    )


def test_a_teacher_sets_what_the_school_lets_teachers_set(world: World) -> None:
    amir, zoe, _ = world.pupils
    let_teachers_set(world, "V")

    outcome = teacher_saves(world, mark(amir, "V"), mark(zoe, "I"))

    assert standing(amir) is not None
    (problem,) = outcome.problems
    assert problem.message.endswith("the office sets I. Choose present, L, N or V, and tell the office")


def test_the_past_and_another_school_keep_the_four(world: World) -> None:
    let_teachers_set(world, "V", on=TOMORROW)
    assert world.frame().teacher_letters == ("/", "\\", "L", "N")
    assert "V" in world.frame(TOMORROW).teacher_letters
    assert "V" not in world.frame(TOMORROW, group=world.class_9t).teacher_letters


def test_a_mark_of_the_office_is_the_teachers_to_change_where_its_code_is(world: World) -> None:
    amir = world.pupils[0]
    officer_saves(world, mark(amir, "V"))
    assert teacher_saves(world, mark(amir, "/", base=1)).problems

    let_teachers_set(world, "V")

    assert teacher_saves(world, mark(amir, "/", base=1)).saved


def test_a_closed_mark_is_amended_with_the_codes_of_its_day(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))
    with pytest.raises(ValidationError, match="Choose present, L or N"):
        teacher_amends(world, amir, "V")
    let_teachers_set(world, "V")

    teacher_amends(world, amir, "V")

    kept = standing(amir)
    assert kept is not None
    assert kept.version == 2


def test_the_picker_offers_the_code(world: World) -> None:
    def option() -> str:
        page = signed_in(world.lane).get(f"{REGISTER}{world.class_8hw.pk}/am/").content.decode()
        return page.split('data-letter="V"')[1].split("</li>")[0]

    assert 'aria-disabled="true"' in option()
    let_teachers_set(world, "V")
    assert "aria-disabled" not in option()
