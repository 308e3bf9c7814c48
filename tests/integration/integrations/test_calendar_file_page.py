"""A published calendar in the page: a preview that changes nothing, and then the calendar as previewed."""

import json
from collections.abc import Iterator

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from attendance.models import Mark
from schools.models import AcademicYear, Closure, SchoolDay
from tests.answers import Answer
from tests.integration.attendance.pages import fields_of, words_of
from tests.integration.attendance.steps import mark, officer_saves
from tests.sign_in import signed_in
from tests.unit.integrations.test_calendar_files import as_json, published
from tests.world import NOW, YESTERDAY, World, build_world

PAGE = "/marlowe-park/setup/calendar/file/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """It is 08:49 on Tuesday 9 March 2027."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world(django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture
def officer(world: World) -> Client:
    return signed_in(world.okafor)


def chosen(client: Client, content: bytes, name: str = "terms.ics") -> Answer:
    return client.post(PAGE, {"uploaded": SimpleUploadedFile(name, content)})


def brought_in(client: Client, preview: Answer, **more: str) -> Answer:
    sent = {"sealed": fields_of(preview)["sealed"]}
    return client.post(PAGE, sent | more, follow=True)


def test_a_calendar_is_shown_first_and_brought_in_as_it_was_shown(world: World, officer: Client) -> None:
    days = SchoolDay.objects.filter(school=world.marlowe).count()

    preview = chosen(officer, published())

    words = words_of(preview)
    assert "Nothing is changed yet. 2 school days more and 6 school days fewer." in words
    assert "Closed now and not in this file. They are taken out: Mon 22 Feb 2027, Staff training" in words
    assert SchoolDay.objects.filter(school=world.marlowe).count() == days

    page = brought_in(officer, preview)

    assert "The calendar is brought in. 2 school days more and 6 school days fewer." in words_of(page)
    assert SchoolDay.objects.filter(school=world.marlowe).count() == days - 4
    assert Closure.objects.filter(school=world.marlowe, kind="inset").count() == 4
    numbers = list(SchoolDay.objects.filter(school=world.marlowe).values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    again = words_of(chosen(officer, published()))
    assert "Nothing is changed yet. The school days are the same as before." in again


def test_a_new_year_from_json_changes_no_other_year(world: World, officer: Client) -> None:
    before = list(SchoolDay.objects.filter(school=world.marlowe).values_list("date", "number"))
    shifted = as_json().replace(b"2027-", b"2028-").replace(b"2026-", b"2027-")

    brought_in(officer, chosen(officer, shifted, "terms.json"))

    assert AcademicYear.objects.filter(school=world.marlowe).count() == 2
    kept = SchoolDay.objects.filter(school=world.marlowe, date__lt="2027-09-01")
    assert list(kept.values_list("date", "number")) == before


def test_where_marks_stand_on_a_day_that_closes_the_page_asks_first(world: World, officer: Client) -> None:
    officer_saves(world, mark(world.pupils[0], "/"), frame=world.frame(YESTERDAY))
    found = json.loads(as_json())
    found["inset_days"].append({"date": YESTERDAY.isoformat()})
    preview = chosen(officer, json.dumps(found).encode())
    told = "Marks stand on days that would close. They stay, and do not count: Mon 8 Mar 2027, 1 mark"
    assert told in words_of(preview)

    asked = brought_in(officer, preview)
    assert asked.status_code == 422
    assert "1 mark stands on Monday 8 March. Tick this box if the school is closed then" in words_of(asked)
    assert SchoolDay.objects.filter(school=world.marlowe, date=YESTERDAY).exists()

    brought_in(officer, asked, is_agreed="on")
    assert not SchoolDay.objects.filter(school=world.marlowe, date=YESTERDAY).exists()
    assert Mark.objects.filter(date=YESTERDAY).count() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"Kind,Name\n", "neither an ICS calendar nor a JSON list"), (b"", "This file is empty")],
)
def test_a_file_that_is_no_calendar_is_refused_at_its_box(
    officer: Client, content: bytes, sentence: str
) -> None:
    page = chosen(officer, content)
    assert page.status_code == 422
    assert sentence in words_of(page)


def test_a_preview_of_another_school_or_a_changed_one_is_not_brought_in(
    world: World, officer: Client
) -> None:
    sealed = fields_of(chosen(officer, published()))["sealed"]
    foreign = signed_in(world.shah)
    page = foreign.post("/tallis-wood/setup/calendar/file/", {"sealed": sealed}, follow=True)
    assert "Choose the file again" in words_of(page)
    page = officer.post(PAGE, {"sealed": f"{sealed}x"}, follow=True)
    assert "Choose the file again" in words_of(page)
    assert Closure.objects.filter(school=world.tallis).count() == 2


def test_a_preview_ends_after_an_hour(world: World, officer: Client, clock: time_machine.Traveller) -> None:
    preview = chosen(officer, published())
    clock.shift(3700)
    page = brought_in(signed_in(world.okafor), preview)
    assert "The preview is over an hour old" in words_of(page)
