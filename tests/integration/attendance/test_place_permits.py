"""place_permits: blank sessions of a school day get the codes agreed for them, and no mark is touched."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import OperationalError

from accounts.models import AuditEvent
from accounts.roles import Role
from attendance import tasks
from attendance.codes import PRESENT_MORNING
from attendance.models import Mark, MarkSource, Register
from attendance.services.permits import end_permit, place_permits
from attendance.tasks import place_agreed_codes
from schools.calendar import Session
from schools.models import GroupMember, RollEntry, School
from tests.integration.attendance.pages import address, statements
from tests.integration.attendance.permit_steps import AFTERNOONS, MORNINGS, marks_of, permit_row, rights_for
from tests.integration.attendance.steps import mark, officer_saves, standing, teacher_saves, teacher_submits
from tests.sign_in import signed_in
from tests.world import INSET_DAY, NOW, SUNDAY, TODAY, TOMORROW, YESTERDAY, World, add_pupils

V = 33


def place(world: World, on: date = TODAY) -> int:
    return place_permits(school=world.marlowe, on=on, at=NOW)


def test_both_sessions_get_the_code_the_note_and_who_granted_it(world: World) -> None:
    amir = world.pupils[0]
    permit_row(world, amir)

    assert place(world) == 2

    found = standing(amir)
    assert found is not None
    assert (found.code, found.source, found.note) == (V, MarkSource.OFFICE, "Science Museum")
    assert (found.set_by, found.set_at, found.version, found.register) == (world.okafor, NOW, 1, None)
    assert marks_of(amir) == [(TODAY, Session.AM, V), (TODAY, Session.PM, V)]


def test_only_the_sessions_of_the_week_that_were_agreed_are_placed(world: World) -> None:
    amir, zoe, _ = world.pupils
    permit_row(world, amir, "C2", places=AFTERNOONS)
    permit_row(world, zoe, places=[0, 1, 4])  # Monday, and Wednesday morning

    place(world)

    assert [row[1] for row in marks_of(amir)] == [Session.PM]
    assert marks_of(zoe) == []


def test_a_mark_that_is_there_is_never_changed(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "/"))
    permit_row(world, amir)

    assert place(world) == 1

    found = standing(amir)
    assert found is not None
    assert (found.code, found.version, found.source) == (PRESENT_MORNING, 1, MarkSource.REGISTER)


def test_a_second_run_changes_nothing(world: World) -> None:
    permit_row(world, world.pupils[0])
    place(world)
    lines = AuditEvent.objects.count()

    assert place(world) == 0
    assert AuditEvent.objects.count() == lines


def test_a_mark_belongs_to_the_register_that_is_open(world: World) -> None:
    amir, zoe, _ = world.pupils
    teacher_saves(world, mark(zoe, "/"))
    permit_row(world, amir, places=MORNINGS)

    place(world)

    found = standing(amir)
    assert found is not None
    assert found.register == Register.objects.get()


def test_a_mark_that_was_cleared_and_placed_again_has_a_version_no_page_saw(world: World) -> None:
    amir = world.pupils[0]
    officer_saves(world, mark(amir, "I"))
    officer_saves(world, mark(amir, "", base=1))
    permit_row(world, amir, places=MORNINGS)

    place(world)

    found = standing(amir)
    assert found is not None
    assert found.version == 2


def test_what_the_office_cleared_since_stays_blank(world: World) -> None:
    amir = world.pupils[0]
    permit_row(world, amir, places=MORNINGS)
    place(world)
    officer_saves(world, mark(amir, "", base=1), at=NOW + timedelta(minutes=1))

    assert place(world) == 0
    signed_in(world.lane).get(address(world))
    assert standing(amir) is None
    permit_row(world, amir, places=MORNINGS, granted_at=NOW + timedelta(minutes=2))
    assert place(world) == 1


@pytest.mark.parametrize("how", ["close", "submitted"])
def test_a_blank_of_a_closed_register_stays_blank(
    world: World, how: str, clock: time_machine.Traveller
) -> None:
    amir = world.pupils[0]
    at = NOW
    if how == "close":
        at = NOW + timedelta(hours=2)
        clock.move_to(at)
    else:
        membership = GroupMember.objects.filter(pupil=amir, group=world.class_8hw)
        membership.update(from_on=TOMORROW)
        teacher_submits(world)
        membership.update(from_on=TODAY)
    permit_row(world, amir, places=MORNINGS)

    assert place_permits(school=world.marlowe, on=TODAY, at=at) == 0
    signed_in(world.lane).get(address(world))
    assert standing(amir) is None


def test_only_who_may_mark_the_register_places_by_opening_it_and_only_todays(world: World) -> None:
    amir = world.pupils[0]
    permit_row(world, amir, starts_on=YESTERDAY)

    signed_in(world.staff[Role.DSO]).get(address(world))
    signed_in(world.lane).get(address(world, "register_print"))
    signed_in(world.lane).get(address(world).replace(str(TODAY), str(YESTERDAY)))
    assert marks_of(amir) == []

    signed_in(world.lane).get(address(world))
    assert [row[:2] for row in marks_of(amir)] == [(TODAY, Session.AM), (TODAY, Session.PM)]


@pytest.mark.parametrize("when", ["before", "since"])
def test_a_mark_that_the_officer_set_by_hand_outlasts_the_permit(world: World, when: str) -> None:
    amir = world.pupils[0]
    if when == "before":
        officer_saves(world, mark(amir, "V"), at=NOW - timedelta(minutes=1))
    permit = permit_row(world, amir, note="", places=MORNINGS)
    if when == "since":
        teacher_saves(world, mark(amir, "N"))
        officer_saves(world, mark(amir, "V", base=1), at=NOW + timedelta(minutes=1))

    rights = rights_for(world.okafor)
    later = NOW + timedelta(minutes=2)
    ended = end_permit(rights=rights, permit_id=permit.pk, reason="Called off", at=later)

    assert ended.cleared == 0
    assert standing(amir) is not None


@pytest.mark.parametrize("day", [SUNDAY, INSET_DAY, TOMORROW], ids=["Sunday", "INSET day", "tomorrow"])
def test_no_mark_is_made_without_school_or_for_a_day_to_come(world: World, day: date) -> None:
    amir = world.pupils[0]
    permit_row(world, amir, starts_on=INSET_DAY, ends_on=TOMORROW)

    assert place(world, day) == 0
    assert marks_of(amir) == []


def test_days_over_a_month_back_and_before_the_first_day_on_daymark_stay_as_they_are(world: World) -> None:
    amir = world.pupils[0]
    permit_row(world, amir, starts_on=date(2027, 1, 5))

    assert place(world, TODAY - timedelta(days=32)) == 0
    world.marlowe.first_day_on = TODAY
    assert place(world, YESTERDAY) == 0


def test_a_permit_without_a_code_and_one_that_was_ended_place_nothing(world: World) -> None:
    amir, zoe, _ = world.pupils
    permit_row(world, amir, "", note="Dentist at 11:00")
    permit_row(world, zoe, ended_by=world.okafor, ended_at=NOW, ended_reason="Trip called off")

    assert place(world) == 0


def test_a_pupil_who_left_the_roll_or_is_on_no_register_gets_no_mark(world: World) -> None:
    amir, zoe, _ = world.pupils
    permit_row(world, amir)
    permit_row(world, zoe)
    RollEntry.objects.filter(pupil=amir).update(left_on=YESTERDAY, is_history=True)
    GroupMember.objects.filter(pupil=zoe, group=world.class_8hw).update(until_on=YESTERDAY)

    assert place(world) == 0


def test_permits_of_another_school_are_not_placed(world: World) -> None:
    permit_row(world, world.pupils_elsewhere["9T"])

    assert place(world) == 0
    assert not Mark.objects.exists()


def test_of_two_permits_the_later_granted_stands(world: World) -> None:
    amir = world.pupils[0]
    permit_row(world, amir, "V")
    later = permit_row(world, amir, "M", note="Dentist", granted_at=NOW + timedelta(minutes=1))

    place(world)

    assert {row[2] for row in marks_of(amir)} == {later.code}


def test_the_audit_says_how_many_marks_were_placed_and_that_no_person_did_it(world: World) -> None:
    permit_row(world, world.pupils[0])

    place(world)

    line = AuditEvent.objects.latest("id")
    assert (line.verb, line.actor, line.school, line.after) == (
        "place",
        None,
        world.marlowe.pk,
        {"marks": 2, "pupils": 1, "of": "permits"},
    )


def test_the_number_of_statements_does_not_grow_with_the_pupils(world: World) -> None:
    for pupil in add_pupils(world.class_8hw, 8):
        permit_row(world, pupil)

    with statements() as found:
        assert place(world) == 16

    assert len(found) == 3


class TestTheJob:
    """Every quarter of an hour of a school day."""

    def test_it_says_how_many_it_placed_and_a_second_run_places_none(self, world: World) -> None:
        permit_row(world, world.pupils[0])

        assert place_agreed_codes() == "2 marks placed"
        assert place_agreed_codes() == "0 marks placed"

    def test_one_schools_failure_stops_no_other_and_is_told(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        permit_row(world, world.pupils[0])

        def fails(*, school: School, on: date, at: datetime) -> int:
            if school != world.marlowe:
                raise OperationalError("The connection was lost")
            return place_permits(school=school, on=on, at=at)

        monkeypatch.setattr(tasks, "place_permits", fails)
        monkeypatch.setattr(tasks, "schools_in_their_day", lambda _: [world.ashgrove, world.marlowe])

        assert place_agreed_codes() == "failed: 1 of 2 schools; 2 marks placed"

    def test_it_rests_once_the_afternoon_is_closed(self, world: World, clock: time_machine.Traveller) -> None:
        permit_row(world, world.pupils[0])
        clock.move_to(NOW.replace(hour=16))

        assert place_agreed_codes() == "0 marks placed"
        assert not Mark.objects.exists()

    def test_it_rests_on_a_day_without_school(self, world: World, clock: time_machine.Traveller) -> None:
        permit_row(world, world.pupils[0], starts_on=SUNDAY)
        clock.move_to(NOW - timedelta(days=2))

        assert place_agreed_codes() == "0 marks placed"
