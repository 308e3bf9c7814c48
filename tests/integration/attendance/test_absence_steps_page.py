"""The page of the steps: a line of words says that one is done."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from attendance.models import StepDone
from schools.models import Pupil
from tests.integration.attendance.absence_steps import (
    at,
    away_for,
    was_away,
)
from tests.integration.attendance.pages import statements, words_of
from tests.sign_in import signed_in
from tests.world import TODAY, World, add_pupils

LATE_MORNING = at(10, 15)
STEPS = "/marlowe-park/contact/steps/"


@pytest.fixture
def amir(world: World) -> Pupil:
    return world.pupils[0]


@pytest.fixture
def officer(world: World, clock: time_machine.Traveller) -> Client:
    """Ms Okafor at 10:15."""
    clock.move_to(LATE_MORNING)
    return signed_in(world.okafor)


def test_the_page_does_a_step_and_keeps_what_was_typed(world: World, amir: Pupil, officer: Client) -> None:
    away_for(amir, 2)
    url = f"{STEPS}done/"
    sent = {"pupil": amir.pk, "step": f"letter {TODAY.isoformat()}", "words": "Letter posted"}
    refused = officer.post(url, sent | {"words": "x"})
    assert refused.status_code == 422
    assert "Say in a few words what was done" in words_of(refused)
    assert 'value="x"' in refused.content.decode()
    assert officer.post(url, sent | {"step": "letter soon"}).status_code == 422
    page = officer.post(url, sent, follow=True)
    assert "Amir Khan: done." in words_of(page)
    assert StepDone.objects.get().words == "Letter posted"


def test_the_page_says_why_there_is_nothing_to_do(world: World, clock: time_machine.Traveller) -> None:
    clock.move_to(at(10, on=date(2027, 3, 6)))
    told = words_of(signed_in(world.okafor).get(STEPS))
    assert "What is due comes on the next school day" in told


def test_the_page_asks_as_often_for_many_as_for_few(world: World, officer: Client) -> None:
    counts = []
    for many in (3, 40):
        for pupil in add_pupils(world.class_8hw, many):
            was_away(pupil, TODAY, sessions=(1,))
        officer.get(STEPS)
        with statements() as sent:
            officer.get(STEPS)
        counts.append(len(sent))
    assert counts[0] == counts[1]
