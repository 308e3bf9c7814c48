"""amend_mark: a closed mark changes with a reason, and what it was is kept for good (reg 6)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent
from attendance.codes import ILLNESS, LATE, LATE_AFTER_CLOSE, NO_REASON
from attendance.models import MarkSource
from attendance.services.amendments import amend_mark
from schools.calendar import Session
from schools.models import RollEntry
from tests.factories import MarkFactory
from tests.integration.attendance.steps import (
    AFTER_CLOSE,
    amendments,
    mark,
    officer_amends,
    officer_saves,
    standing,
    teacher_saves,
)
from tests.world import NOW, TODAY, World


def test_an_amendment_shows_all_that_the_law_asks_for(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))

    officer_amends(world, amir, "I", reason="Mother rang at 10:05")

    (change,) = amendments(amir)
    assert (change.original, change.amended) == (NO_REASON, ILLNESS)
    assert change.reason == "Mother rang at 10:05"
    assert (change.by_name, change.by_title, change.by) == (
        "Ms Okafor",
        "Attendance officer",
        world.okafor.pk,
    )
    assert change.at == AFTER_CLOSE
    assert (change.was_closed, change.date, change.session) == (True, TODAY, Session.AM)


def test_the_mark_itself_is_now_the_offices_with_a_new_version(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))

    officer_amends(world, amir, "I")

    kept = standing(amir)
    assert kept is not None
    assert (kept.code, kept.version, kept.source) == (ILLNESS, 2, MarkSource.OFFICE)
    assert (kept.set_by, kept.set_at) == (world.okafor, AFTER_CLOSE)


def test_the_name_and_title_stay_as_they_were_on_the_day(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))
    officer_amends(world, amir, "I")

    type(world.okafor).objects.filter(pk=world.okafor.pk).update(
        full_name="Mrs Okafor-Reid", job_title="Head"
    )

    (change,) = amendments(amir)
    assert (change.by_name, change.by_title) == ("Ms Okafor", "Attendance officer")


def test_every_amendment_of_a_mark_is_kept(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))
    officer_amends(world, amir, "I")
    officer_amends(world, amir, "C", base=2, reason="Letter seen", at=AFTER_CLOSE + timedelta(days=1))

    assert [(change.original, change.reason) for change in amendments(amir)] == [
        (NO_REASON, "Mother rang at 10:05"),
        (ILLNESS, "Letter seen"),
    ]


def test_an_amendment_is_one_line_of_the_audit_about_the_pupil(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))
    before = AuditEvent.objects.count()

    officer_amends(world, amir, "I")

    (line,) = AuditEvent.objects.all()[before:]
    assert (line.verb, line.actor, line.pupil, line.reason) == (
        "amend",
        world.okafor.pk,
        amir.pk,
        "Mother rang at 10:05",
    )
    assert line.before == {"code": NO_REASON, "minutes": None}
    assert line.after == {"code": ILLNESS, "minutes": None}


@pytest.mark.parametrize("reason", ["", "   ", "\t\n", "ab"])
def test_a_reason_is_asked_for(world: World, reason: str) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))

    with pytest.raises(ValidationError) as refusal:
        officer_amends(world, amir, "I", reason=reason)

    assert refusal.value.message_dict == {"reason": ["Give a reason for changing this mark"]}
    assert amendments(amir) == []


def test_a_mark_that_somebody_changed_since_is_not_overwritten(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))
    officer_amends(world, amir, "I")

    with pytest.raises(ValidationError, match="Somebody changed this mark since you opened this page"):
        officer_amends(world, amir, "O", base=1)

    kept = standing(amir)
    assert kept is not None
    assert kept.code == ILLNESS


def test_a_blank_is_marked_and_not_amended(world: World) -> None:
    with pytest.raises(ValidationError):
        officer_amends(world, world.pupils[0], "I", base=0)


@pytest.mark.parametrize(
    ("letter", "sentence"),
    [
        ("", "Choose a code from the list"),
        ("?", "Choose a code from the list"),
        ("J", "Choose a code from the list"),
        ("Y", "Choose a code from the list"),
        ("#", "Choose a code from the list"),
        ("N", "The mark is already N"),
        ("\\", "\\ is the afternoon mark, and this is the morning"),
        ("X", "X is only for a pupil who is not of compulsory school age on that day"),
    ],
)
def test_the_new_code_must_fit(world: World, letter: str, sentence: str) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))

    with pytest.raises(ValidationError) as refusal:
        officer_amends(world, amir, letter)

    assert refusal.value.message_dict == {"code": [sentence]}
    assert amendments(amir) == []


def test_a_teacher_amends_to_a_teachers_letter_only(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))

    with pytest.raises(ValidationError, match="The office sets I"):
        amend_mark(
            amir,
            TODAY,
            Session.AM,
            letter="I",
            minutes=None,
            reason="He told me yesterday",
            base_version=1,
            by=world.lane,
            office=False,
            at=NOW,
        )


@pytest.mark.parametrize(("letter", "number", "minutes"), [("L", LATE, 25), ("U", LATE_AFTER_CLOSE, 35)])
def test_minutes_of_a_late_mark_are_kept(world: World, letter: str, number: int, minutes: int) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))

    officer_amends(world, amir, letter, minutes=minutes)

    kept = standing(amir)
    assert kept is not None
    assert (kept.code, kept.minutes_late) == (number, minutes)


def test_minutes_of_any_other_mark_are_dropped(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))

    officer_amends(world, amir, "I", minutes=35)

    kept = standing(amir)
    assert kept is not None
    assert kept.minutes_late is None


def test_minutes_alone_can_be_put_right(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "L", minutes=4))

    officer_amends(world, amir, "L", minutes=14, reason="Signed in at 08:59")

    (change,) = amendments(amir)
    assert (change.original_minutes, change.amended_minutes) == (4, 14)


def test_a_mark_of_a_pupil_who_has_left_can_still_be_put_right(world: World) -> None:
    amir = world.pupils[0]
    officer_saves(world, mark(amir, "N"))
    RollEntry.objects.filter(pupil=amir).update(left_on=TODAY, ground="a", decided_by=world.adeyemi)

    officer_amends(world, amir, "O", at=AFTER_CLOSE + timedelta(days=9))

    assert len(amendments(amir)) == 1


def test_the_note_of_the_old_code_goes_with_it(world: World) -> None:
    amir = world.pupils[0]
    MarkFactory.create(pupil=amir, date=TODAY, code=ILLNESS, note="Mum rang")

    officer_amends(world, amir, "O")

    kept = standing(amir)
    assert kept is not None
    assert kept.note == ""
