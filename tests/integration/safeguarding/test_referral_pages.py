"""The pages of a referral: written down, chased, and a wrong link for everybody else."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.integration.safeguarding.test_referrals import follow, given_a_referral
from tests.seats import confirmed, given_a_concern
from tests.sign_in import signed_in
from tests.world import World

pytestmark = pytest.mark.django_db
TYPED = {
    "agency": "Police",
    "sent_on": "2027-03-09",
    "sent_time": "08:40",
    "answer_due_on": "10/03/2027",
    "answer_due_time": "08:40",
    "lawful_basis": "vital",
    "shared": "Where the child was last seen.",
    "reason": "Nobody has seen the child.",
    "consent": "Not asked: in danger.",
}


def new_url(world: World) -> str:
    return reverse("safeguarding_referral_new", args=[world.marlowe.slug, world.pupils[0].pk])


def send(world: World, **typed: str) -> HttpResponse:
    return confirmed(world.reid).post(new_url(world), {"key": str(uuid4()), **TYPED, **typed})  # type: ignore[return-value]


def test_a_lead_refers_and_chases_on_pages_that_name_nobody_in_their_title(world: World) -> None:
    given_a_concern(world.lane, world.pupils[0])
    client = confirmed(world.reid)
    form = client.get(new_url(world)).content.decode()
    assert 'value="2027-03-10"' in form
    assert "Concern ref 1" in form
    made = send(world)
    page = client.get(made["Location"]).content.decode()
    assert "Where the child was last seen." in page
    assert "<title>Referral" in page
    chased = client.post(f"{made['Location']}step/", {"kind": "chased", "words": "Rang 101."})
    assert chased["Location"] == made["Location"]
    assert "Rang 101." in client.get(made["Location"]).content.decode()


def test_a_refusal_keeps_what_was_typed(world: World) -> None:
    answer = send(world, shared="", reason="Kept words")
    assert answer.status_code == 422
    assert "Kept words" in answer.content.decode()
    assert send(world, agency="other").status_code == 422
    assert send(world, sent_time="23:00").status_code == 422
    assert send(world, key="no key").status_code == 422
    assert send(world, shared="\x00").status_code == 422


def test_others_meet_a_wrong_link(world: World) -> None:
    made = given_a_referral(world)
    pages = [reverse("safeguarding_referral", args=[world.marlowe.slug, world.pupils[0].pk, made])]
    pages.append(new_url(world))
    clients = [confirmed(person) for person in (world.rahman, world.adeyemi)]
    for client in clients:
        assert [client.get(page).status_code for page in pages] == [404, 404]
    assert [signed_in(world.reid).get(page).status_code for page in pages] == [302, 302]
    other = reverse("safeguarding_referral", args=[world.marlowe.slug, world.pupils[1].pk, made])
    assert confirmed(world.reid).get(other).status_code == 404


def test_the_page_takes_the_same_statements_however_much_followed(world: World) -> None:
    made = given_a_referral(world)
    client = confirmed(world.reid)
    page = reverse("safeguarding_referral", args=[world.marlowe.slug, world.pupils[0].pk, made])
    follow(world, made, "chased", minute=1)
    few = statements(client, page)
    for minute in range(2, 8):
        follow(world, made, "chased", minute=minute)
    assert statements(client, page) == few


def statements(client: Client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(page).status_code == 200
    return len(seen)
