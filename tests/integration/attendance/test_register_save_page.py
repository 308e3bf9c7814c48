"""register_save and register_submit: what the page's script sends, and the answers it can show."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from attendance.models import Mark, Register
from schools.calendar import Session
from tests.integration.attendance.pages import address, as_sent, send, send_body
from tests.integration.attendance.steps import (
    AFTER_CLOSE,
    mark,
    officer_saves,
    standing,
    teacher_saves,
    teacher_submits,
)
from tests.sign_in import signed_in
from tests.world import INSET_DAY, NOW, SUNDAY, TOMORROW, TOO_OLD, YESTERDAY, World


def test_marks_are_saved_with_the_time_on_the_clock(world: World) -> None:
    amir, zoe, _ = world.pupils

    response = send(
        signed_in(world.lane), address(world, "register_save"), as_sent(amir, "/"), as_sent(zoe, "L")
    )

    answer = response.json()
    assert response.status_code == 200
    assert answer["saved_at"] == "08:49:00"
    assert sorted((row["pupil"], row["code"], row["version"], row["minutes"]) for row in answer["marks"]) == [
        (amir.pk, "/", 1, None),
        (zoe.pk, "L", 1, 4),
    ]
    assert (answer["conflicts"], answer["problems"]) == ([], [])


def test_a_conflict_has_the_words_and_all_that_the_row_needs(
    world: World, clock: time_machine.Traveller
) -> None:
    amir = world.pupils[0]
    officer_saves(world, mark(amir, "L", minutes=8), at=NOW + timedelta(minutes=4))
    clock.move_to(NOW + timedelta(minutes=6))

    response = send(signed_in(world.lane), address(world, "register_save"), as_sent(amir, "N"))

    assert response.json()["conflicts"] == [
        {
            "pupil": amir.pk,
            "yours": "N",
            "theirs": "L",
            "theirs_css": "late",
            "theirs_minutes": 8,
            "their_version": 1,
            "words": "Ms Okafor marked Amir Khan L at 08:53. You chose N.",
            "by": "Ms Okafor",
            "at": "08:53",
            "office": True,
        }
    ]


def test_a_wrong_code_is_told_beside_its_row_and_the_others_are_kept(world: World) -> None:
    amir, zoe, jack = world.pupils

    answer = send(
        signed_in(world.lane),
        address(world, "register_save"),
        as_sent(amir, "Y"),
        as_sent(zoe, "/"),
        as_sent(jack, "l"),
    ).json()

    assert answer["problems"] == [{"pupil": amir.pk, "message": "Amir Khan: choose a code from the list"}]
    assert {row["pupil"]: row["code"] for row in answer["marks"]} == {zoe.pk: "/", jack.pk: "L"}


def test_a_cleared_mark_comes_back_blank(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))

    answer = send(signed_in(world.lane), address(world, "register_save"), as_sent(amir, "", base=1)).json()

    assert [(row["code"], row["version"]) for row in answer["marks"]] == [("", 0)]
    assert standing(amir) is None


@pytest.mark.parametrize(
    ("on", "status", "sentence"),
    [
        (INSET_DAY, 409, "School is closed on Monday 22 February 2027: Staff training"),
        (SUNDAY, 409, "School is closed on Sunday 7 March 2027"),
        (TOMORROW, 403, "This register is for a day to come. Marks are made on the day."),
        (TOO_OLD, 403, "This register is more than 31 days old. Ask the attendance officer to change it."),
    ],
    ids=["INSET", "Sunday", "tomorrow", "too old"],
)
@pytest.mark.parametrize("part", ["register_save", "register_submit"])
def test_the_calendar_refuses_with_its_reason(
    world: World, part: str, on: date, status: int, sentence: str
) -> None:
    response = send(signed_in(world.lane), address(world, part, on=on), as_sent(world.pupils[0], "/"))

    assert (response.status_code, response.json()["message"]) == (status, sentence)
    assert not Mark.objects.exists()
    assert not Register.objects.exists()


def test_the_officer_marks_a_blank_of_long_ago(world: World) -> None:
    response = send(
        signed_in(world.okafor), address(world, "register_save", on=TOO_OLD), as_sent(world.pupils[0], "/")
    )

    assert [row["version"] for row in response.json()["marks"]] == [1]


def test_yesterday_stays_open_to_its_teacher(world: World) -> None:
    response = send(
        signed_in(world.lane), address(world, "register_save", on=YESTERDAY), as_sent(world.pupils[0], "/")
    )

    assert [row["version"] for row in response.json()["marks"]] == [1]


def test_who_may_read_but_not_mark_is_refused_by_script_and_by_form(world: World) -> None:
    client, path = signed_in(world.bell), address(world, "register_save")

    by_script, by_form = (
        send(client, path, as_sent(world.pupils[0], "/")),
        client.post(path, {"action": "fill"}),
    )

    assert (by_script.status_code, by_form.status_code) == (403, 403)
    assert "You do not have access" in by_script.json()["message"]
    assert "You do not have access" in by_form.content.decode()
    assert not Mark.objects.exists()


def test_the_year_lead_marks_a_class_of_the_year_and_no_other(world: World) -> None:
    client = signed_in(world.rahman)

    own = send(client, address(world, "register_save"), as_sent(world.pupils[0], "/"))
    other = send(client, address(world, "register_save", group=world.class_7a))

    assert (own.status_code, other.status_code) == (200, 404)


def test_a_session_that_ended_is_told_with_the_way_back_in(world: World) -> None:
    response = send(Client(), address(world, "register_save"), as_sent(world.pupils[0], "/"))

    assert response.status_code == 401
    assert response.json()["sign_in"].startswith("/account/login/?next=")


def test_a_session_older_than_its_time_is_told_the_same(world: World, clock: time_machine.Traveller) -> None:
    client = signed_in(world.lane)
    clock.move_to(NOW + timedelta(minutes=31))

    assert send(client, address(world, "register_save"), as_sent(world.pupils[0], "/")).status_code == 401
    assert not Mark.objects.exists()


def test_submitting_names_the_first_blank_of_the_page(world: World) -> None:
    teacher_saves(world, mark(world.pupils[2], "/"))

    response = send_body(signed_in(world.lane), address(world, "register_submit"), '{"key": "k"}')

    assert response.status_code == 409
    assert response.json() == {
        "message": "2 pupils have no mark. Mark every pupil, then submit",
        "first_blank": world.pupils[0].pk,
    }


def test_submitting_a_full_register_answers_with_the_time(
    world: World, clock: time_machine.Traveller
) -> None:
    teacher_saves(world, *(mark(pupil, "/") for pupil in world.pupils))
    client = signed_in(world.lane)
    clock.move_to(NOW + timedelta(minutes=5))

    first = send_body(client, address(world, "register_submit"), "{}")
    clock.move_to(NOW + timedelta(minutes=7))
    again = send_body(client, address(world, "register_submit"), "{}")

    assert first.json() == {"submitted_at": "08:54", "words": "Register submitted 08:54"}
    assert again.json() == first.json()


def test_a_mark_after_submission_needs_the_amend_page(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, *(mark(pupil, "/") for pupil in world.pupils))
    teacher_submits(world)

    answer = send(signed_in(world.lane), address(world, "register_save"), as_sent(amir, "N", base=1)).json()

    assert answer["problems"] == [
        {"pupil": amir.pk, "message": "Amir Khan: the register is closed. Load the page again to change /"}
    ]


def test_after_the_close_the_officer_too_needs_a_reason(world: World, clock: time_machine.Traveller) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))
    clock.move_to(AFTER_CLOSE)

    answer = send(signed_in(world.okafor), address(world, "register_save"), as_sent(amir, "I", base=1)).json()

    assert [problem["pupil"] for problem in answer["problems"]] == [amir.pk]
    assert answer["marks"] == []


def test_a_look_for_news_answers_with_marks_that_others_set_since(
    world: World, clock: time_machine.Traveller
) -> None:
    client = signed_in(world.lane)
    page = client.get(address(world)).content.decode()
    since = page.split('data-version="')[1].split('"')[0]
    path = address(world, "register_save")
    assert client.get(path, {"since": since}).status_code == 304

    clock.move_to(NOW + timedelta(seconds=30))
    officer_saves(world, mark(world.pupils[0], "I"), at=NOW + timedelta(seconds=30))
    response = client.get(path, {"since": since})

    (news,) = response.json()["marks"]
    assert (news["pupil"], news["code"], news["css"], news["version"]) == (world.pupils[0].pk, "I", "auth", 1)
    assert (news["by"], news["at"]) == ("Ms Okafor", "08:49")
    assert client.get(path, {"since": str(response.json()["version"])}).status_code == 304


def test_a_save_just_after_the_page_was_read_is_news(world: World, clock: time_machine.Traveller) -> None:
    clock.move_to(NOW + timedelta(microseconds=123_457))
    client = signed_in(world.lane)
    since = client.get(address(world)).content.decode().split('data-version="')[1].split('"')[0]
    at = NOW + timedelta(microseconds=123_458)
    officer_saves(world, mark(world.pupils[0], "I"), at=at)

    assert client.get(address(world, "register_save"), {"since": since}).status_code == 200


@pytest.mark.parametrize("since", ["", "abc", "-1", "1e9", "²", "9" * 18, "'; DROP TABLE x --"])
def test_a_look_since_nothing_sensible_is_told_so(world: World, since: str) -> None:
    response = signed_in(world.lane).get(address(world, "register_save"), {"since": since})

    assert response.status_code == 400
    assert "Reload the page" in response.json()["message"]


def test_the_afternoon_is_another_register(world: World, clock: time_machine.Traveller) -> None:
    clock.move_to(NOW.replace(hour=13, minute=5))
    path = address(world, "register_save", half=Session.PM)

    answer = send(signed_in(world.okafor), path, as_sent(world.pupils[0], "\\")).json()

    assert [row["code"] for row in answer["marks"]] == ["\\"]
    assert standing(world.pupils[0]) is None


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
@pytest.mark.parametrize("part", ["register", "register_save", "register_submit", "register_print"])
def test_other_methods_are_not_allowed(world: World, part: str, method: str) -> None:
    assert getattr(signed_in(world.lane), method)(address(world, part)).status_code == 405


def test_a_submission_by_link_is_not_allowed(world: World) -> None:
    assert signed_in(world.lane).get(address(world, "register_submit")).status_code == 405
