"""save_marks: each press is kept with its version, its minutes and one line of the audit."""

from datetime import timedelta

import pytest

from accounts.models import AuditEvent
from attendance.codes import LATE, NO_REASON, PRESENT_AFTERNOON, PRESENT_MORNING
from attendance.models import MarkSource, Register
from schools.calendar import Session
from schools.models import GroupMember
from tests.integration.attendance.steps import (
    amendments,
    mark,
    officer_saves,
    standing,
    teacher_saves,
    teacher_submits,
)
from tests.world import NOW, TODAY, YESTERDAY, World


def test_a_mark_is_kept_with_who_when_and_where(world: World) -> None:
    amir = world.pupils[0]

    outcome = teacher_saves(world, mark(amir, "/"))

    kept = standing(amir)
    assert kept is not None
    assert [(saved.pupil_id, saved.version) for saved in outcome.saved] == [(amir.pk, 1)]
    assert (kept.code, kept.version, kept.minutes_late) == (PRESENT_MORNING, 1, None)
    assert (kept.source, kept.set_by, kept.set_at) == (MarkSource.REGISTER, world.lane, NOW)
    assert (kept.school, kept.register) == (world.marlowe, Register.objects.get())


def test_the_first_mark_opens_the_register_and_later_ones_do_not_move_its_start(world: World) -> None:
    amir, zoe, _ = world.pupils

    teacher_saves(world, mark(amir, "/"))
    teacher_saves(world, mark(zoe, "/"), at=NOW + timedelta(minutes=3))

    register = Register.objects.get()
    assert (register.group, register.date, register.session) == (world.class_8hw, TODAY, Session.AM)
    assert (register.started_at, register.submitted_at) == (NOW, None)


def test_morning_and_afternoon_are_two_marks(world: World) -> None:
    amir = world.pupils[0]

    teacher_saves(world, mark(amir, "/"))
    after_lunch = NOW.replace(hour=13, minute=5)
    teacher_saves(world, mark(amir, "\\"), at=after_lunch, frame=world.frame(session=Session.PM))

    morning, afternoon = standing(amir), standing(amir, session=Session.PM)
    assert morning is not None
    assert afternoon is not None
    assert (morning.code, afternoon.code) == (PRESENT_MORNING, PRESENT_AFTERNOON)


def test_a_change_raises_the_version_by_one_and_leaves_an_amendment(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))

    outcome = teacher_saves(world, mark(amir, "L", base=1, minutes=4))

    assert [saved.version for saved in outcome.saved] == [2]
    (change,) = amendments(amir)
    assert (change.original, change.amended, change.was_closed) == (NO_REASON, LATE, False)
    assert (change.by, change.by_name, change.by_title) == (
        world.lane.pk,
        "Ms Lane",
        "Teacher of geography",
    )
    assert change.at == NOW


@pytest.mark.parametrize("typed", ["l", " L ", "L"])
def test_a_letter_is_taken_in_any_case_and_with_spaces_round_it(world: World, typed: str) -> None:
    amir = world.pupils[0]

    teacher_saves(world, mark(amir, typed))

    kept = standing(amir)
    assert kept is not None
    assert kept.code == LATE


@pytest.mark.parametrize(
    ("minutes_past_0845", "expected"),
    [(4, 4), (0, 0), (29, 29), (-5, 0)],
    ids=["08:49", "08:45", "09:14", "08:40"],
)
def test_minutes_late_come_from_the_clock(world: World, minutes_past_0845: int, expected: int) -> None:
    amir = world.pupils[0]
    at = NOW.replace(minute=45) + timedelta(minutes=minutes_past_0845)

    teacher_saves(world, mark(amir, "L"), at=at)

    kept = standing(amir)
    assert kept is not None
    assert kept.minutes_late == expected


def test_minutes_of_the_afternoon_count_from_13_00(world: World) -> None:
    amir = world.pupils[0]

    teacher_saves(
        world, mark(amir, "L"), at=NOW.replace(hour=13, minute=7), frame=world.frame(session=Session.PM)
    )

    kept = standing(amir, session=Session.PM)
    assert kept is not None
    assert kept.minutes_late == 7


def test_a_late_mark_of_a_session_that_is_over_has_no_minutes_from_the_clock(world: World) -> None:
    amir = world.pupils[0]

    officer_saves(world, mark(amir, "L"), frame=world.frame(YESTERDAY))

    kept = standing(amir, on=YESTERDAY)
    assert kept is not None
    assert (kept.code, kept.minutes_late) == (LATE, None)


def test_minutes_as_typed_stand_above_the_clock(world: World) -> None:
    amir = world.pupils[0]

    teacher_saves(world, mark(amir, "L", minutes=12))

    kept = standing(amir)
    assert kept is not None
    assert kept.minutes_late == 12


def test_minutes_belong_to_a_late_mark_only(world: World) -> None:
    amir = world.pupils[0]

    teacher_saves(world, mark(amir, "/", minutes=12))

    kept = standing(amir)
    assert kept is not None
    assert kept.minutes_late is None


def test_the_office_may_set_any_code_of_the_day(world: World) -> None:
    amir, zoe, jack = world.pupils

    outcome = officer_saves(world, mark(amir, "I"), mark(zoe, "M"), mark(jack, "Y6"))

    assert not outcome.problems
    kept = standing(amir)
    assert kept is not None
    assert (kept.code, kept.source) == (104, MarkSource.OFFICE)


def test_one_save_writes_one_line_of_the_audit_with_the_number_of_marks(world: World) -> None:
    before = AuditEvent.objects.count()

    teacher_saves(world, *(mark(pupil, "/") for pupil in world.pupils))

    (line,) = AuditEvent.objects.all()[before:]
    assert (line.verb, line.actor, line.school) == ("save", world.lane.pk, world.marlowe.pk)
    assert line.obj == f"{world.class_8hw.pk}/2027-03-09/AM"
    assert line.after == {"marks": 3}


def test_the_same_marks_sent_twice_are_one_save(world: World) -> None:
    changes = [mark(world.pupils[0], "/"), mark(world.pupils[1], "L")]
    first = teacher_saves(world, *changes)
    lines = AuditEvent.objects.count()

    again = teacher_saves(world, *changes, at=NOW + timedelta(minutes=2))

    answers = [
        sorted((saved.pupil_id, saved.code, saved.minutes, saved.version) for saved in outcome.saved)
        for outcome in (first, again)
    ]
    assert answers[0] == answers[1]
    assert (again.conflicts, again.problems) == ([], [])
    assert amendments(world.pupils[0]) == amendments(world.pupils[1]) == []
    assert AuditEvent.objects.count() == lines, "nothing changed, so nothing is told"


def test_clearing_before_the_close_leaves_no_mark_and_says_what_it_was(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))

    outcome = teacher_saves(world, mark(amir, "", base=1))

    assert standing(amir) is None
    assert [(saved.pupil_id, saved.code) for saved in outcome.saved] == [(amir.pk, None)]
    (change,) = amendments(amir)
    assert (change.original, change.amended, change.by_name) == (NO_REASON, None, "Ms Lane")


def test_clearing_a_blank_does_nothing(world: World) -> None:
    amir = world.pupils[0]

    outcome = teacher_saves(world, mark(amir, ""))

    assert [(saved.pupil_id, saved.code, saved.version) for saved in outcome.saved] == [(amir.pk, None, 0)]
    assert not outcome.conflicts


def test_a_blank_may_be_marked_after_the_close(world: World) -> None:
    amir = world.pupils[0]

    outcome = teacher_saves(world, mark(amir, "/"), at=NOW + timedelta(hours=1))

    assert [saved.version for saved in outcome.saved] == [1]


def test_a_pupil_who_joins_after_submission_may_still_be_marked(world: World) -> None:
    zoe = world.pupils[1]
    place = GroupMember.objects.filter(pupil=zoe, group=world.class_8hw)
    place.update(from_on=TODAY + timedelta(days=1))
    teacher_submits(world)
    place.update(from_on=TODAY)

    outcome = teacher_saves(world, mark(zoe, "L"), frame=world.frame())

    assert [saved.pupil_id for saved in outcome.saved] == [zoe.pk]


def test_nothing_sent_touches_nothing(world: World) -> None:
    before = AuditEvent.objects.count()

    outcome = teacher_saves(world)

    assert (outcome.saved, outcome.conflicts, outcome.problems) == ([], [], [])
    assert AuditEvent.objects.count() == before
    assert not Register.objects.exists()
