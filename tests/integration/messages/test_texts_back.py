"""Texts that families send back: Notify brings them with the school's secret, and each is kept once."""

import logging

import pytest
from django.test import Client

from accounts.secrets import lock
from attendance.models import FamilyReply
from schools.models import Messaging
from tests.answers import Answer
from tests.integration.attendance.family_steps import CLOSED
from tests.integration.attendance.reply_steps import texted
from tests.world import World

SECRET = "a-secret-of-marlowe-park-that-nobody-guesses"
TEXT = {
    "id": "d8a5c7c2-2b1d-4f1c-9d5a-6a7b2f0c9e11",
    "source_number": "447700900123",
    "destination_number": "07700900111",
    "message": "She is ill",
    "date_received": "2027-03-09T09:21:00.000000Z",
}


@pytest.fixture(autouse=True)
def hook(world: World, clock: object) -> None:
    """It is 09:20, and Marlowe Park gave Notify a secret."""
    clock.move_to(CLOSED)  # type: ignore[attr-defined]
    Messaging.objects.create(school=world.marlowe, texts="notify", hook_secret=lock(SECRET))


def brought(told: object, secret: str = SECRET, school: str = "marlowe-park") -> Answer:
    return Client(enforce_csrf_checks=True).post(
        f"/hooks/notify/{school}/texts/",
        told,
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )


def test_a_text_back_becomes_an_answer_once_and_is_in_no_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    amir = world.pupils[0]
    texted(amir)
    with caplog.at_level(logging.INFO):
        assert brought(TEXT).status_code == 200
        assert brought(TEXT).status_code == 200
    reply = FamilyReply.objects.get()
    assert (reply.pupil, reply.reason, reply.words) == (amir, "ill", "She is ill")
    assert "7700900123" not in caplog.text
    assert "She is ill" not in caplog.text


def test_without_the_secret_or_a_number_of_its_own_nothing_is_kept(world: World) -> None:
    assert brought(TEXT, secret="wrong").status_code == 401
    assert brought(TEXT, school="tallis-wood").status_code == 401
    assert brought({"message": "She is ill"}).status_code == 400
    assert brought({"id": "9" * 81}).status_code == 400
    assert not FamilyReply.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [{"id": "\0"}, {"id": "\ud800"}, {"id": {}}, {"source_number": {"a": 1}}, {"message": ["She is ill"]}],
)
def test_what_is_no_text_is_refused(world: World, changed: dict[str, object]) -> None:
    assert brought(TEXT | changed).status_code == 400
    assert not FamilyReply.objects.exists()


@pytest.mark.parametrize("number", ["44" + "7" * 400, "07700\0900123", "\ud80007700900123", None])
def test_a_number_that_nobody_has_is_kept_as_it_can_be(world: World, number: str | None) -> None:
    assert brought(TEXT | {"source_number": number}).status_code == 200
    assert FamilyReply.objects.get().words == "She is ill"


def test_odd_words_and_numbers_are_kept_as_they_can_be(world: World) -> None:
    odd = {"id": "1", "source_number": "SCHOOLCHECK" * 40, "message": "\ud800 \0 " + "x" * 900}
    assert brought(odd).status_code == 200
    reply = FamilyReply.objects.get()
    assert (reply.pupil, len(reply.words), len(reply.number)) == (None, 500, 254)
