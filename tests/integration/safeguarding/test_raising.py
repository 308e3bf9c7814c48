"""Any member of staff raises a concern at once, and reads their own words and no more."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from safeguarding.door import Purpose, opened_file, opened_own
from safeguarding.models import ConcernClock, ConcernDraft, ConcernReply, ConcernWords
from safeguarding.tickets import Level
from schools.models import Message
from tests.seats import given_a_concern, seat
from tests.sign_in import signed_in
from tests.world import NOW, World

pytestmark = pytest.mark.django_db

NEW, DRAFT, MINE = (f"/marlowe-park/safeguarding/concerns/{name}/" for name in ("new", "draft", "mine"))


def typed(world: World, **changes: object) -> dict[str, object]:
    return {
        "key": str(uuid4()),
        "pupils": [world.pupils[0].pk],
        "happened_on": "2027-03-09",
        "happened_time": "08:30",
        "childs_words": "It’s alright, I have loads here.",
        "facts": "Asked for a second lunch.",
    } | changes


def words_in_the_file(world: World) -> list[str]:
    with opened_file(
        seat(world.reid), school_id=world.marlowe.pk, pupil_id=world.pupils[0].pk, purpose=Purpose.REVIEW
    ):
        return list(ConcernWords.objects.values_list("facts", flat=True))


def test_an_assistant_sends_a_concern_without_a_second_factor_of_the_area(world: World) -> None:
    browser = signed_in(world.bell)
    page = browser.post(NEW, typed(world), follow=True)
    assert "Sent, ref 1" in page.content.decode()
    assert words_in_the_file(world) == ["Asked for a second lunch."]


def test_the_leads_are_told_to_sign_in_and_nothing_else(world: World) -> None:
    signed_in(world.bell).post(NEW, typed(world))
    [message] = Message.objects.filter(staff=world.reid)
    assert message.pupil_id is None
    assert ConcernClock.objects.get().state == "new"


def test_a_form_sent_twice_is_one_concern(world: World) -> None:
    browser, form = signed_in(world.bell), typed(world)
    browser.post(NEW, form)
    browser.post(NEW, form)
    assert ConcernClock.objects.count() == 1
    assert Message.objects.filter(staff=world.reid).count() == 1


def test_a_child_is_found_by_name_and_what_was_typed_is_kept(world: World) -> None:
    page = signed_in(world.bell).post(NEW, typed(world, pupils=[], act="find", find="khan")).content.decode()
    assert "Khan, Amir" in page
    assert "Asked for a second lunch." in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"pupils": []}, "Find and tick the child"),
        ({"facts": ""}, "Write what you saw or heard"),
        ({"happened_on": "2027-03-10"}, "Give a time that has passed"),
        ({"mark_1_words": "A bruise"}, "Say where this mark is"),
        ({"facts": "a\x00b"}, "Remove the characters"),
        ({"key": "x"}, "Open the page again"),
    ],
)
def test_what_cannot_be_sent_says_why_and_keeps_the_rest(
    world: World, changes: dict[str, object], words: str
) -> None:
    answer = signed_in(world.bell).post(NEW, typed(world, **changes))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "I have loads here" in page
    assert not ConcernClock.objects.exists()


def test_a_child_of_another_school_cannot_be_named(world: World) -> None:
    foreign = next(pupil for pupil in world.pupils_elsewhere.values() if pupil.school_id != world.marlowe.pk)
    answer = signed_in(world.bell).post(NEW, typed(world, pupils=[foreign.pk]))
    assert answer.status_code == 422
    assert str(foreign) not in answer.content.decode()


def test_a_draft_is_kept_and_comes_back_and_goes_when_it_is_sent(world: World) -> None:
    browser = signed_in(world.bell)
    form = typed(world)
    kept = browser.post(DRAFT, form)
    assert kept.json() == {"words": "Draft kept 08:49"}
    assert "Asked for a second lunch." in browser.get(NEW).content.decode()
    assert "Asked for a second lunch." not in signed_in(world.lane).get(NEW).content.decode()
    browser.post(NEW, form)
    with opened_own(seat(world.bell, Level.KNOWN), school_id=world.marlowe.pk, purpose=Purpose.RAISE):
        assert not ConcernDraft.objects.exists()


def test_a_writer_reads_words_state_and_reply_and_no_other_writer_does(world: World) -> None:
    concern = given_a_concern(world.lane, world.pupils[0])
    with opened_file(
        seat(world.reid), school_id=world.marlowe.pk, pupil_id=world.pupils[0].pk, purpose=Purpose.TRIAGE
    ):
        reply = ConcernReply(concern=concern, words="Thank you. I spoke to her.", by=world.reid, at=NOW)
        reply.save(force_insert=True)
    page = signed_in(world.lane).get(f"{MINE}{concern.pk}/").content.decode()
    assert "Asked for a second lunch." in page
    assert "Thank you. I spoke to her." in page
    assert "Ref 1" in signed_in(world.lane).get(MINE).content.decode()
    assert signed_in(world.okafor).get(f"{MINE}{concern.pk}/").status_code == 404


def test_a_governor_and_another_school_meet_a_wrong_link(world: World) -> None:
    assert signed_in(world.shah).get(NEW).status_code == 404
    assert Client().get(NEW).status_code == 302


def test_the_list_of_ones_own_costs_the_same_for_one_and_for_many(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = signed_in(world.lane)
    for pupil in world.pupils[:12]:
        given_a_concern(world.lane, pupil)
    with django_assert_max_num_queries(24):
        browser.get(MINE)
