"""The pages of concerns about adults: sent without a second factor, read behind it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.integration.safeguarding.test_staff_concerns import about, given, given_a_chair
from tests.seats import confirmed
from tests.sign_in import signed_in
from tests.world import World

pytestmark = pytest.mark.django_db


def url(world: World, name: str, *more: object) -> str:
    return reverse(name, args=[world.marlowe.slug, *more])


def typed(world: World, **more: str) -> dict[str, str]:
    return {
        "key": str(uuid4()),
        "about": str(world.bell.pk),
        "kind": "allegation",
        "happened_on": "08/03/2027",
        "happened_time": "10:15",
        "facts": "Shouted, and held a child by the arm.",
    } | more


def test_a_teacher_sends_one_and_the_head_deals_with_it(world: World) -> None:
    teacher, head = signed_in(world.lane), confirmed(world.adeyemi)
    page = url(world, "staff_concern_new")
    assert world.bell.full_name in teacher.get(page).content.decode()
    assert "Sent, ref 1." in teacher.post(page, typed(world), follow=True).content.decode()
    listed = head.get(url(world, "staff_concerns")).content.decode()
    assert "Tell the LADO by" in listed
    assert head.get(url(world, "staff_concerns"), {"kind": "'"}).status_code == 200
    low = head.get(url(world, "staff_concerns"), {"kind": "low_level"}).content.decode()
    assert "No low-level concern that you may read." in low


def test_the_head_adds_a_step_and_a_refusal_keeps_what_was_typed(world: World) -> None:
    raised, head = given(world, about(world.bell)), confirmed(world.adeyemi)
    page = url(world, "staff_concern", raised.concern_id)
    refused = head.post(page, {"kind": "closed", "words": "Kept words"})
    assert refused.status_code == 422
    assert "Kept words" in refused.content.decode()
    told = {"kind": "lado", "words": "Rang.", "told_whom": "Mr Oyelaran", "told_on": "2027-03-09"}
    assert head.post(page, told).status_code == 422
    assert head.post(page, told | {"told_time": "08:30"}).status_code == 302
    shown = head.get(page).content.decode()
    assert "Told Mr Oyelaran, 9 March 2027, 08:30" in shown
    assert f"<title>{world.bell.full_name}" not in shown


def test_what_cannot_be_is_refused_and_kept_on_the_form(world: World) -> None:
    teacher, page = signed_in(world.lane), url(world, "staff_concern_new")
    for wrong in ({"about": ""}, {"facts": ""}, {"kind": "x"}, {"happened_time": "23:00"}, {"key": "1"}):
        wrong_day = {"happened_on": "09/03/2027"} if "happened_time" in wrong else {}
        assert teacher.post(page, typed(world, **wrong, **wrong_day)).status_code == 422
    assert teacher.post(page, typed(world, about_name="And another")).status_code == 422


def test_one_about_the_head_says_whom_to_ring_where_nobody_reads_it(world: World) -> None:
    teacher, page = signed_in(world.lane), url(world, "staff_concern_new")
    sent = teacher.post(page, typed(world, about=str(world.adeyemi.pk)), follow=True).content.decode()
    assert "Nobody is named here yet to read it: ring the LADO" in sent


def test_others_meet_a_wrong_link(world: World) -> None:
    raised = given(world, about(world.adeyemi))
    pages = [url(world, "staff_concerns"), url(world, "staff_readers")]
    pages.append(url(world, "staff_concern", raised.concern_id))
    assert [confirmed(world.reid).get(page).status_code for page in pages] == [404, 404, 404]
    assert [signed_in(world.adeyemi).get(page).status_code for page in pages] == [302, 302, 302]
    assert [confirmed(world.adeyemi).get(page).status_code for page in pages] == [200, 200, 404]


def test_the_head_names_the_chair_and_keeps_one(world: World) -> None:
    head, page = confirmed(world.adeyemi), url(world, "staff_readers")
    assert "Nobody reads what is about the head." in head.get(page).content.decode()
    chair = given_a_chair(world)
    assert chair.full_name in head.get(page).content.decode()
    ended = head.post(url(world, "staff_reader_end"), {"person": chair.pk}, follow=True)
    assert "Name another governor first" in ended.content.decode()
    assert head.post(url(world, "staff_reader_end"), {"person": "x"}).status_code == 404
    assert head.post(page, {"person": world.bell.pk}).status_code == 422
    assert head.post(page, {"person": world.reid.pk}).status_code == 302
    assert "Name them" not in confirmed(chair).get(page).content.decode()


def test_the_list_takes_the_same_statements_however_many_there_are(world: World) -> None:
    head, page = confirmed(world.adeyemi), url(world, "staff_concerns")
    given(world, about(world.bell))
    few = statements(head, page)
    for _ in range(4):
        given(world, about(world.okafor))
    assert statements(head, page) == few


def statements(client: Client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(page).status_code == 200
    return len(seen)
