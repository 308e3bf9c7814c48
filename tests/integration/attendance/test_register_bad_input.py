"""What a browser, a script or a stranger may send to a register (security.md 7): told in words."""

import json

import pytest
from django.test import Client

from attendance.models import Mark
from tests.answers import Answer
from tests.integration.attendance.pages import address, as_sent, send, send_body, words_of
from tests.integration.attendance.steps import amendments, mark, teacher_saves, teacher_submits
from tests.sign_in import signed_in
from tests.world import World

UNREADABLE = "We could not read that. Reload the page and try again"
TOO_LARGE = "That is too large to send"


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[]",
        "null",
        "7",
        '"marks"',
        "{}",
        '{"marks": null}',
        '{"marks": 5}',
        '{"marks": "abc"}',
        '{"marks": {"pupil": 1}}',
        '{"marks": [1]}',
        '{"marks": [null]}',
        '{"marks": [{}]}',
        '{"marks": [{"pupil": null, "code": "/"}]}',
        '{"marks": [{"pupil": "x", "code": "/"}]}',
        '{"marks": [{"pupil": 1e400, "code": "/"}]}',
        '{"marks": [{"pupil": NaN, "code": "/"}]}',
        '{"marks": [{"pupil": 99999999999999999999999, "code": "/"}]}',
        '{"marks": [{"pupil": 1, "code": "/", "base_version": 99999}]}',
        '{"marks": [{"pupil": 1, "code": "/", "minutes": "soon"}]}',
        '{"marks": [{"pupil": 1, "code": "/", "minutes": [1]}]}',
        "[" * 100_000,
        '{"marks":' + "[" * 100_000,
        b"\xff\xfe\x00",
        b'{"marks": "\xe9"}',
        '{"marks": {}}',
        '{"marks": [{"pupil": 1, "base_version": 0}]}',
        '{"marks": [{"pupil": 1, "code": null}]}',
        '{"marks": [{"pupil": 1, "code": {}}]}',
        '{"marks": [{"pupil": 1, "code": 7}]}',
        '{"marks": [{"pupil": 1, "code": ["L"]}]}',
    ],
    ids=lambda body: ascii(body[:40]),
)
def test_a_body_that_makes_no_sense_is_told_so(world: World, body: str | bytes) -> None:
    response = send_body(signed_in(world.lane), address(world, "register_save"), body)

    assert (response.status_code, response.json()) == (400, {"message": UNREADABLE})
    assert not Mark.objects.exists()


@pytest.mark.parametrize(
    "code", ["L\0", "\ud800", "😀", "\u202eL", "<b>", "{{7*7}}", "'; DROP TABLE", "L" * 5000]
)
def test_a_code_of_odd_characters_is_refused_beside_its_row(world: World, code: object) -> None:
    amir = world.pupils[0]
    body = json.dumps({"marks": [{"pupil": amir.pk, "code": code, "base_version": 0}], "key": "\0\ud800😀"})

    response = send_body(signed_in(world.lane), address(world, "register_save"), body)

    assert response.status_code == 200
    assert [row["message"] for row in response.json()["problems"]] == [
        "Amir Khan: choose a code from the list"
    ]


def test_more_marks_than_any_class_has_are_refused_whole(world: World) -> None:
    marks = [as_sent(world.pupils[0], "/")] * 201

    response = send(signed_in(world.lane), address(world, "register_save"), *marks)

    assert (response.status_code, response.json()) == (400, {"message": TOO_LARGE})


def test_the_same_pupil_twice_in_one_save_counts_once(world: World) -> None:
    amir = world.pupils[0]

    answer = send(
        signed_in(world.lane), address(world, "register_save"), as_sent(amir, "N"), as_sent(amir, "/")
    ).json()

    assert [(row["code"], row["version"]) for row in answer["marks"]] == [("/", 1)]


def test_a_body_of_six_megabytes_is_refused(world: World) -> None:
    response = send_body(signed_in(world.lane), address(world, "register_save"), b" " * (6 * 1024 * 1024))

    assert (response.status_code, response.json()) == (413, {"message": TOO_LARGE})


def test_ten_thousand_fields_are_refused_with_a_page(world: World) -> None:
    fields = {f"mark-{number}": "/" for number in range(10_000)}

    response = signed_in(world.lane).post(address(world, "register_save"), fields)

    assert response.status_code == 413
    assert "too large" in words_of(response)


def test_names_of_every_kind_are_shown_as_they_are(world: World) -> None:
    amir = world.pupils[0]
    amir.__class__.objects.filter(pk=amir.pk).update(
        known_surname="<script>alert(1)</script>", known_forename="{{7*7}} O'Brien-Łukasiewicz 😀"
    )
    teacher_saves(world, mark(amir, "N"))

    for part in ("register", "register_print"):
        content = signed_in(world.okafor).get(address(world, part)).content.decode()
        assert "<script>alert(1)" not in content
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in content
        assert "{{7*7}} O&#x27;Brien-Łukasiewicz 😀" in content


@pytest.fixture
def submitted(world: World) -> World:
    """A submitted register in which Amir is N."""
    teacher_saves(world, *(mark(pupil, "N") for pupil in world.pupils))
    teacher_submits(world)
    return world


def amend(world: World, **typed: str) -> Answer:
    """Ms Okafor sends the form that changes Amir's mark."""
    path = address(world) + f"amend/{world.pupils[0].pk}/"
    sent = {"code": "I", "reason": "Other (say what)", "words": "Mother rang", "base_version": "1"} | typed
    return signed_in(world.okafor).post(path, sent)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("O'Brien-Łukasiewicz rang 😀", "O'Brien-Łukasiewicz rang 😀"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        (
            "{{7*7}} '; DROP TABLE x; -- %00 ../../etc/passwd",
            "{{7*7}} '; DROP TABLE x; -- %00 ../../etc/passwd",
        ),
        ("at \u202enoon\u202c", "at noon"),
        ("two\r\nlines\tand a tab", "two lines and a tab"),
    ],
)
def test_words_are_kept_as_typed_without_what_hides_or_turns_them(
    submitted: World, typed: str, kept: str
) -> None:
    response = amend(submitted, words=typed)

    assert response.status_code == 302
    (change,) = amendments(submitted.pupils[0])
    assert change.reason == f"Other (say what): {kept}"
    shown = signed_in(submitted.okafor).get(address(submitted, "register_history"))
    assert kept in words_of(shown)
    assert b"<script>alert(1)" not in shown.content


def test_nul_is_refused_in_our_words(submitted: World) -> None:
    response = amend(submitted, words="he was ill\0")

    assert response.status_code == 422
    assert "Remove the characters we cannot store" in words_of(response)
    assert amendments(submitted.pupils[0]) == []


@pytest.mark.parametrize(
    "typed",
    [
        {"code": "\0"},
        {"code": "I" * 300},
        {"code": "😀"},
        {"minutes": "\0"},
        {"minutes": "-1"},
        {"minutes": "1e9"},
        {"minutes": "9" * 400},
        {"base_version": ""},
        {"base_version": "x"},
        {"base_version": "9" * 400},
        {"reason": "\0"},
        {"reason": "A reason of my own"},
        {"words": "x" * 201},
        {"words": ""},
        {"words": " \u200e\u202e "},
    ],
    ids=lambda typed: ascii(typed)[:40],
)
def test_other_odd_fields_of_an_amendment_are_told_and_change_nothing(
    submitted: World, typed: dict[str, str]
) -> None:
    response = amend(submitted, **typed)

    assert response.status_code == 422
    assert amendments(submitted.pupils[0]) == []


def test_a_form_without_its_token_is_refused_with_what_was_typed(world: World) -> None:
    client = signed_in(world.lane, checks_csrf=True)

    response = client.post(address(world, "register_save"), {f"mark-{world.pupils[0].pk}": "N"})

    assert response.status_code == 403
    assert "This page was open too long Reload and try again" in words_of(response)
    assert f"mark-{world.pupils[0].pk}" in words_of(response)
    assert not Mark.objects.exists()


def test_a_script_without_its_token_is_refused_in_json(world: World) -> None:
    client = signed_in(world.lane, checks_csrf=True)

    response = send(client, address(world, "register_save"), as_sent(world.pupils[0], "N"))

    assert response.status_code == 403
    assert response.json() == {"message": "This page was open too long. Reload and try again"}
    assert not Mark.objects.exists()


def test_the_pages_own_token_lets_a_save_through(world: World) -> None:
    client = signed_in(world.lane, checks_csrf=True)
    page = client.get(address(world)).content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]

    response = client.post(
        address(world, "register_save"),
        json.dumps({"marks": [as_sent(world.pupils[0], "N")]}),
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )

    assert response.status_code == 200


def test_a_stranger_is_sent_to_sign_in_and_back(world: World) -> None:
    response = Client().get(address(world))

    assert response.status_code == 302
    assert response.headers["Location"] == f"/account/login/?next={address(world).replace('/', '%2F')}"
