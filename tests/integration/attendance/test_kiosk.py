"""The kiosk: pupils sign themselves in, and the browser opens nothing else until its starter's password."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.adapters import WRONG
from accounts.models import AuditEvent, User
from accounts.session_times import IDLE
from attendance.models import Arrival
from attendance.services.kiosk import TOKEN_SECONDS
from schools.kiosk import MOST_LOOKS
from tests.answers import Answer
from tests.integration.attendance.desk_steps import desk_signs_out
from tests.integration.attendance.late_steps import AT_0902, comes_late, told_of
from tests.integration.attendance.pages import page_of, statements, words_of
from tests.integration.attendance.steps import mark, officer_saves, teacher_saves
from tests.sign_in import signed_in
from tests.sign_in_pages import PASSWORD, try_password
from tests.world import World, add_pupils

KIOSK = "/marlowe-park/desk/kiosk/"


@pytest.fixture
def kiosk(world: World, clock: time_machine.Traveller) -> Client:
    """The browser at the door, started by Mr Bell at 09:02."""
    clock.move_to(AT_0902)
    client = signed_in(world.bell)
    assert client.post(f"{KIOSK}start/")["Location"] == KIOSK
    return client


def names(response: Answer) -> list[str]:
    """The addresses behind the names that were found."""
    return [tag[1]["href"] for tag in page_of(response).tags if "?who=" in tag[1].get("href", "")]


def taps(kiosk: Client, letters: str, reason: str = "Overslept") -> Answer:
    """A pupil types, taps the first name and a reason."""
    (first, *_) = names(kiosk.get(KIOSK, {"q": letters}))
    fields = {f["name"]: f["value"] for t, f in page_of(kiosk.get(first)).tags if f.get("name") == "who"}
    return kiosk.post(KIOSK, fields | {"reason": reason}, follow=True)


def test_a_pupil_signs_in_and_gets_a_slip_without_the_reason(world: World, kiosk: Client) -> None:
    slip = taps(kiosk, "kha")
    words = words_of(slip)
    assert "You are signed in" in words
    assert "Amir Khan 8HW 09:02 Tuesday 9 March 2027 Late, before the register closed" in words
    assert "Overslept" not in words
    arrival = Arrival.objects.get()
    assert (arrival.is_kiosk, arrival.signed_by, arrival.reason) == (True, world.bell, "Overslept")
    assert told_of(world.pupils[0]) == ("L", 17, 1)
    kiosk.get(KIOSK)
    assert kiosk.get(f"{KIOSK}slip/")["Location"] == KIOSK


def test_names_need_three_letters_begin_so_and_are_five_at_most(world: World, kiosk: Client) -> None:
    add_pupils(world.class_8hw, 7, [("Sandhu", f"Pupil {number}") for number in range(7)])
    assert names(kiosk.get(KIOSK, {"q": "sa"})) == []
    assert names(kiosk.get(KIOSK, {"q": "han"})) == []
    assert len(names(kiosk.get(KIOSK, {"q": "ami"}))) == 1
    found = kiosk.get(KIOSK, {"q": "SAN"})
    assert len(names(found)) == 5
    assert "There are more. Type more letters" in words_of(found)
    assert names(kiosk.get(KIOSK, {"q": "wre"})) == []


def test_the_kiosk_tells_no_state_and_no_flag(world: World, kiosk: Client) -> None:
    amir, zoe, _ = world.pupils
    officer_saves(world, mark(amir, "M"))
    teacher_saves(world, mark(zoe, "/"))
    texts = [words_of(kiosk.get(KIOSK, {"q": letters})) for letters in ("kha", "zoë")]
    for text, name in zip(texts, ("Amir Khan", "Zoë O'Brien-Łukasiewicz"), strict=True):
        assert text.count("8HW") == 1
        assert name in text
        assert "school" not in text.replace("Marlowe Park", "").lower()
    slip = words_of(taps(kiosk, "kha"))
    assert "Signed in" in slip
    assert "Late, " not in slip
    refused = words_of(taps(kiosk, "zoë"))
    assert "Please go to the desk" in refused
    assert "present" not in refused
    assert told_of(zoe)[0] == "/"


def test_whoever_signed_in_already_gets_no_second_slip(world: World, kiosk: Client) -> None:
    comes_late(world, world.pupils[0], at=AT_0902 - timedelta(minutes=5))
    assert "You are signed in already" in words_of(taps(kiosk, "kha"))


def test_before_school_nobody_is_late_and_whoever_was_out_is_back(
    world: World, kiosk: Client, clock: time_machine.Traveller
) -> None:
    desk_signs_out(world, world.pupils[0])
    assert "Welcome back. You are signed in" in words_of(taps(kiosk, "kha"))
    clock.move_to(AT_0902.replace(hour=12, minute=40))
    lunch = signed_in(world.bell)
    lunch.post(f"{KIOSK}start/")
    assert "Nobody is late yet" in words_of(taps(lunch, "abb"))


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/marlowe-park/", "/marlowe-park/desk/", "/marlowe-park/desk/?q=kha", "/marlowe-park/pupils/"),
        *("/marlowe-park/search/?q=kha", "/marlowe-park/alerts/", "/marlowe-park/evacuation/?part=list"),
        *("/marlowe-park/registers/", "/marlowe-park/setup/", "/me/", "/account/2fa/", "/account/login/"),
        *("/account/password/change/", "/account/logout/", "/account/reauthenticate/", "/healthz"),
        *("/ashgrove/desk/kiosk/", "/tallis-wood/"),
    ],
)
def test_nothing_else_opens_and_nothing_is_asked(kiosk: Client, path: str) -> None:
    answer = kiosk.get(path)
    assert (answer.status_code, answer["Location"]) == (302, KIOSK)
    assert kiosk.get(path, headers={"Sec-Fetch-Dest": "empty"}).status_code == 403
    assert kiosk.post(path).status_code == 403


def test_every_page_of_the_start_is_shut_by_its_own_slip_too(world: World, kiosk: Client) -> None:
    arrival = comes_late(world, world.pupils[0])
    for name in ("slip", "arrival_undo"):
        assert kiosk.get(reverse(name, args=["marlowe-park", arrival.pk])).status_code == 302


def test_a_name_is_reached_by_a_sealed_word_alone_and_for_minutes(
    world: World, kiosk: Client, clock: time_machine.Traveller
) -> None:
    amir = world.pupils[0]
    for query in ({"who": amir.pk}, {"pupil": amir.pk}, {"who": f"{amir.pk}:x:y"}):
        assert "Amir" not in words_of(kiosk.get(KIOSK, query, follow=True))
    (address,) = names(kiosk.get(KIOSK, {"q": "kha"}))
    assert "Amir Khan, why are you late?" in words_of(kiosk.get(address))
    clock.shift(TOKEN_SECONDS + 1)
    assert "Amir" not in words_of(kiosk.get(address, follow=True))


def test_whoever_tries_out_names_waits(kiosk: Client, clock: time_machine.Traveller) -> None:
    answers = [kiosk.get(KIOSK, {"q": "kha"}).status_code for _ in range(MOST_LOOKS + 1)]
    assert answers == [200] * MOST_LOOKS + [429]
    assert "Wait a minute" in words_of(kiosk.get(KIOSK, {"q": "kha"}))
    clock.shift(61)
    assert kiosk.get(KIOSK, {"q": "kha"}).status_code == 200


def test_it_closes_with_the_password_of_its_starter(world: World, clock: time_machine.Traveller) -> None:
    clock.move_to(AT_0902)
    bell = User.objects.get(pk=world.bell.pk)
    bell.set_password(PASSWORD)
    bell.save(update_fields=["password"])
    client = signed_in(bell)
    client.post(f"{KIOSK}start/")
    wrong = client.post(f"{KIOSK}leave/", {"password": "not the password"})
    assert wrong.status_code == 422
    assert "That is not your password" in words_of(wrong)
    assert client.get("/marlowe-park/desk/").status_code == 302
    assert client.post(f"{KIOSK}leave/", {"password": PASSWORD})["Location"] == "/marlowe-park/desk/"
    assert client.get("/marlowe-park/desk/").status_code == 200
    verbs = AuditEvent.objects.filter(verb__startswith="kiosk.").values_list("verb", "actor")
    assert list(verbs.order_by("pk")) == [("kiosk.started", world.bell.pk), ("kiosk.ended", world.bell.pk)]


def test_a_pupils_wrong_tries_lock_the_kiosk_for_minutes_and_no_sign_in_elsewhere(
    world: World, clock: time_machine.Traveller
) -> None:
    clock.move_to(AT_0902)
    bell = User.objects.get(pk=world.bell.pk)
    bell.set_password(PASSWORD)
    bell.save(update_fields=["password"])
    client = signed_in(bell)
    client.post(f"{KIOSK}start/")
    for number in range(settings.AXES_FAILURE_LIMIT + 2):
        client.post(f"{KIOSK}leave/", {"password": f"wrong password number {number}"})
    clock.shift(60)
    words = words_of(client.post(f"{KIOSK}leave/", {"password": PASSWORD}))
    assert "Too many tries. Wait 14 minutes" in words
    assert "That is not your password" not in words
    assert WRONG not in try_password(Client(), bell.email, PASSWORD).content.decode()
    clock.shift(15 * 60)
    assert client.post(f"{KIOSK}leave/", {"password": PASSWORD}).status_code == 302


def test_an_idle_kiosk_signs_out_and_opens_nothing(kiosk: Client, clock: time_machine.Traveller) -> None:
    clock.shift(IDLE + timedelta(minutes=1))
    for path in (KIOSK, "/marlowe-park/desk/"):
        assert kiosk.get(path)["Location"].startswith("/account/login/?next=")


def test_its_start_makes_the_key_of_every_page_before_it_useless(world: World) -> None:
    client = signed_in(world.bell)
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post(f"{KIOSK}start/")
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
    client.cookies[settings.SESSION_COOKIE_NAME] = before
    assert client.get("/marlowe-park/desk/")["Location"].startswith("/account/login/")


def test_who_keeps_no_desk_starts_no_kiosk(world: World) -> None:
    assert signed_in(world.lane).post(f"{KIOSK}start/").status_code == 403
    client = signed_in(world.okafor)
    assert "Start the kiosk on this device" in words_of(client.get(KIOSK))
    assert client.post(KIOSK, {"who": "x"})["Location"] == KIOSK
    for part in ("slip/", "leave/"):
        assert "Start the kiosk on this device" in words_of(client.get(f"{KIOSK}{part}"))


def test_the_kiosk_asks_as_often_in_a_large_school(world: World, kiosk: Client) -> None:
    kiosk.get(KIOSK, {"q": "kha"})
    with statements() as few:
        kiosk.get(KIOSK, {"q": "kha"})
    add_pupils(world.class_8hw, 30, [("Khan", f"Pupil {number}") for number in range(30)])
    with statements() as many:
        kiosk.get(KIOSK, {"q": "kha"})
    assert len(few) == len(many)
