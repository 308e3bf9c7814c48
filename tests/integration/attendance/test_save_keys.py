"""A save is one save, however often it is sent: the key, and what came under it before."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from accounts.models import AuditEvent
from attendance.models import Mark, MarkAmendment, Register, SaveKey
from attendance.services.save_keys import drop_old_keys
from attendance.tasks import drop_save_keys
from tests.integration.attendance.pages import address, as_sent, fields_of, send, send_body, words_of
from tests.integration.attendance.steps import mark, officer_saves, standing, teacher_saves
from tests.sign_in import signed_in
from tests.world import NOW, World

KEY = "6f1dbe5e-6ee1-4c5b-8f1b-9d4b4a3a7c11"


def test_a_save_sent_again_gets_the_first_answer(world: World, clock: time_machine.Traveller) -> None:
    client, path = signed_in(world.lane), address(world, "register_save")
    marks = [as_sent(pupil, "/") for pupil in world.pupils]
    first = send(client, path, *marks, key=KEY).json()
    clock.move_to(NOW + timedelta(minutes=2))

    again = send(client, path, *marks, key=KEY).json()

    assert again == first
    assert again["saved_at"] == "08:49:00"
    assert list(Mark.objects.values_list("version", flat=True)) == [1, 1, 1]
    assert AuditEvent.objects.filter(verb="save").count() == 1


def test_what_others_changed_meanwhile_stands_when_a_save_is_sent_again(world: World) -> None:
    amir = world.pupils[0]
    client, path = signed_in(world.lane), address(world, "register_save")
    send(client, path, as_sent(amir, "/"), key=KEY)
    officer_saves(world, mark(amir, "I", base=1))

    again = send(client, path, as_sent(amir, "/"), key=KEY).json()

    assert again["conflicts"] == []
    assert MarkAmendment.objects.filter(pupil=amir).count() == 1
    kept = standing(amir)
    assert kept is not None
    assert kept.version == 2


def test_a_clear_sent_again_does_not_clear_what_came_after(world: World) -> None:
    amir = world.pupils[0]
    client, path = signed_in(world.lane), address(world, "register_save")
    teacher_saves(world, mark(amir, "/"))
    send(client, path, as_sent(amir, "", base=1), key=KEY)
    teacher_saves(world, mark(amir, "N"))

    answer = send(client, path, as_sent(amir, "", base=1), key=KEY)

    assert answer.status_code == 200
    kept = standing(amir)
    assert kept is not None


def test_other_marks_under_a_used_key_are_judged_by_themselves(world: World) -> None:
    amir, zoe, _ = world.pupils
    client, path = signed_in(world.lane), address(world, "register_save")
    send(client, path, as_sent(amir, "/"), key=KEY)

    answer = send(client, path, as_sent(zoe, "N"), key=KEY).json()

    assert [row["pupil"] for row in answer["marks"]] == [zoe.pk]
    assert standing(zoe) is not None


def test_another_persons_key_is_not_answered(world: World) -> None:
    amir, zoe, _ = world.pupils
    path = address(world, "register_save")
    send(signed_in(world.lane), path, as_sent(amir, "/"), key=KEY)
    officer_saves(world, mark(amir, "I", base=1))

    answer = send(signed_in(world.okafor), path, as_sent(amir, "/"), key=KEY).json()

    assert answer["marks"] == []
    assert [row["theirs"] for row in answer["conflicts"]] == ["I"]
    assert standing(zoe) is None


def test_a_key_is_of_one_register(world: World) -> None:
    amir = world.pupils[0]
    client = signed_in(world.okafor)
    send(client, address(world, "register_save"), as_sent(amir, "I"), key=KEY)

    other = address(world, "register_save", on=NOW.date() - timedelta(days=1))
    send(client, other, as_sent(amir, "I"), key=KEY)

    assert Mark.objects.filter(pupil=amir).count() == 2


def test_a_save_that_fails_keeps_no_key(world: World) -> None:
    send_body(signed_in(world.lane), address(world, "register_save"), '{"marks": 1}', key=KEY)

    assert not SaveKey.objects.exists()


@pytest.mark.parametrize("key", ["1", "not a key", "6f1dbe5e-6ee1-4c5b-8f1b-9d4b4a3a7c1\x00"])
def test_a_key_that_is_none_is_refused_in_words(world: World, key: str) -> None:
    amir = world.pupils[0]

    answer = send(signed_in(world.lane), address(world, "register_save"), as_sent(amir, "/"), key=key)

    assert answer.status_code == 400
    assert answer.json() == {"message": "We could not read that. Reload the page and try again"}
    assert standing(amir) is None


def test_a_page_of_somebody_else_saves_nothing_under_a_wrong_name(world: World) -> None:
    amir = world.pupils[0]
    client = signed_in(world.okafor)

    saved = send(client, address(world, "register_save"), as_sent(amir, "/"), user=world.lane.pk)
    submitted = send_body(
        client, address(world, "register_submit"), json.dumps({"user": world.lane.pk}), key=KEY
    )

    for answer in (saved, submitted):
        assert answer.status_code == 409
        assert answer.json()["somebody_else"] is True
        assert answer.json()["message"].startswith("Somebody else is signed in now.")
    assert standing(amir) is None


def test_a_register_is_submitted_once_under_its_key(world: World, clock: time_machine.Traveller) -> None:
    teacher_saves(world, *(mark(pupil, "/") for pupil in world.pupils))
    client, path = signed_in(world.lane), address(world, "register_submit")
    first = send_body(client, path, "{}", key=KEY).json()
    clock.move_to(NOW + timedelta(minutes=3))

    again = send_body(client, path, "{}", key=KEY).json()

    assert again == first == {"submitted_at": "08:49", "words": "Register submitted 08:49"}
    assert AuditEvent.objects.filter(verb="submit").count() == 1


def test_a_submit_that_was_refused_may_be_sent_again(world: World) -> None:
    client, path = signed_in(world.lane), address(world, "register_submit")
    refused = send_body(client, path, "{}", key=KEY)
    teacher_saves(world, *(mark(pupil, "/") for pupil in world.pupils))

    taken = send_body(client, path, "{}", key=KEY)

    assert (refused.status_code, taken.status_code) == (409, 200)
    assert Register.objects.get().submitted_at is not None


def test_the_form_sent_twice_says_once_when_it_was_saved(world: World, clock: time_machine.Traveller) -> None:
    client, path = signed_in(world.lane), address(world, "register_save")
    sent = fields_of(client.get(address(world))) | {f"mark-{world.pupils[0].pk}": "L", "action": "save"}
    client.post(path, sent)
    clock.move_to(NOW + timedelta(minutes=5))

    page = client.post(path, sent, follow=True)

    assert words_of(page).count("Register saved at 08:49") == 1
    assert "08:54" not in words_of(page)
    assert Mark.objects.get().version == 1


def test_each_page_has_a_key_of_its_own(world: World) -> None:
    client = signed_in(world.lane)

    keys = {fields_of(client.get(address(world)))["save_key"] for _ in range(2)}

    assert len(keys) == 2


def test_the_audit_keeps_when_a_mark_was_pressed(world: World) -> None:
    amir, zoe, _ = world.pupils
    pressed = NOW - timedelta(minutes=11)
    marks = [
        as_sent(amir, "/") | {"client_time": pressed.isoformat()},
        as_sent(zoe, "/"),
    ]

    send(signed_in(world.lane), address(world, "register_save"), *marks)

    row = AuditEvent.objects.get(verb="save")
    assert row.after == {"marks": 2, "pressed": {str(amir.pk): "2027-03-09T08:38:00+00:00"}}


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("2031-01-01T08:00:00Z", "2027-03-09T08:49:00+00:00"),
        ("1970-01-01T00:00:00+00:00", "2027-03-07T08:49:00+00:00"),
        ("0001-01-01T00:00:00+14:00", "2027-03-07T08:49:00+00:00"),
        ("2027-03-09T08:40:00", None),
        ("half past eight", None),
        (8.5, None),
    ],
)
def test_a_wrong_clock_refuses_no_mark(world: World, told: object, kept: str | None) -> None:
    amir = world.pupils[0]

    answer = send(
        signed_in(world.lane), address(world, "register_save"), as_sent(amir, "/") | {"client_time": told}
    )

    assert answer.json()["problems"] == []
    assert standing(amir) is not None
    after = AuditEvent.objects.get(verb="save").after or {}
    assert after.get("pressed") == (kept and {str(amir.pk): kept})


def test_keys_are_forgotten_after_two_days(world: World) -> None:
    for age in (1, 3):
        SaveKey.objects.create(
            key=uuid4(), user=world.lane, path="/", answer={}, at=NOW - timedelta(days=age)
        )

    assert drop_old_keys(at=NOW) == 1
    assert SaveKey.objects.get().at == NOW - timedelta(days=1)


def test_the_nightly_job_says_how_many_it_forgot(world: World) -> None:
    assert drop_save_keys() == "0 keys dropped"
