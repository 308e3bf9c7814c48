"""The leads' inbox, and what they make of a concern in three presses."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from safeguarding.door import Purpose, opened_file, opened_log
from safeguarding.models import Category, ConcernClock, ConcernStep, Opening
from tests.seats import confirmed, given_a_concern, seat
from tests.sign_in import signed_in
from tests.world import NOW, World

pytestmark = pytest.mark.django_db
HOME = "/marlowe-park/safeguarding/"


def page_url(concern_id: UUID, pupil_id: object) -> str:
    return f"{HOME}concerns/{concern_id}/?pupil={pupil_id}"


def decision(**changes: object) -> dict[str, object]:
    return {
        "act": "decide",
        "key": str(uuid4()),
        "level": "section_47",
        "decision": "Ring children’s services.",
        "reason": "Marks that nobody explains.",
        "reply": "Thank you. It is with us.",
    } | changes


def statements(client: Client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(page).status_code == 200
    return len(seen)


def test_a_lead_triages_in_three_presses(world: World) -> None:
    concern = given_a_concern(world.lane, world.pupils[0])
    client = confirmed(world.reid)
    home = client.get(HOME).content.decode()
    page = page_url(concern.pk, world.pupils[0].pk)
    assert page in home
    assert "Unread past its time" in home
    assert "Asked for a second lunch." in client.get(page).content.decode()
    assert client.post(page, {"act": "acknowledge"})["Location"] == page
    assert ConcernClock.objects.get().state == "open"
    action = {"what_1": "Ring the duty desk", "owner_1": world.reid.pk, "due_1": "2027-03-08"}
    category = Category.objects.filter(school=world.marlowe).first()
    assert category is not None
    assert client.post(page, decision(categories=[category.pk], **action))["Location"] == page
    after = client.get(page).content.decode()
    assert "Section 47" in after
    assert category.title in after
    assert "Ring the duty desk" in client.get(HOME).content.decode()
    own = signed_in(world.lane).get(f"{HOME}concerns/mine/{concern.pk}/").content.decode()
    assert "Thank you. It is with us." in own
    assert "Marks that nobody explains." not in own


def test_a_concern_is_closed_with_an_outcome_and_opened_again(world: World) -> None:
    concern = given_a_concern(world.lane, world.pupils[0])
    client, page = confirmed(world.reid), page_url(concern.pk, world.pupils[0].pk)
    client.post(page, {"act": "acknowledge"})
    early = client.post(page, {"act": "close", "outcome": "All well."})
    assert early.status_code == 422
    assert "Decide first" in early.content.decode()
    client.post(page, decision())
    assert client.post(page, {"act": "close", "outcome": ""}).status_code == 422
    client.post(page, {"act": "close", "outcome": "Referred and answered."})
    assert ConcernClock.objects.get().state == "closed"
    assert client.post(page, decision()).status_code == 422
    client.post(page, {"act": "reopen", "outcome": "It happened again."})
    assert ConcernClock.objects.get().state == "open"


def test_what_is_pressed_twice_stands_once(world: World) -> None:
    concern = given_a_concern(world.lane, world.pupils[0])
    client, page = confirmed(world.reid), page_url(concern.pk, world.pupils[0].pk)
    form = decision()
    for sent in ({"act": "acknowledge"}, {"act": "acknowledge"}, form, form):
        assert client.post(page, sent).status_code == 302
    assert steps_of(world) == ["acknowledged", "decided"]


def steps_of(world: World) -> list[str]:
    with opened_file(
        seat(world.reid), school_id=world.marlowe.pk, pupil_id=world.pupils[0].pk, purpose=Purpose.REVIEW
    ):
        return list(ConcernStep.objects.order_by("at", "kind").values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"level": ""}, "Choose what it calls for"),
        ({"reason": ""}, "Say why"),
        ({"what_1": "Ring"}, "Choose who does it"),
        ({"decision": "a\x00b"}, "Remove the characters"),
        ({"key": "no key"}, "Open the page again"),
        ({"categories": ["999999"]}, "Choose from the list of categories"),
    ],
)
def test_a_decision_that_cannot_be_says_why_and_keeps_the_rest(
    world: World, changes: dict[str, object], words: str
) -> None:
    concern = given_a_concern(world.lane, world.pupils[0])
    page = page_url(concern.pk, world.pupils[0].pk)
    answer: HttpResponse = confirmed(world.reid).post(page, decision(**changes))  # type: ignore[assignment]
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "It is with us." in answer.content.decode()


def test_others_meet_a_wrong_link(world: World) -> None:
    concern = given_a_concern(world.lane, world.pupils[0])
    page = page_url(concern.pk, world.pupils[0].pk)

    def answers(person: User) -> list[int]:
        client = confirmed(person)
        return [client.get(page).status_code, client.post(page, decision()).status_code]

    assert [answers(person) for person in (world.lane, world.bell, world.rahman)] == [[404, 404]] * 3
    client = confirmed(world.reid)
    for pupil in (world.pupils[1].pk, "", "x", "9" * 30, "²"):
        assert client.get(page_url(concern.pk, pupil)).status_code == 404
    assert client.get(page_url(uuid4(), world.pupils[0].pk)).status_code == 404
    assert client.post(page, {"act": "burn"}).status_code == 404


def test_who_has_no_file_reads_so(world: World) -> None:
    given_a_concern(world.lane, world.pupils[0])
    assert "No file is open to you" in confirmed(world.adeyemi).get(HOME).content.decode()


def test_reading_writes_who_opened_what(world: World) -> None:
    concern = given_a_concern(world.lane, world.pupils[0])
    client = confirmed(world.reid)
    client.get(HOME)
    client.get(page_url(concern.pk, world.pupils[0].pk))
    with opened_log(seat(world.reid)):
        purposes = set(Opening.objects.filter(actor=world.reid.pk).values_list("purpose", flat=True))
    assert {"inbox", "new concern"} <= purposes


def test_the_pages_take_the_same_statements_however_much_waits(world: World) -> None:
    concern = given_a_concern(world.lane, world.pupils[0])
    client, page = confirmed(world.reid), page_url(concern.pk, world.pupils[0].pk)
    client.post(page, decision())
    before = [statements(client, HOME), statements(client, page)]
    for minutes in range(4):
        given_a_concern(world.lane, *world.pupils, at=NOW - timedelta(minutes=minutes))
        client.post(page, decision())
    assert [statements(client, HOME), statements(client, page)] == before
