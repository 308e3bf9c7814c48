"""The page behind a link tells little and is answered once; the school's page settles many by one press."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from attendance.codes import ILLNESS, NO_REASON
from attendance.models import FamilyReply
from schools.models import Contact, DatedValue, Message
from schools.reply_links import reply_token
from tests.integration.attendance.family_steps import CLOSED, letters, nobody_came
from tests.integration.attendance.pages import statements, words_of
from tests.integration.attendance.reply_steps import answered, said, sent, texted
from tests.integration.attendance.steps import officer_amends
from tests.sign_in import signed_in
from tests.world import TODAY, World, add_pupils

REPLIES = "/marlowe-park/contact/replies/"


@pytest.fixture(autouse=True)
def closed(clock: object) -> None:
    """It is 09:20, and the morning's register is closed."""
    clock.move_to(CLOSED)  # type: ignore[attr-defined]
    cache.clear()


def link_of(message: Message) -> str:
    return f"/r/{reply_token(message.pk, message.reference)}/"


def decided(client: Client, *picks: str, **sent: str) -> list[str]:
    """What the page says after the press."""
    form = {"pick": list(picks), "step": "accept", "save_key": str(uuid4())} | sent
    answer = client.post(f"{REPLIES}decide/", form, follow=True)
    return [str(message) for message in answer.context["messages"]]


def test_looking_at_a_link_changes_nothing_and_tells_the_first_name_alone(world: World) -> None:
    amir = world.pupils[0]
    url = link_of(texted(amir))
    for _ in range(2):
        page = Client().get(url)
        words = words_of(page)
        assert "Why is Amir not in school? Marlowe Park Academy asks why Amir" in words
        assert "on Tuesday 9 March in the morning" in words
        assert amir.known_surname not in words
    assert "no-store" in page["Cache-Control"]
    assert (page["X-Robots-Tag"], page["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer")
    assert not FamilyReply.objects.exists()


def test_an_answer_is_taken_once_and_what_was_typed_is_kept_when_it_lacks_something(world: World) -> None:
    url, family = link_of(texted(world.pupils[0])), Client()
    refused = family.post(url, {"reason": "away", "until_on": "1/1/2020"})
    assert refused.status_code == 422
    assert "Say where, and why" in words_of(refused)
    assert "1/1/2020" in refused.content.decode()
    done = family.post(url, {"reason": "ill", "words": "Has a cold", "until_on": "10/3/2027"}, follow=True)
    assert "Thank you. The school has your answer" in words_of(done)
    assert "cold" not in words_of(done)
    second = family.post(url, {"reason": "other", "words": "She ran away"})
    assert (second.status_code, "She ran away" in second.content.decode()) == (422, True)
    assert "This was not taken" in words_of(second)
    reply = FamilyReply.objects.get()
    assert (reply.reason, reply.words, str(reply.until_on)) == ("ill", "Has a cold", "2027-03-10")


def test_who_thought_that_the_child_was_in_school_is_asked_to_ring_now(world: World) -> None:
    url = link_of(texted(world.pupils[0]))
    done = Client().post(url, {"reason": "thought_in"}, follow=True)
    assert "Please ring the school now" in words_of(done)
    assert "the school office" in words_of(done)


def test_who_answered_before_that_the_child_is_ill_is_heard_when_they_thought_it_in_school(
    world: World,
) -> None:
    url = link_of(texted(world.pupils[0]))
    for reason in ("ill", "thought_in", "thought_in"):
        done = Client().post(url, {"reason": reason}, follow=True)
    assert "Please ring the school now" in words_of(done)
    assert [reply.reason for reply in FamilyReply.objects.order_by("pk")] == ["ill", "thought_in"]


def test_an_old_link_a_wrong_one_and_too_many_tries(world: World, clock: object) -> None:
    url, family = link_of(texted(world.pupils[0])), Client()
    wrong = f"{url[:-2]}{'A' if url[-2] != 'A' else 'B'}/"
    assert family.get(wrong).status_code == 410
    for _ in range(30):
        last = family.get("/r/no-such-link/")
    assert (last.status_code, "Today" in words_of(last)) == (429, False)
    assert family.get(url).status_code == 200
    for _ in range(11):
        last = family.post(url, {"words": "He has a cold"})
    assert (last.status_code, "Wait a minute" in words_of(last)) == (429, True)
    assert "He has a cold" in last.content.decode()
    clock.move_to(CLOSED + timedelta(days=8))  # type: ignore[attr-defined]
    late = family.get(url)
    assert (late.status_code, "This link does not work any more" in words_of(late)) == (410, True)


def test_an_alarm_is_never_turned_away_and_other_answers_only_while_they_cannot_be_taken(
    world: World,
) -> None:
    amir, zoe = world.pupils[:2]
    for child, sound in (
        (amir, {"reason": "thought_in", "until_on": "soon", "words": "\0He left at 8" + "x" * 600}),
        (zoe, {"reason": "ill"}),
    ):
        url, family = link_of(texted(child)), Client()
        for _ in range(12):
            family.post(url, {"reason": "away"})
        assert family.post(url, sound).status_code == 302
    alarm = FamilyReply.objects.get(reason="thought_in")
    assert (alarm.words[:12], alarm.until_on) == ("He left at 8", None)


def test_a_family_whose_telephone_keeps_no_cookies_answers(world: World) -> None:
    family = Client(enforce_csrf_checks=True)
    url = link_of(texted(world.pupils[0]))
    assert not family.get(url).cookies
    assert family.post(url, {"reason": "ill"}).status_code == 302


@pytest.mark.parametrize("moved", ["a week went by", "the mother may not be contacted"])
def test_an_old_link_and_one_of_somebody_out_of_contact_name_no_child(
    world: World, clock: object, moved: str
) -> None:
    message, family = texted(world.pupils[0]), Client()
    url = link_of(message)
    family.post(url, {"reason": "thought_in"})
    if moved == "a week went by":
        clock.move_to(CLOSED + timedelta(days=8))  # type: ignore[attr-defined]
    else:
        Contact.objects.filter(pupil=world.pupils[0]).update(must_not_contact=True)
    for page in (family.get(url), family.post(url, {"reason": "ill"})):
        assert (page.status_code, "Amir" in words_of(page), "March" in words_of(page)) == (410, False, False)


def test_the_school_is_rung_by_a_press_where_its_words_hold_a_number(world: World) -> None:
    DatedValue.objects.create(
        school=world.marlowe,
        key="messages.school_number",
        value="the absence line on 020 7946 0123",
        valid_from=TODAY,
        source="Office",
    )
    url, family = link_of(texted(world.pupils[0])), Client()
    assert 'href="tel:02079460123"' in family.get(url).content.decode()
    done = family.post(url, {"reason": "thought_in"}, follow=True)
    assert 'href="tel:02079460123">Ring the absence line on 020 7946 0123</a>' in done.content.decode()
    assert "ring 999" in words_of(done)


def test_what_is_wrong_leads_to_its_field_and_words_that_nobody_sees_are_none(world: World) -> None:
    url = link_of(texted(world.pupils[0]))
    page = Client().post(url, {"until_on": "soon"}).content.decode()
    assert 'href="#id_reason_0"' in page
    assert 'id="id_reason_0"' in page
    assert "js/flash.js" in page
    assert "Give a date, such as 9/3/2027" in page
    assert "Say what has happened" in words_of(Client().post(url, {"reason": "other", "words": "\u200b"}))


def test_the_officer_accepts_all_that_propose_a_code_by_one_press(world: World) -> None:
    amir, zoe, jack = world.pupils[:3]
    nobody_came(world, amir, zoe, jack)
    replies = [answered(amir), said(zoe), said(jack, "away", words="At a funeral")]
    client = signed_in(world.okafor)
    words = words_of(client.get(REPLIES))
    assert "3 answers wait to be read." in words
    assert "Accept the 2 with a code" in words
    assert "At a funeral" in words
    assert decided(client, *sent(*replies[:2])) == ["2 answers accepted, and the code is set."]
    assert letters(amir)[1] == letters(zoe)[1] == (ILLNESS, 2)
    assert letters(jack)[1] == (NO_REASON, 1)
    assert decided(client, *sent(replies[2]), step="refuse", why="No leave was asked for") == [
        "1 answer not accepted. The marks stay as they are."
    ]
    words = words_of(client.get(REPLIES))
    assert "No answer is waiting." in words
    assert "At a funeral Not accepted No leave was asked for Ms Okafor, 09:20" in words
    assert "Ill Has a cold Accepted, I set Ms Okafor, 09:20" in words


def test_a_form_sent_twice_does_one_thing_and_what_changed_is_named(world: World) -> None:
    amir, zoe = world.pupils[:2]
    nobody_came(world, amir, zoe)
    replies = [answered(amir), said(zoe)]
    picks, key, client = sent(*replies), str(uuid4()), signed_in(world.okafor)
    officer_amends(world, zoe, "M", at=CLOSED)
    left = f"{zoe.known_name}: no N stands there now, so no code was set. Look at the register."
    expected = [f"1 answer accepted, and the code is set. {left}"]
    assert decided(client, *picks, save_key=key) == expected
    assert decided(client, *picks, save_key=key) == expected
    assert "M now" in words_of(client.get(REPLIES))


def test_a_refusal_without_why_keeps_what_was_ticked(world: World) -> None:
    nobody_came(world, world.pupils[0])
    picks = sent(answered(world.pupils[0]))
    answer = signed_in(world.okafor).post(f"{REPLIES}decide/", {"pick": picks, "step": "refuse"})
    assert (answer.status_code, "Say why this is not accepted" in words_of(answer)) == (422, True)
    assert f'value="{picks[0]}" aria-label="Amir Khan, 09:20 by the link" checked' in answer.content.decode()
    for press in ({"pick": "x", "step": "accept"}, {"pick": picks}):
        assert signed_in(world.okafor).post(f"{REPLIES}decide/", press).status_code == 422
    assert letters(world.pupils[0])[1] == (NO_REASON, 1)


def test_the_one_press_for_all_leaves_out_who_is_rung_first_and_codes_at_odds(world: World) -> None:
    amir, zoe, jack = world.pupils[:3]
    nobody_came(world, amir, zoe, jack)
    said(amir, "thought_in")
    said(amir)
    said(zoe)
    said(zoe, "appointment")
    picks = sent(said(jack))
    page = signed_in(world.okafor).get(REPLIES)
    assert page.context["found"].proposing == picks
    assert words_of(page).count("Ring before you decide") == 1
    assert "Note" not in words_of(page)


def test_others_see_the_answers_of_their_pupils_and_decide_nothing(world: World) -> None:
    amir, seven = world.pupils[0], world.pupils_elsewhere["7A"]
    nobody_came(world, amir)
    picks = sent(answered(amir))
    said(seven)
    said(None, school=world.marlowe, words="Who is this?")
    words = words_of(signed_in(world.bell).get(REPLIES))
    assert "Nobody known by this number" in words
    assert "The attendance officer sets it." in words
    of_year_8 = words_of(signed_in(world.rahman).get(REPLIES))
    assert "Amir Khan" in of_year_8
    assert seven.known_name not in of_year_8
    assert "Nobody known by this number" not in of_year_8
    assert signed_in(world.bell).post(f"{REPLIES}decide/", {"pick": picks}).status_code == 403
    assert signed_in(world.lane).get(REPLIES).status_code == 403
    assert signed_in(world.shah).get(REPLIES).status_code == 404


def test_the_page_costs_the_same_for_many_and_filters_by_reason(world: World) -> None:
    client = signed_in(world.okafor)
    said(world.pupils[0], "ill", school=world.marlowe)
    client.get(REPLIES)
    with statements() as few:
        client.get(REPLIES)
    for child in add_pupils(world.class_8hw, 8):
        said(child, "on_the_way")
    with statements() as many:
        client.get(REPLIES)
    assert len(few) == len(many)
    shown = words_of(client.get(f"{REPLIES}?reason=ill"))
    assert "Amir Khan" in shown
    assert "Ada Ingram" not in shown
