"""When no message goes out the school is told at once, and rings as it did before there were any."""

from datetime import timedelta
from typing import Any

import time_machine

from accounts.models import User
from schools.models import Heartbeat, Messaging
from tests.factories import ParentFactory
from tests.integration.attendance.call_steps import absent, family
from tests.integration.attendance.pages import statements, words_of
from tests.sign_in import signed_in
from tests.world import NOW, World

ALERTS, LIST, TODAY_PAGE = "/marlowe-park/alerts/", "/marlowe-park/contact/", "/marlowe-park/"
LATER = NOW + timedelta(minutes=8)


def texts_are_on(world: World, **facts: Any) -> Messaging:
    row: Messaging = Messaging.objects.create(school=world.marlowe, texts="file", **facts)
    return row


def alarms(person: User) -> list[dict[str, Any]]:
    """What the person's open pages are told of messages."""
    told: list[dict[str, Any]] = signed_in(person).get(ALERTS).json()["alerts"]
    return [line for line in told if line["kind"] in ("alarm", "stopped")]


def test_two_minutes_of_silence_tell_whom_to_ring_on_every_page(
    world: World, clock: time_machine.Traveller
) -> None:
    amir, zoe, jack = world.pupils
    texts_are_on(world)
    Heartbeat.objects.create(part="drain", beat_at=NOW)
    absent(world, amir, zoe, jack)
    mother = family(amir, has_responsibility=True).parent
    family(zoe, mother, has_responsibility=True)
    family(jack, ParentFactory.create(school=world.marlowe))
    assert alarms(world.okafor) == []

    clock.move_to(LATER)
    for person in (world.okafor, world.bell, world.reid, world.adeyemi):
        (line,) = alarms(person)
        assert line["words"] == "Automatic messages stopped at 08:49."
        assert (line["more"], line["link"]) == ("Ring these 2 families.", "Print the call list")
        assert line["url"] == f"{LIST}?print=1"
    assert alarms(world.lane) == alarms(world.rahman) == []
    for page in (LIST, TODAY_PAGE, "/marlowe-park/messages/"):
        words = words_of(signed_in(world.okafor).get(page))
        assert "Automatic messages stopped at 08:49. Ring these 2 families. Print the call list" in words
    assert "Automatic messages" in words_of(signed_in(world.reid).get(TODAY_PAGE))
    Heartbeat.objects.update(beat_at=LATER)
    assert alarms(world.okafor) == []


def test_silence_is_told_only_where_messages_are_on_and_school_is_too(
    world: World, clock: time_machine.Traveller
) -> None:
    assert alarms(world.okafor) == []
    row = texts_are_on(world)
    (line,) = alarms(world.okafor)
    assert (line["words"], line["more"]) == (
        "Automatic messages have not started.",
        "There is nobody to ring now.",
    )
    clock.move_to(NOW.replace(hour=17))
    assert alarms(world.okafor) == []
    clock.move_to(NOW)
    row.texts = "off"
    row.save()
    assert alarms(world.okafor) == []


def test_a_stop_that_a_person_pressed_says_who_and_why(world: World) -> None:
    texts_are_on(world, stopped_at=NOW, stopped_by=world.okafor, stopped_why="A snow closure")
    (line,) = alarms(world.bell)
    assert (line["kind"], line["words"]) == (
        "stopped",
        "Messages were stopped on Tue 9 Mar at 08:49 by Ms Okafor: A snow closure.",
    )


def test_one_statement_asks_while_messages_go(world: World) -> None:
    texts_are_on(world)
    Heartbeat.objects.create(part="drain", beat_at=NOW)
    client = signed_in(world.okafor)
    client.get(ALERTS)
    with statements() as sent:
        client.get(ALERTS)
    assert sum("schools_messaging" in sql for sql in sent) == 1
    assert len(sent) == 7
