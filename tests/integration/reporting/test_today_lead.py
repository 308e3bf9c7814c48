"""Today for the safeguarding lead: what to decide, who is rung first, whom nobody has seen."""

from typing import Any

import pytest
import time_machine

from accounts.models import User
from attendance.services.first_day.escalations import escalate
from tests.factories import ContactFactory, ParentFactory, ProtectedFactFactory
from tests.integration.attendance.desk_steps import rights
from tests.integration.attendance.visit_steps import planned
from tests.integration.reporting.steps import (
    TODAY_PAGE,
    audit_lines,
    marked,
    opened,
    shown,
    statements,
    today_of,
)
from tests.seats import given_a_concern
from tests.sign_in import signed_in
from tests.world import NOW, YESTERDAY, World, add_pupils

AFTER_CLOSE = NOW.replace(hour=9, minute=20)
ELEVEN = NOW.replace(hour=11, minute=0)


@pytest.fixture(autouse=True)
def after_the_close(clock: time_machine.Traveller) -> None:
    clock.move_to(AFTER_CLOSE)


def tiles(today: Any) -> dict[str, str]:
    return {tile.label: tile.value for tile in today.tiles}


def test_what_staff_told_waits_for_a_decision(world: World) -> None:
    marked(world.pupils, "N")
    escalate(rights=rights(world.okafor), pupil_id=world.pupils[0].pk, words="Nobody answers", at=AFTER_CLOSE)
    today = today_of(world.reid)
    assert [line.name for line in today.decide] == ["Amir Khan"]
    assert tiles(today)["To decide"] == "1"
    assert "Nobody answers" in shown(world.reid, TODAY_PAGE)


def test_at_eleven_the_clock_brings_a_pupil_at_risk(world: World, clock: time_machine.Traveller) -> None:
    ProtectedFactFactory.create(pupil=world.pupils[1], from_on=YESTERDAY)
    marked(world.pupils, "N")
    assert today_of(world.reid).decide == []
    clock.move_to(ELEVEN)
    assert [line.name for line in today_of(world.reid).decide] == [world.pupils[1].known_name]


def test_those_who_are_rung_first_stand_on_the_page_and_their_reading_is_written_down(world: World) -> None:
    zoe = world.pupils[1]
    ProtectedFactFactory.create(pupil=zoe, from_on=YESTERDAY)
    marked(world.pupils, "N")
    today = today_of(world.reid)
    assert [pupil.name for row in today.calls.rows for pupil in row.pupils] == [zoe.known_name]
    assert tiles(today)["Priority 1"] == "1"
    assert zoe.pk in {line.pupil for line in audit_lines("open", by=world.reid)}


def test_whose_protected_facts_a_decision_tells_is_written_down_once(world: World) -> None:
    zoe = world.pupils[1]
    ProtectedFactFactory.create(pupil=zoe, from_on=YESTERDAY)
    marked([zoe], "O")
    escalate(rights=rights(world.okafor), pupil_id=zoe.pk, words="Nobody answers", at=AFTER_CLOSE)
    today = today_of(world.reid)
    assert today.calls.rows == []
    assert [bool(line.flags) for line in (*today.decide, *today.waiting)] == [True]
    today_of(world.reid)
    assert [line.pupil for line in audit_lines("open", by=world.reid)].count(zoe.pk) == 1


def test_the_families_of_all_calls_are_not_texted_from_those_of_priority_1(world: World) -> None:
    zoe = world.pupils[1]
    ProtectedFactFactory.create(pupil=zoe, from_on=YESTERDAY)
    for pupil in world.pupils[:2]:
        ContactFactory.create(pupil=pupil, parent=ParentFactory.create(school=world.marlowe))
    marked(world.pupils, "N")
    assert today_of(world.reid).calls.to_text == 3
    assert "not yet texted" not in shown(world.reid, TODAY_PAGE)
    assert "not yet texted" in shown(world.okafor, TODAY_PAGE)
    assert "not yet texted" in shown(world.okafor, f"{TODAY_PAGE}contact/")
    assert "not yet texted" not in shown(world.okafor, f"{TODAY_PAGE}contact/?show=first")


def test_visits_of_today_stand_beside(world: World) -> None:
    planned(world)
    today = today_of(world.reid)
    assert [line.name for part in today.visits for line in part.lines] == ["Amir Khan"]
    assert tiles(today)["Visits today"] == "1"


def test_the_officer_has_a_page_of_their_own(world: World) -> None:
    assert "For you to decide" in shown(world.reid, TODAY_PAGE)
    assert "For you to decide" not in shown(world.okafor, TODAY_PAGE)


def test_a_quiet_day_says_what_is_true(world: World) -> None:
    marked([*world.pupils, world.pupils_elsewhere["7A"]], "/")
    page = shown(world.reid, TODAY_PAGE)
    for words in (
        "No absence waits for your decision.",
        "No pupil of priority 1 is absent without a reason.",
        "Every absent pupil was seen or spoken about lately.",
        "No visit is planned for today.",
    ):
        assert words in page


def test_another_schools_lead_finds_nothing(world: World) -> None:
    assert opened(world.reid, "/tallis-wood/").status_code == 404


def test_the_page_costs_as_many_statements_for_one_as_for_thirty(world: World) -> None:
    marked(world.pupils[:1], "N")
    signed_in(world.reid).get(TODAY_PAGE)
    few = statements(world.reid, TODAY_PAGE)
    for pupil in add_pupils(world.class_8hw, 30):
        ProtectedFactFactory.create(pupil=pupil, from_on=YESTERDAY)
        marked([pupil], "N")
    assert len(statements(world.reid, TODAY_PAGE)) == len(few)


def test_the_lead_is_told_how_many_concerns_wait_and_of_nobody(world: World) -> None:
    assert "Every concern has been read." in page_of(world.reid)
    given_a_concern(world.lane, world.pupils[0], facts="A word for the lead alone.")
    page = page_of(world.reid)
    assert "1 new concern to read, 1 of them past their time." in page
    assert "A word for the lead alone" not in page


def page_of(person: User) -> str:
    return signed_in(person).get(TODAY_PAGE).content.decode()
