"""In a lesson and never signed in: those who avoid the late desk, today and in the school days before."""

from datetime import date, datetime, time
from typing import Any

import pytest
import time_machine

from accounts.models import User
from accounts.roles import Role
from attendance.codes import ILLNESS, LATE_AFTER_CLOSE, NO_REASON, PRESENT_MORNING
from attendance.models import Arrival, LessonMark
from attendance.queries.lates.never_signed_in import NeverSignedIn, never_signed_in
from attendance.queries.register_links import amend_url
from schools.calendar import LONDON, Session
from schools.models import Lesson, Pupil
from schools.queries.school_days import school_day_now
from tests.factories import MarkFactory
from tests.integration.attendance.desk_steps import desk_signs_out, geography, rights, staff_of
from tests.integration.attendance.pages import statements, words_of
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, YESTERDAY, World, add_pupils

PAGE = "/marlowe-park/lates/lessons/"
TEN = NOW.replace(hour=10)
EARLY = NOW.replace(hour=9, minute=1)
FRIDAY = date(2027, 3, 5)


def page(person: User, at: datetime = TEN) -> NeverSignedIn:
    them = rights(person)
    return never_signed_in(them, school_day_now(them.school, at))


def names(person: User, at: datetime = TEN) -> list[str]:
    return [line.name for line in page(person, at).today]


def in_lesson(lesson: Lesson, *pupils: Pupil, code: str = "/", on: date = TODAY) -> None:
    for pupil in pupils:
        LessonMark.objects.create(
            pupil=pupil, date=on, lesson=lesson, school=pupil.school, code=code, set_at=NOW
        )


def came_to_desk(world: World, pupil: Pupil, at: time = time(9, 40), **facts: Any) -> Arrival:
    return Arrival.objects.create(
        school=pupil.school,
        pupil=pupil,
        date=TODAY,
        session=Session.AM.value,
        arrived_at=datetime.combine(TODAY, at, tzinfo=LONDON),
        minutes_late=50,
        signed_by=world.bell,
        signed_at=NOW,
        **facts,
    )


def test_taught_and_absent_on_the_closed_register_is_named_with_lesson_and_mark(world: World) -> None:
    amir, zoe, jack = world.pupils
    MarkFactory.create(pupil=amir, date=TODAY, code=NO_REASON)
    MarkFactory.create(pupil=zoe, date=TODAY, code=PRESENT_MORNING)
    in_lesson(geography(world), amir, zoe)
    in_lesson(geography(world, period="P2", starts=time(10), ends=time(11)), amir)
    MarkFactory.create(pupil=jack, date=TODAY, code=NO_REASON)

    (line,) = page(world.okafor).today

    assert (line.name, line.group, line.when) == ("Amir Khan", "8HW", "09:00")
    assert line.where == "Geography, P1, room H2, Ms Lane"
    assert line.also == "and 1 more lesson of the morning"
    assert line.code is not None
    assert line.code.letter == "N"
    assert line.amend_url == amend_url(
        "marlowe-park", TODAY, world.class_8hw.pk, Session.AM, world.pupils[0].pk
    )


def test_a_blank_counts_once_its_register_has_closed(world: World) -> None:
    in_lesson(geography(world), world.pupils[0])

    assert names(world.okafor, EARLY) == []
    (line,) = page(world.okafor).today
    assert line.code is None


@pytest.mark.parametrize(("code", "found"), [(ILLNESS, ["Amir Khan"]), (LATE_AFTER_CLOSE, []), (20, [])])
def test_any_absence_counts_and_an_arrival_does_not(world: World, code: int, found: list[str]) -> None:
    MarkFactory.create(pupil=world.pupils[0], date=TODAY, code=code)
    in_lesson(geography(world), world.pupils[0], code="L")

    assert names(world.okafor) == found


def test_who_signed_in_at_the_desk_avoids_nothing_unless_it_was_taken_back(world: World) -> None:
    amir = world.pupils[0]
    in_lesson(geography(world), amir)
    row = came_to_desk(world, amir)
    assert names(world.okafor) == []

    Arrival.objects.filter(pk=row.pk).update(undone_by=world.bell, undone_at=NOW, undone_why="Wrong child")
    assert names(world.okafor) == ["Amir Khan"]


def test_who_came_to_the_desk_after_the_lesson_had_ended_did_avoid_it(world: World) -> None:
    in_lesson(geography(world), world.pupils[0])
    came_to_desk(world, world.pupils[0], time(10, 30))

    assert names(world.okafor, NOW.replace(hour=11)) == ["Amir Khan"]


def test_who_was_signed_back_in_came_past_the_desk(world: World) -> None:
    amir = world.pupils[0]
    MarkFactory.create(pupil=amir, date=TODAY, code=NO_REASON)
    in_lesson(geography(world), amir)
    row = desk_signs_out(world, amir)
    assert names(world.okafor) == ["Amir Khan"]

    row.back_at, row.back_by = NOW.replace(hour=9, minute=20), world.bell
    row.save()
    assert names(world.okafor) == []


def test_the_school_days_before_are_counted_by_pupil_the_most_frequent_first(world: World) -> None:
    amir, zoe, _ = world.pupils
    monday = geography(world, weekday=0)
    in_lesson(monday, amir, zoe, on=YESTERDAY)
    in_lesson(geography(world, weekday=4), amir, on=FRIDAY)
    in_lesson(monday, zoe, on=date(2027, 3, 1))

    found = page(world.okafor)

    assert found.today == []
    assert [(line.name, line.count_words) for line in found.before] == [
        ("Amir Khan", "2 sessions on 2 days"),
        ("Zoë O'Brien-Łukasiewicz", "1 session on 1 day"),
    ]
    assert [line.when for line in found.before[0].sessions] == ["Mon 8 Mar, 09:00", "Fri 5 Mar, 09:00"]
    assert found.before[0].sessions[0].desk_url == ""


def test_each_reader_is_shown_what_they_can_do(world: World, clock: time_machine.Traveller) -> None:
    clock.move_to(TEN)
    in_lesson(geography(world), world.pupils[0])

    assert page(world.okafor).today[0].amend_url
    (pastoral,) = page(world.rahman).today
    assert (pastoral.amend_url, bool(pastoral.desk_url)) == ("", True)
    (lead,) = page(world.reid).today
    assert (lead.amend_url, lead.desk_url) == ("", "")
    assert "The attendance officer changes the mark." in words_of(signed_in(world.reid).get(PAGE))


def test_the_page_ends_at_the_caseload_and_the_school(world: World) -> None:
    megan, sam = world.pupils_elsewhere["7A"], world.pupils_elsewhere["9T"]
    in_lesson(geography(world, group=world.class_7a, staff=staff_of(world.mwangi)), megan)
    in_lesson(geography(world, group=world.class_9t, staff=None), sam)

    assert names(world.okafor) == ["Megan Hughes"]
    assert names(world.rahman) == []
    for role in (Role.TEACHER, Role.OFFICE, Role.SENCO, Role.GOVERNOR, Role.ADMIN):
        assert signed_in(world.staff[role]).get(PAGE).status_code == 403
    assert signed_in(world.shah).get(PAGE).status_code == 404


def test_the_statements_do_not_grow_with_the_pupils(world: World, clock: time_machine.Traveller) -> None:
    clock.move_to(TEN)
    lesson = geography(world)

    def sent() -> int:
        client = signed_in(world.okafor)
        with statements() as found:
            assert client.get(PAGE).status_code == 200
        return len(found)

    in_lesson(lesson, world.pupils[0])
    few = sent()
    in_lesson(lesson, *add_pupils(world.class_8hw, 12))
    assert sent() == few


def test_an_empty_page_says_when_pupils_appear_and_why_none_has(
    world: World, clock: time_machine.Traveller
) -> None:
    words = words_of(signed_in(world.okafor).get(PAGE))

    assert "Pupils appear here once the morning register has closed." in words
    assert "Everybody in a lesson was on the register." in words

    clock.move_to(TEN)
    words = words_of(signed_in(world.okafor).get(PAGE))
    assert "Pupils appear here" not in words
    assert "Everybody who was in a lesson is on the closed morning register, or was at the desk." in words
