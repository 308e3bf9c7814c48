"""The late desk's pages: found, signed in, asked why, taken back, and the slip."""

import pytest
import time_machine
from django.test import Client

from attendance.models import Arrival
from attendance.queries.arrivals import MOST_SHOWN
from tests.answers import Answer
from tests.integration.attendance.desk_steps import desk_signs_out
from tests.integration.attendance.late_steps import AT_0902, comes_late, told_of
from tests.integration.attendance.pages import page_of, statements, words_of
from tests.integration.attendance.steps import mark, teacher_saves
from tests.sign_in import signed_in
from tests.world import World, add_pupils

DESK = "/marlowe-park/desk/"
ARRIVE = f"{DESK}arrive/"


@pytest.fixture
def desk(world: World, clock: time_machine.Traveller) -> Client:
    """Mr Bell's browser at 09:02."""
    clock.move_to(AT_0902)
    return signed_in(world.bell)


def who_arrives(response: Answer) -> list[str]:
    """Whom Enter may take, in the order of the page: never who was found inside a name."""
    return [found["data-arrives"] for tag, found in page_of(response).tags if "data-arrives" in found]


def test_one_press_signs_in_and_says_what_became_of_it(world: World, desk: Client) -> None:
    amir = world.pupils[0]
    told = desk.post(ARRIVE, {"pupil": amir.pk, "version": "0"}, follow=True)
    assert "Amir Khan 8HW L 17 minutes late, 09:02 , no reason. Undo" in words_of(told)
    assert "Late today 1" in words_of(told)
    assert told_of(amir) == ("L", 17, 1)


def test_whose_name_begins_so_comes_first_and_enter_takes_no_other(world: World, desk: Client) -> None:
    jack = world.pupils[2]
    teacher_saves(world, mark(jack, "/"))
    found = desk.get(DESK, {"q": "a"})
    assert who_arrives(found) == ["Amir Khan, 8HW"]
    words = words_of(found)
    assert words.index("Jack Abbott") < words.index("Found inside a name") < words.index("Megan Hughes")
    assert who_arrives(desk.get(DESK, {"q": "han"})) == []
    assert who_arrives(desk.get(DESK, {"q": "kha am"})) == ["Amir Khan, 8HW"]


def test_whoever_of_a_name_is_signed_out_comes_back_before_another_arrives(
    world: World, desk: Client
) -> None:
    add_pupils(world.class_8hw, 1, [("Abbott", "Bea")])
    desk_signs_out(world, world.pupils[2])
    found = desk.get(DESK, {"q": "abb"})
    assert who_arrives(found) == ["Jack Abbott, 8HW, back in", "Bea Abbott, 8HW"]
    assert "Back in" in words_of(found)


def test_a_present_pupil_is_asked_about_and_a_yes_changes_the_mark(world: World, desk: Client) -> None:
    jack = world.pupils[2]
    teacher_saves(world, mark(jack, "/"))
    asked = desk.post(ARRIVE, {"pupil": jack.pk, "version": "1"})
    assert asked.status_code == 409
    assert "Jack Abbott is marked present by Ms Lane at 08:49. Make it L, 17 minutes?" in words_of(asked)
    fields = {f["name"]: f.get("value", "") for t, f in page_of(asked).tags if t == "input" and "name" in f}
    assert told_of(jack)[0] == "/"
    desk.post(ARRIVE, {name: fields[name] for name in ("pupil", "version", "sure")})
    assert told_of(jack)[0] == "L"


def test_a_refusal_says_why(world: World, clock: time_machine.Traveller) -> None:
    clock.move_to(AT_0902.replace(hour=8, minute=30))
    client, amir = signed_in(world.bell), world.pupils[0]
    told = client.post(ARRIVE, {"pupil": amir.pk})
    assert told.status_code == 422
    assert "School starts at 08:45. Nobody is late yet." in words_of(told)
    assert client.post(ARRIVE, {"pupil": ""}).status_code == 422
    assert client.post(ARRIVE, {"pupil": "x"}).status_code == 422


def test_another_schools_pupil_and_arrival_are_nowhere(world: World, desk: Client) -> None:
    amir = world.pupils[0]
    assert desk.post(ARRIVE, {"pupil": world.pupils_elsewhere["Oak"].pk}).status_code == 404
    arrival = comes_late(world, amir)
    head = signed_in(world.shah)
    for path in ("slips/{}/", "arrivals/{}/undo/", "?arrival={}"):
        assert head.get(f"/tallis-wood/desk/{path.format(arrival.pk)}").status_code == 404
    lead = signed_in(world.rahman)
    elsewhere = comes_late(world, world.pupils_elsewhere["7A"])
    assert lead.get(f"{DESK}slips/{elsewhere.pk}/").status_code == 404
    assert signed_in(world.lane).post(ARRIVE, {"pupil": amir.pk}).status_code == 403


def test_the_reason_comes_by_one_key_or_in_words(world: World, desk: Client) -> None:
    arrival = comes_late(world, world.pupils[0])
    path = f"{DESK}arrivals/{arrival.pk}/reason/"
    assert "Transport" in words_of(desk.post(path, {"reason": "Transport"}, follow=True))
    desk.post(path, {"words": "Fed the cat"})
    arrival.refresh_from_db()
    assert arrival.reason == "Fed the cat"
    refused = desk.post(path, {"words": " "})
    assert refused.status_code == 422
    assert "Say why this pupil is late." in words_of(refused)


def test_an_arrival_is_taken_back_on_its_page(world: World, desk: Client) -> None:
    arrival = comes_late(world, world.pupils[0])
    path = f"{DESK}arrivals/{arrival.pk}/undo/"
    assert 'value="Wrong pupil"' in desk.get(path).content.decode()
    assert desk.post(path, {"why": ""}).status_code == 422
    told = desk.post(path, {"why": "Wrong pupil"}, follow=True)
    assert "The arrival of Amir Khan was taken back. The register has no mark" in words_of(told)
    assert "Nobody has signed in late today." in words_of(told)
    assert "It was taken back." in words_of(desk.get(path))
    assert "no slip" not in words_of(desk.get(f"{DESK}?arrival={arrival.pk}"))


def test_the_slip_tells_time_and_minutes_and_no_reason(world: World, desk: Client) -> None:
    arrival = comes_late(world, world.pupils[0], reason="Family")
    words = words_of(desk.get(f"{DESK}slips/{arrival.pk}/"))
    for part in ("Amir Khan", "8HW", "09:02", "17 minutes", "Late, before the register closed"):
        assert part in words
    assert "Family" not in words


def test_whoever_is_back_is_told_so(world: World, desk: Client) -> None:
    desk_signs_out(world, world.pupils[0])
    told = desk.post(ARRIVE, {"pupil": world.pupils[0].pk}, follow=True)
    assert "Amir Khan is back, 09:02." in words_of(told)


def test_the_desk_asks_as_often_for_many_arrivals_as_for_one(world: World, desk: Client) -> None:
    comes_late(world, world.pupils[0])
    desk.get(DESK, {"q": "a"})
    with statements() as few:
        desk.get(DESK, {"q": "a"})
    for pupil in add_pupils(world.class_8hw, MOST_SHOWN + 1):
        comes_late(world, pupil)
    with statements() as many:
        words = words_of(desk.get(DESK, {"q": "a"}))
    assert len(few) == len(many)
    assert f"The last {MOST_SHOWN} of {MOST_SHOWN + 2} are shown." in words
    assert Arrival.objects.count() == MOST_SHOWN + 2
