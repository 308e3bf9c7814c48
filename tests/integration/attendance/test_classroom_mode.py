"""Classroom mode: what a class may not see stands in no page and in no answer."""

import json
import re

import pytest
from django.test import Client

from accounts.roles import Role
from attendance.codes import CODES
from attendance.models import CodePermit, Mark
from attendance.queries.lessons.board import lesson_url
from attendance.services.alerts import raise_here_alerts
from schools.calendar import Session
from schools.models import SupportKind
from tests.answers import Answer
from tests.factories import MarkFactory, SupportFactFactory
from tests.integration.attendance.desk_steps import desk_signs_out, geography
from tests.integration.attendance.pages import address, as_sent, rows_of, send, words_of
from tests.integration.attendance.steps import mark, officer_saves
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, YESTERDAY, World, add_pupils

SWITCH = "/marlowe-park/classroom/"
TODAY_PAGE = "/marlowe-park/"
BOARD = "/marlowe-park/registers/"
NOTE = "zqcanarynote"
PLAIN = {"/", "\\", "L", "N"}
HIDDEN = "This page is hidden in classroom mode"
REASONS = {code.letter for code in CODES} - PLAIN


@pytest.fixture
def lane(world: World) -> Client:
    """Ms Lane's browser with a projector; of her class Amir is ill, Zoë has a plan, Jack is unmarked."""
    amir, zoe, _ = world.pupils
    SupportFactFactory.create(pupil=zoe, kind=SupportKind.EHCP.value, note=NOTE)
    for half in Session:
        officer_saves(world, mark(amir, "I"), mark(zoe, "N"), frame=world.frame(YESTERDAY, half))
    officer_saves(world, mark(amir, "I"))
    Mark.objects.filter(pupil=amir, date=TODAY).update(note=NOTE)
    client = signed_in(world.lane)
    assert switch(client, on=True).status_code == 302
    return client


def switch(client: Client, *, on: bool, back: str = BOARD) -> Answer:
    """Press the button of the header."""
    return client.post(SWITCH, {"on": "1" if on else "", "next": back})


def told(response: Answer) -> str:
    """All of an answer but its list of national codes, which tells of no pupil."""
    text = response.content.decode()
    return re.sub(r'<ul class="picker".*?</ul>', "", text, flags=re.DOTALL)


def letters_of(text: str) -> set[str]:
    """Every letter that stands as a mark: on a chip, in a strip, in a row's data and in JSON."""
    chips = re.findall(r'class="mk [^"]*"[^>]*>([^<]*)<', text)
    strips = re.findall(r'<i class="mk-[^"]*"[^>]*>([^<]*)<', text)
    rows = re.findall(r'data-code="([^"]*)"', text)
    answers = re.findall(r'"(?:code|theirs|yours)": "((?:[^"\\]|\\.)*)"', text)
    return {letter for letter in (*chips, *strips, *rows, *answers) if letter}


def assert_nothing_told(text: str) -> None:
    assert NOTE not in text
    assert "EHCP" not in text
    assert not letters_of(text) & REASONS, letters_of(text)
    assert "Illness" not in text


def test_without_it_the_canaries_would_sing(world: World, lane: Client) -> None:
    switch(lane, on=False)
    text = told(lane.get(address(world)))
    assert NOTE in text
    assert "EHCP" in text
    assert "I" in letters_of(text)


def test_the_register_tells_no_reason(world: World, lane: Client) -> None:
    response = lane.get(address(world))
    text = told(response)
    assert_nothing_told(text)
    assert "Last 10 school days" not in text
    assert address(world, "register_history") not in text
    amir = next(row for row in rows_of(response) if row["data-pupil"] == str(world.pupils[0].pk))
    assert (amir["data-code"], amir["data-css"]) == ("Office", "office")
    assert "Classroom mode: flags, notes and reasons are hidden." in words_of(response)


def test_the_officers_register_tells_none_either(world: World, lane: Client) -> None:
    client = signed_in(world.okafor)
    switch(client, on=True)
    assert_nothing_told(told(client.get(address(world))))


def test_board_today_and_search_tell_none(world: World, lane: Client) -> None:
    for path in (BOARD, TODAY_PAGE, "/marlowe-park/search/?q=khan"):
        response = lane.get(path)
        assert response.status_code == 200
        assert_nothing_told(told(response))
    assert words_of(lane.get("/marlowe-park/search/?q=khan")) == "Khan, Amir"
    assert "Back after absence Hidden" not in words_of(lane.get(TODAY_PAGE))
    assert "Hidden in classroom mode." in words_of(lane.get(TODAY_PAGE))


def test_the_look_at_newer_marks_tells_none(world: World, lane: Client) -> None:
    response = lane.get(address(world, "register_save"), {"since": "1"})
    assert_nothing_told(told(response))
    marks = {each["pupil"]: each["code"] for each in json.loads(response.content)["marks"]}
    assert marks[world.pupils[0].pk] == "Office"
    assert "Ms Okafor" not in told(response)


def test_nobody_is_told_how_late_a_pupil_came(world: World, lane: Client) -> None:
    officer_saves(world, mark(world.pupils[1], "L", minutes=12))

    assert "12 min late" not in told(lane.get(address(world)))
    newer = json.loads(lane.get(address(world, "register_save"), {"since": "1"}).content)
    assert {each["minutes"] for each in newer["marks"]} == {None}


def test_a_save_tells_none(world: World, lane: Client) -> None:
    amir, zoe, jack = world.pupils
    officer_saves(world, mark(jack, "V"))
    path = address(world, "register_save")
    response = send(lane, path, as_sent(amir, "N", base=1), as_sent(jack, "/"), as_sent(zoe, "N"))
    assert_nothing_told(told(response))
    answer = json.loads(response.content)
    assert [(each["theirs"], each["words"]) for each in answer["conflicts"]] == [
        ("Office", "The office changed this mark.")
    ]
    assert [each["message"] for each in answer["problems"]] == [
        "This mark was not saved. Turn classroom mode off to see why."
    ]
    assert [each["code"] for each in answer["marks"]] == ["N"]


def test_the_plain_form_tells_none(world: World, lane: Client) -> None:
    amir, _, jack = world.pupils
    officer_saves(world, mark(jack, "V"))
    form = {
        f"mark-{amir.pk}": "N",
        f"base-{amir.pk}": "1",
        f"mark-{jack.pk}": "/",
        f"base-{jack.pk}": "0",
        "action": "save",
    }
    response = lane.post(address(world, "register_save"), form)
    words = told(lane.get(response.headers["Location"]))
    assert_nothing_told(words)
    assert "marked Jack Abbott" not in words
    assert "the office set I" not in words


def test_alerts_with_names_are_silent(world: World, lane: Client) -> None:
    client = signed_in(world.okafor)
    (pupil,) = add_pupils(world.class_8hw, 1)
    MarkFactory.create(pupil=pupil, date=TODAY)
    raise_here_alerts(
        group=world.class_8hw,
        on=TODAY,
        session=Session.AM,
        pupils={pupil.pk: 104},
        by=world.lane,
        at=NOW,
    )
    assert len(client.get("/marlowe-park/alerts/").json()["alerts"]) == 1
    switch(client, on=True)
    assert client.get("/marlowe-park/alerts/").json()["alerts"] == []


def test_a_lesson_tells_none_and_can_be_marked(world: World) -> None:
    amir, zoe, jack = world.pupils
    officer_saves(world, mark(amir, "I"))
    client = signed_in(world.okafor)
    lesson = geography(world)
    desk_signs_out(world, zoe)
    CodePermit.objects.create(
        school=world.marlowe,
        pupil=jack,
        code=30,
        note=NOTE,
        starts_on=TODAY,
        ends_on=TODAY,
        granted_by=world.okafor,
        granted_at=NOW,
    )
    page = lesson_url("marlowe-park", TODAY, lesson.pk)
    canaries = ("Absent this morning (I)", "Signed out 08:49", NOTE)
    assert all(words in told(client.get(page)) for words in canaries)
    switch(client, on=True)
    response = client.get(page)
    assert response.status_code == 200
    assert not any(words in told(response) for words in canaries)
    assert_nothing_told(told(response))
    assert words_of(response).count("Not expected here") == 2 * len(world.pupils)
    assert client.get("/marlowe-park/lessons/").status_code == 200
    marks = {"marks": [{"pupil": amir.pk, "code": "/", "base_version": 0}]}
    saved = client.post(f"{page}save/", marks, content_type="application/json")
    assert [row["pupil_id"] for row in saved.json()["saved"]] == [amir.pk]
    sent = client.post(f"{page}submit/", {f"mark-{zoe.pk}": "N"}, follow=True)
    assert "Lesson taken." in words_of(sent)


def test_every_other_page_is_shut_until_it_is_turned_off(world: World, lane: Client) -> None:
    pupil = f"/marlowe-park/pupils/{world.pupils[0].pk}/"
    shut = [
        pupil,
        "/marlowe-park/pupils/",
        address(world, "register_print"),
        address(world, "register_history"),
    ]
    for path in shut:
        response = lane.get(path)
        assert (response.status_code, HIDDEN in words_of(response)) == (403, True)
        assert_nothing_told(told(response))
    assert f'value="{pupil}"' in told(lane.get(pupil))
    assert switch(lane, on=False, back=pupil).headers["Location"] == pupil
    assert lane.get(pupil).status_code == 200


def test_the_officers_today_is_shut(world: World, lane: Client) -> None:
    client = signed_in(world.okafor)
    switch(client, on=True)
    assert HIDDEN in words_of(client.get(TODAY_PAGE))


def test_it_is_of_one_session_and_off_at_first(world: World, lane: Client) -> None:
    assert "Classroom mode:" not in words_of(signed_in(world.lane).get(BOARD))
    assert "Classroom mode:" in words_of(lane.get(BOARD))
    switch(lane, on=False)
    switch(lane, on=False)
    assert "Classroom mode:" not in words_of(lane.get(BOARD))


def test_it_leads_back_to_our_own_pages_alone(world: World, lane: Client) -> None:
    for elsewhere in ("https://example.org/", "//example.org", "javascript:alert(1)", ""):
        assert switch(lane, on=True, back=elsewhere).headers["Location"] == TODAY_PAGE


def test_only_people_who_mark_registers_have_the_button(world: World) -> None:
    for role in Role:
        client = signed_in(world.staff[role])
        marks = role in (Role.TEACHER, Role.OFFICER, Role.PASTORAL, Role.HEAD)
        assert ("data-classroom" in client.get(TODAY_PAGE).content.decode()) is marks
        assert switch(client, on=True).status_code == (302 if marks else 403)


def test_a_mark_can_be_made_while_it_is_on(world: World, lane: Client) -> None:
    jack = world.pupils[2]
    send(lane, address(world, "register_save"), as_sent(jack, "/"))
    assert Mark.objects.get(pupil=jack, date=TODAY).code == 10
