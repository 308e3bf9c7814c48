"""A child who is looked for is signed in by who says that they see them, and the lead hears of it."""

from typing import Any

import pytest
import time_machine

from accounts.models import User
from attendance.codes import ILLNESS, NO_REASON, PRESENT_MORNING
from attendance.escalation_state import State
from attendance.models import Arrival
from attendance.services.arrival_changes import undo_arrival
from attendance.services.arrivals import SoughtError
from attendance.services.first_day.escalations import close_settled
from schools.models import Pupil
from tests.factories import MarkFactory, ProtectedFactFactory
from tests.integration.attendance.call_steps import listed
from tests.integration.attendance.desk_steps import rights
from tests.integration.attendance.late_steps import AT_0902, AT_0920, comes_late, told_of
from tests.integration.attendance.lead_steps import ELEVEN, lines_of, officer_tells, rights_now
from tests.integration.attendance.pages import page_of, words_of
from tests.integration.attendance.steps import mark, teacher_saves
from tests.integration.attendance.test_late_arrivals import absent_now
from tests.sign_in import signed_in
from tests.world import YESTERDAY, World

ARRIVE = "/marlowe-park/desk/arrive/"
KIOSK = "/marlowe-park/desk/kiosk/"
ALERTS = "/marlowe-park/alerts/"
AWAY = "Amir Khan has been away since Mon 8 Mar. Is Amir at the desk now?"
LOOKED_FOR = "The school is looking for Amir Khan today. Is Amir at the desk now?"
AT_0930 = ELEVEN.replace(hour=9, minute=30)
AT_1040 = ELEVEN.replace(hour=10, minute=40)


@pytest.fixture
def amir(world: World) -> Pupil:
    """Amir, of whom nobody has known anything since yesterday morning."""
    MarkFactory.create(pupil=world.pupils[0], date=YESTERDAY, code=NO_REASON)
    return world.pupils[0]


def told(person: User) -> list[dict[str, Any]]:
    """What this person's pages show within seconds."""
    found: list[dict[str, Any]] = signed_in(person).get(ALERTS).json()["alerts"]
    return found


def test_who_is_away_since_an_earlier_day_is_asked_about_before_any_mark_of_today(
    world: World, amir: Pupil
) -> None:
    with pytest.raises(SoughtError) as asked:
        comes_late(world, amir)
    assert asked.value.messages == [AWAY]
    assert told_of(amir)[0] == ""
    assert not Arrival.objects.exists()
    comes_late(world, amir, is_here=True)
    assert told_of(amir)[0] == "L"


def test_who_was_ill_or_is_late_for_the_first_time_is_not_asked_about(world: World) -> None:
    amir, zoe, _ = world.pupils
    MarkFactory.create(pupil=amir, date=YESTERDAY, code=ILLNESS)
    MarkFactory.create(pupil=zoe, date=YESTERDAY, code=PRESENT_MORNING)
    for pupil in (amir, zoe):
        comes_late(world, pupil)
    assert told(world.okafor) == []


def test_who_comes_first_on_the_call_list_is_asked_about_without_a_reason(world: World) -> None:
    amir, zoe, _ = world.pupils
    for pupil in (amir, zoe):
        ProtectedFactFactory.create(pupil=pupil, kind="cp")
    teacher_saves(world, mark(amir, "N"))
    with pytest.raises(SoughtError) as asked:
        comes_late(world, amir)
    assert asked.value.messages == [LOOKED_FOR]
    comes_late(world, zoe)


def test_of_whom_the_lead_was_told_is_asked_about(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))
    officer_tells(world, amir, at=AT_0920)
    with pytest.raises(SoughtError, match="The school is looking for Amir Khan today"):
        comes_late(world, amir, at=AT_1040)


def test_the_desk_asks_and_one_more_press_signs_in(
    world: World, amir: Pupil, clock: time_machine.Traveller
) -> None:
    clock.move_to(AT_0902)
    desk = signed_in(world.bell)
    asked = desk.post(ARRIVE, {"pupil": amir.pk, "version": "0"})
    assert asked.status_code == 409
    assert f"{AWAY} Nobody was signed in yet. Yes, sign in No, another pupil" in words_of(asked)
    fields = {f["name"]: f.get("value", "") for t, f in page_of(asked).tags if t == "input" and "name" in f}
    assert "sure" not in fields
    desk.post(ARRIVE, {name: fields[name] for name in ("pupil", "version", "here")})
    assert told_of(amir)[0] == "L"


def test_the_kiosk_sends_such_a_pupil_to_the_desk(
    world: World, amir: Pupil, clock: time_machine.Traveller
) -> None:
    clock.move_to(AT_0902)
    kiosk = signed_in(world.bell)
    kiosk.post(f"{KIOSK}start/")
    found = page_of(kiosk.get(KIOSK, {"q": "kha"}))
    (address,) = [tag["href"] for _, tag in found.tags if "?who=" in tag.get("href", "")]
    (who,) = {tag["value"] for _, tag in page_of(kiosk.get(address)).tags if tag.get("name") == "who"}
    words = words_of(kiosk.post(KIOSK, {"who": who, "reason": "Transport"}))
    assert "Please go to the desk" in words
    assert "away" not in words
    assert told_of(amir)[0] == ""


def test_the_officer_and_the_lead_are_told_on_screen_until_it_is_taken_back(
    world: World, amir: Pupil, clock: time_machine.Traveller
) -> None:
    arrival = comes_late(world, amir, at=AT_0920, is_here=True)
    clock.move_to(AT_0920)
    for person in (world.okafor, world.reid):
        (line,) = told(person)
        assert line["words"] == "Amir Khan arrived 09:20, signed in by Mr Bell."
        assert line["more"] == "Late, after the register closed. The school was looking for this pupil."
    assert told(world.lane) == []
    undo_arrival(rights=rights(world.bell), arrival_id=arrival.pk, why="Wrong pupil", at=AT_0920)
    assert told(world.reid) == []


def test_taken_back_the_pupil_is_looked_for_again_by_the_office_and_the_lead(
    world: World, amir: Pupil
) -> None:
    ProtectedFactFactory.create(pupil=amir, kind="cp")
    arrival = comes_late(world, amir, is_here=True)
    undo_arrival(rights=rights(world.bell), arrival_id=arrival.pk, why="Wrong pupil", at=AT_0920)
    assert told_of(amir)[0] == "N"
    assert amir.pk in absent_now(world)
    assert amir.pk in {pupil.pupil_id for row in listed(world, at=AT_1040).rows for pupil in row.pupils}
    assert amir.pk in {line.pupil_id for line in lines_of(world, ELEVEN)}


def test_a_lead_who_put_the_pupil_away_is_told_again(world: World, amir: Pupil) -> None:
    teacher_saves(world, mark(amir, "N"))
    officer_tells(world, amir, at=AT_0920)
    arrival = comes_late(world, amir, at=AT_0930, is_here=True)
    assert close_settled(rights=rights_now(world.reid), at=AT_1040) == 1
    assert lines_of(world, AT_1040) == []
    for _ in range(2):
        undo_arrival(rights=rights(world.bell), arrival_id=arrival.pk, why="Wrong pupil", at=AT_1040)
    (line,) = lines_of(world, ELEVEN)
    assert (line.pupil_id, line.state) == (amir.pk, State.DECIDE)
    assert line.words == "Signed in late by mistake: this pupil has not come"
