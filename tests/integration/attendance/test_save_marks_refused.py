"""save_marks: what it refuses, row by row, while the other rows are kept."""

from datetime import timedelta

import pytest

from attendance.codes import ILLNESS
from attendance.models import Mark, MarkSource
from schools.calendar import Session
from schools.models import GroupMember, RollEntry
from tests.factories import MarkFactory
from tests.integration.attendance.steps import (
    amendments,
    mark,
    officer_saves,
    standing,
    teacher_saves,
    teacher_submits,
)
from tests.world import NOW, TODAY, YESTERDAY, World

AFTER_CLOSE = NOW.replace(hour=9, minute=15)


@pytest.mark.parametrize(
    "letter", ["Y", "J", "H", "F", "A", "LL", "9", "*", "Z", "#", "😀", "\u202eL", "L\0"]
)
def test_what_is_no_code_is_refused_beside_the_row_and_the_others_are_kept(world: World, letter: str) -> None:
    amir, zoe, jack = world.pupils

    outcome = officer_saves(world, mark(amir, letter), mark(zoe, "/"), mark(jack, "/"))

    (problem,) = outcome.problems
    assert problem.pupil_id == amir.pk
    assert problem.message == "Amir Khan: choose a code from the list"
    assert {saved.pupil_id for saved in outcome.saved} == {zoe.pk, jack.pk}
    assert standing(amir) is None


@pytest.mark.parametrize("letter", ["I", "C", "M", "O", "U", "D", "X", "Y1", "B"])
def test_a_teacher_sets_present_late_and_no_reason_only(world: World, letter: str) -> None:
    amir = world.pupils[0]

    outcome = teacher_saves(world, mark(amir, letter))

    (problem,) = outcome.problems
    assert problem.message == (
        f"Amir Khan: the office sets {letter}. Choose present, L or N, and tell the office"
    )
    assert standing(amir) is None


def test_the_afternoon_mark_is_refused_in_the_morning(world: World) -> None:
    outcome = teacher_saves(world, mark(world.pupils[0], "\\"))

    assert [problem.message for problem in outcome.problems] == [
        "Amir Khan: \\ is the afternoon mark, and this is the morning"
    ]


def test_x_is_refused_for_a_child_of_compulsory_school_age(world: World) -> None:
    outcome = officer_saves(world, mark(world.pupils[0], "X"))

    assert [problem.message for problem in outcome.problems] == [
        "Amir Khan: X is only for a pupil who is not of compulsory school age on that day"
    ]


@pytest.mark.parametrize("minutes", [-1, 241, 30_000])
def test_minutes_outside_a_session_are_refused(world: World, minutes: int) -> None:
    outcome = teacher_saves(world, mark(world.pupils[0], "L", minutes=minutes))

    assert [problem.message for problem in outcome.problems] == [
        "Amir Khan: give the minutes late as a number from 0 to 240"
    ]


def test_a_code_of_the_office_is_not_the_teachers_to_change(world: World) -> None:
    amir = world.pupils[0]
    officer_saves(world, mark(amir, "I"))

    outcome = teacher_saves(world, mark(amir, "/", base=1))

    assert [problem.message for problem in outcome.problems] == [
        "Amir Khan: the office set I. Ask the office to change it"
    ]
    kept = standing(amir)
    assert kept is not None
    assert kept.code == ILLNESS


def test_a_code_of_the_office_is_not_the_teachers_to_clear(world: World) -> None:
    amir = world.pupils[0]
    officer_saves(world, mark(amir, "I"))

    outcome = teacher_saves(world, mark(amir, "", base=1))

    assert [problem.pupil_id for problem in outcome.problems] == [amir.pk]
    assert standing(amir) is not None


def test_an_imported_illness_is_the_offices_too(world: World) -> None:
    amir = world.pupils[0]
    MarkFactory.create(pupil=amir, date=TODAY, code=ILLNESS, source=MarkSource.IMPORT.value)

    outcome = teacher_saves(world, mark(amir, "/", base=1))

    assert [problem.pupil_id for problem in outcome.problems] == [amir.pk]


def test_a_present_mark_that_the_office_set_is_the_teachers_to_change(world: World) -> None:
    amir = world.pupils[0]
    officer_saves(world, mark(amir, "/"))

    outcome = teacher_saves(world, mark(amir, "N", base=1))

    assert [saved.version for saved in outcome.saved] == [2]


def test_a_pupil_of_another_class_is_refused_without_a_name(world: World) -> None:
    megan = world.pupils_elsewhere["7A"]

    outcome = teacher_saves(world, mark(megan, "/"), mark(world.pupils[0], "/"))

    assert [(problem.pupil_id, problem.message) for problem in outcome.problems] == [
        (megan.pk, "This pupil is not on this register today")
    ]
    assert standing(megan) is None
    assert standing(world.pupils[0]) is not None


@pytest.mark.parametrize("group", ["7A", "Oak", "9T"])
@pytest.mark.parametrize("letter", ["", "/", "N", "?", "X"])
def test_a_pupil_outside_the_register_is_neither_marked_nor_cleared_nor_named(
    world: World, group: str, letter: str
) -> None:
    stranger = world.pupils_elsewhere[group]
    MarkFactory.create(pupil=stranger, date=TODAY)

    outcome = officer_saves(world, mark(stranger, letter, base=1))

    assert outcome.saved == []
    assert outcome.conflicts == []
    assert [problem.message for problem in outcome.problems] == ["This pupil is not on this register today"]
    assert amendments(stranger) == []
    assert standing(stranger) is not None


def test_a_pupil_who_left_yesterday_is_not_on_the_register(world: World) -> None:
    amir = world.pupils[0]
    RollEntry.objects.filter(pupil=amir).update(left_on=YESTERDAY, ground="a", decided_by=world.adeyemi)

    outcome = teacher_saves(world, mark(amir, "/"))

    assert [problem.message for problem in outcome.problems] == ["This pupil is not on this register today"]
    assert not Mark.objects.filter(pupil=amir).exists()


def test_the_last_day_on_roll_still_counts(world: World) -> None:
    amir = world.pupils[0]
    RollEntry.objects.filter(pupil=amir).update(left_on=TODAY, ground="a", decided_by=world.adeyemi)

    assert [saved.pupil_id for saved in teacher_saves(world, mark(amir, "/")).saved] == [amir.pk]


def test_a_pupil_who_moved_to_another_group_is_not_on_the_register(world: World) -> None:
    amir = world.pupils[0]
    GroupMember.objects.filter(pupil=amir, group=world.class_8hw).update(until_on=YESTERDAY)

    outcome = teacher_saves(world, mark(amir, "/"))

    assert [problem.message for problem in outcome.problems] == ["This pupil is not on this register today"]


def test_a_pupil_entered_twice_in_the_group_is_marked_once(world: World) -> None:
    amir = world.pupils[0]
    GroupMember.objects.create(group=world.class_8hw, pupil=amir, from_on=YESTERDAY)

    outcome = teacher_saves(world, mark(amir, "/"))

    assert [saved.version for saved in outcome.saved] == [1]


@pytest.mark.parametrize("letter", ["/", ""])
def test_a_mark_of_a_closed_register_changes_only_with_a_reason(world: World, letter: str) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))

    outcome = officer_saves(world, mark(amir, letter, base=1), at=AFTER_CLOSE)

    assert [problem.message for problem in outcome.problems] == [
        "Amir Khan: the register is closed. Load the page again to change N"
    ]
    assert amendments(amir) == []


def test_the_last_minute_before_the_close_is_open(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))

    outcome = teacher_saves(world, mark(amir, "L", base=1), at=AFTER_CLOSE - timedelta(seconds=1))

    assert [saved.version for saved in outcome.saved] == [2]


def test_a_submitted_register_is_closed_before_its_time(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))
    teacher_submits(world)

    outcome = teacher_saves(world, mark(amir, "/", base=1), at=NOW + timedelta(minutes=1))

    assert [problem.pupil_id for problem in outcome.problems] == [amir.pk]


def test_submitting_closes_marks_that_came_by_import_too(world: World) -> None:
    amir = world.pupils[0]
    MarkFactory.create(pupil=amir, date=TODAY, source=MarkSource.IMPORT.value)
    teacher_submits(world)

    outcome = teacher_saves(world, mark(amir, "N", base=1), at=NOW + timedelta(minutes=1))

    assert [problem.pupil_id for problem in outcome.problems] == [amir.pk]


def test_a_version_below_none_is_taken_for_none(world: World) -> None:
    amir = world.pupils[0]

    outcome = teacher_saves(world, mark(amir, "N", base=-1))

    assert [conflict.pupil_id for conflict in outcome.conflicts] == [amir.pk]
    assert standing(amir) is None


def test_a_school_without_hours_keeps_marks_and_counts_no_minutes(world: World) -> None:
    world.marlowe.hours.all().delete()

    outcome = teacher_saves(world, mark(world.pupils[0], "L"), frame=world.frame(session=Session.AM))

    assert [saved.minutes for saved in outcome.saved] == [None]
