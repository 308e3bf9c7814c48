"""submit_register: the statement "I took this register", made once, with no pupil left blank."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEvent
from attendance.models import Mark, Register
from attendance.services.registers import RegisterIncompleteError, submit_register
from schools.models import GroupMember
from tests.factories import MarkFactory
from tests.integration.attendance.steps import mark, teacher_saves, teacher_submits
from tests.world import INSET_DAY, NOW, SUNDAY, TODAY, YESTERDAY, World

AT_0854 = NOW + timedelta(minutes=5)


def test_submitting_keeps_who_and_when(world: World) -> None:
    teacher_saves(world, *(mark(pupil, "/") for pupil in world.pupils))

    submission = teacher_submits(world, at=AT_0854)

    register = Register.objects.get()
    assert (register.submitted_by, register.submitted_at) == (world.lane, AT_0854)
    assert submission.words == "Register submitted 08:54"


def test_submitting_writes_one_line_of_the_audit(world: World) -> None:
    teacher_saves(world, *(mark(pupil, "/") for pupil in world.pupils))
    before = AuditEvent.objects.count()

    submit_register(world.frame(), [], by=world.lane, at=NOW)

    (line,) = AuditEvent.objects.all()[before:]
    assert (line.verb, line.actor, line.school) == ("submit", world.lane.pk, world.marlowe.pk)
    assert line.obj == f"{world.class_8hw.pk}/2027-03-09/AM"


def test_a_second_press_changes_nothing_and_gives_the_first_time(world: World) -> None:
    teacher_saves(world, mark(world.pupils[0], "/"))
    teacher_submits(world, at=AT_0854)
    lines = AuditEvent.objects.count()

    again = submit_register(world.frame(), [], by=world.okafor, at=NOW + timedelta(minutes=20))

    register = Register.objects.get()
    assert again.words == "Register submitted 08:54"
    assert (register.submitted_by, register.submitted_at) == (world.lane, AT_0854)
    assert AuditEvent.objects.count() == lines


@pytest.mark.parametrize(
    ("blanks", "sentence"),
    [
        (1, "1 pupil has no mark. Mark every pupil, then submit"),
        (3, "3 pupils have no mark. Mark every pupil, then submit"),
    ],
)
def test_blanks_are_counted_and_the_first_is_named(world: World, blanks: int, sentence: str) -> None:
    unmarked = [pupil.pk for pupil in world.pupils[:blanks]]

    with pytest.raises(RegisterIncompleteError) as refusal:
        submit_register(world.frame(), unmarked, by=world.lane, at=NOW)

    assert str(refusal.value) == sentence
    assert refusal.value.first_blank == unmarked[0]
    assert not Register.objects.exists()


def test_a_mark_cleared_under_the_page_holds_the_submission_back(world: World) -> None:
    amir, *others = world.pupils
    teacher_saves(world, *(mark(pupil, "/") for pupil in others))

    with pytest.raises(RegisterIncompleteError) as refusal:
        submit_register(world.frame(), [], by=world.lane, at=NOW)

    assert refusal.value.first_blank == amir.pk
    assert Register.objects.get().submitted_at is None


@pytest.mark.parametrize("closed_on", [INSET_DAY, SUNDAY], ids=["INSET", "Sunday"])
def test_there_is_no_register_to_submit_when_the_school_is_closed(world: World, closed_on: date) -> None:
    with pytest.raises(PermissionDenied, match="School is closed on this day"):
        submit_register(world.frame(closed_on), [], by=world.lane, at=NOW)


def test_a_register_whose_marks_all_came_by_import_can_be_submitted(world: World) -> None:
    for pupil in world.pupils:
        MarkFactory.create(pupil=pupil, date=TODAY, source="import")

    teacher_submits(world, at=AT_0854)

    register = Register.objects.get()
    assert register.submitted_at == AT_0854
    assert set(Mark.objects.values_list("register", flat=True)) == {register.pk}


def test_a_register_of_nobody_can_be_submitted(world: World) -> None:
    GroupMember.objects.filter(group=world.class_8hw).update(until_on=YESTERDAY)

    assert teacher_submits(world).words == "Register submitted 08:49"
