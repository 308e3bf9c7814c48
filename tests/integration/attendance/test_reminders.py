"""The office asks for a register on screen: one press, one line, on the right screens."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import AuditEvent, User
from attendance.models import ScreenAlert
from attendance.services.alerts import remind, remind_all
from schools.access import Rights, rights_of
from schools.calendar import Session
from schools.models import GroupStaff, StaffPart
from tests.factories import GroupStaffFactory, StaffFactory
from tests.integration.attendance.pages import address, send, words_of
from tests.integration.attendance.steps import teacher_submits
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, YESTERDAY, World

BOARD = "/marlowe-park/registers/"
ALERTS = "/marlowe-park/alerts/"
WAITING = "The office is waiting for the 8HW morning register."


def rights(world: World, person: User) -> Rights:
    found = rights_of(person, world.marlowe.slug, on=TODAY)
    assert found is not None
    return found


def reminded(world: World, **changes: Any) -> str:
    """Ms Okafor reminds of this morning's 8HW at 08:49, unless said otherwise."""
    asked: dict[str, Any] = {
        "group": world.class_8hw,
        "on": TODAY,
        "session": Session.AM,
        "at": NOW,
    } | changes
    return remind(rights=rights(world, world.okafor), **asked)


def told(person: User) -> list[str]:
    """What this person's pages show within seconds."""
    return [line["words"] for line in signed_in(person).get(ALERTS).json()["alerts"]]


def test_one_press_reminds_and_the_line_says_when_and_who(world: World) -> None:
    client = signed_in(world.okafor)
    response = client.post(address(world, "register_remind"), {"state": "not_started"})
    assert (response.status_code, response.headers["Location"]) == (302, f"{BOARD}?state=not_started")

    words = words_of(client.get(BOARD))
    assert "8HW is reminded." in words
    assert "Reminded 08:49 by Ms Okafor" in words
    assert address(world, "register_remind") not in client.get(BOARD).content.decode()
    event = AuditEvent.objects.get(verb="remind")
    assert (event.actor, event.after) == (world.okafor.pk, {"groups": [world.class_8hw.pk]})


def test_the_reminder_is_on_the_screens_of_who_takes_the_register(world: World) -> None:
    cover = StaffFactory.create(school=world.marlowe, user=world.mwangi)
    assert told(world.lane) == told(world.mwangi) == []
    reminded(world)
    assert told(world.lane) == [WAITING]
    for other in (world.mwangi, world.okafor, world.rahman, world.bell, world.adeyemi):
        assert told(other) == []

    GroupStaffFactory.create(group=world.class_8hw, staff=cover, part=StaffPart.COVER, until_on=TODAY)
    assert told(world.mwangi) == [WAITING]


def test_the_reminder_leads_straight_to_the_register(world: World) -> None:
    reminded(world)
    (line,) = signed_in(world.lane).get(ALERTS).json()["alerts"]

    assert (line["url"], line["link"], line["more"]) == (address(world), "Open it", "")


def test_the_reminder_ends_when_the_register_is_submitted(world: World) -> None:
    reminded(world)
    teacher_submits(world)

    assert told(world.lane) == []
    assert signed_in(world.lane).get(ALERTS).json()["waiting"] == []


def test_an_opened_reminder_is_told_by_its_register_alone(world: World) -> None:
    reminded(world)
    client = signed_in(world.lane)
    (line,) = client.get(ALERTS).json()["alerts"]
    assert client.post(line["seen_url"], headers={"Accept": "application/json"}).status_code == 204

    assert told(world.lane) == []
    assert client.get(ALERTS).json()["waiting"] == [address(world)]
    assert "seen 08:49" in words_of(signed_in(world.okafor).get(BOARD))


def test_no_second_reminder_within_five_minutes(world: World) -> None:
    reminded(world)
    soon = NOW + timedelta(minutes=4)
    with pytest.raises(ValidationError, match=r"8HW was reminded at 08:49\. Wait five minutes"):
        reminded(world, at=soon)

    reminded(world, at=NOW + timedelta(minutes=5))
    assert ScreenAlert.objects.get().raised_at == NOW + timedelta(minutes=5)


def test_a_reminder_that_was_opened_is_not_repeated_within_five_minutes_either(world: World) -> None:
    reminded(world)
    ScreenAlert.objects.update(seen_at=NOW, seen_by=world.lane)
    with pytest.raises(ValidationError, match="Wait five minutes"):
        reminded(world, at=NOW + timedelta(minutes=4))

    reminded(world, at=NOW + timedelta(minutes=6))
    assert told(world.lane) == [WAITING]


def test_remind_all_passes_over_what_is_in_and_what_was_reminded(world: World) -> None:
    asked: dict[str, Any] = {"rights": rights(world, world.okafor), "on": TODAY, "session": Session.AM}
    assert remind_all(**asked, at=NOW) == ["7A", "8HW"]
    with pytest.raises(ValidationError, match="no register to remind of"):
        remind_all(**asked, at=NOW + timedelta(minutes=1))
    teacher_submits(world)
    assert remind_all(**asked, at=NOW + timedelta(minutes=6)) == ["7A"]


def test_remind_all_is_one_press_on_the_board(world: World) -> None:
    client = signed_in(world.okafor)
    client.post("/marlowe-park/registers/2027-03-09/am/remind/")
    assert "7A and 8HW are reminded." in words_of(client.get(BOARD))
    client.post("/marlowe-park/registers/2027-03-09/am/remind/")
    assert "There is no register to remind of" in words_of(client.get(BOARD))


def test_what_is_in_not_yet_open_or_of_another_day_is_not_reminded_of(world: World) -> None:
    with pytest.raises(ValidationError, match="The afternoon register of 8HW is not open yet"):
        reminded(world, session=Session.PM)
    with pytest.raises(ValidationError, match="for a register of today"):
        reminded(world, on=YESTERDAY)
    teacher_submits(world)
    with pytest.raises(ValidationError, match="The morning register of 8HW is in"):
        reminded(world)


def test_a_class_whose_teacher_has_no_sign_in_is_rung_instead(world: World) -> None:
    GroupStaff.objects.filter(group=world.class_8hw).delete()
    assert "No sign-in: ring the room" in words_of(signed_in(world.okafor).get(BOARD))
    with pytest.raises(ValidationError, match="would reach no screen"):
        reminded(world)


def test_only_the_office_reminds(world: World) -> None:
    for person in (world.lane, world.bell, world.rahman, world.reid):
        assert signed_in(person).post(address(world, "register_remind")).status_code == 403
        with pytest.raises(PermissionDenied):
            remind(rights=rights(world, person), group=world.class_8hw, on=TODAY, session=Session.AM, at=NOW)
    foreign = address(world, "register_remind", group=world.class_9t).replace("tallis-wood", "marlowe-park")
    assert signed_in(world.okafor).post(foreign).status_code == 404
    assert not ScreenAlert.objects.exists()


def test_reminders_of_yesterday_are_silent_today(world: World, clock: time_machine.Traveller) -> None:
    reminded(world)
    clock.move_to(NOW + timedelta(days=1))

    assert told(world.lane) == []


def test_saving_marks_leaves_the_reminder(world: World) -> None:
    reminded(world)
    pupil = world.pupils[0]
    mark = {"pupil": pupil.pk, "code": "/", "minutes": None, "base_version": 0}
    send(signed_in(world.lane), address(world, "register_save"), mark)

    assert told(world.lane) == [WAITING]
