"""Trips in the pages: a look before, one act, and pupils taken off."""

import pytest
from django.test import Client

from attendance.models import CodePermit, Trip
from tests.integration.attendance.pages import fields_of, statements, words_of
from tests.integration.attendance.permit_steps import MONDAY_TO_FRIDAY, marks_of, officer_grants, part_time
from tests.integration.attendance.steps import mark, teacher_saves
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, TOMORROW, YESTERDAY, World, add_pupils

TRIP = "/marlowe-park/planned/trip/"


@pytest.fixture
def officer(world: World) -> Client:
    return signed_in(world.okafor)


def path(world: World) -> str:
    return f"{TRIP}?group={world.class_8hw.pk}"


def asked(*pupils: int, **changes: object) -> dict[str, object]:
    """The form as a person fills it in for a trip today."""
    return {
        "title": "Science Museum",
        "place": "London",
        "leader": "Ms Roe",
        "starts_on": TODAY.isoformat(),
        "ends_on": TODAY.isoformat(),
        "places": list(MONDAY_TO_FRIDAY),
        "pupils": list(pupils),
        **changes,
    }


def made_by(officer: Client, world: World) -> Trip:
    officer.post(path(world), asked(*(pupil.pk for pupil in world.pupils), agree="1"))
    return Trip.objects.get()


def test_a_group_is_chosen_and_all_of_its_pupils_are_ticked(world: World, officer: Client) -> None:
    assert "Khan, Amir" not in words_of(officer.get(TRIP))
    page = officer.get(path(world))
    assert "Khan, Amir" in words_of(page)
    assert page.content.decode().count('name="pupils"') == 3
    assert page.content.decode().count("checked") == 3 + 10


def test_a_look_before_says_how_many_and_agrees_nothing(world: World, officer: Client) -> None:
    amir, zoe, _ = world.pupils
    page = officer.post(path(world), asked(amir.pk, zoe.pk))
    assert page.status_code == 200
    assert "V for 2 pupils , in their blank sessions" in words_of(page)
    assert not Trip.objects.exists()


def test_a_look_before_names_who_cannot_go(world: World, officer: Client) -> None:
    amir = world.pupils[0]
    officer_grants(world, part_time(amir))
    tomorrow = TOMORROW.isoformat()
    sent = asked(*(pupil.pk for pupil in world.pupils), starts_on=tomorrow, ends_on=tomorrow)
    page = words_of(officer.post(path(world), sent))
    assert "1 cannot go." in page
    assert "Amir Khan C2 (Mornings only) is agreed for Wed 10 Mar, afternoon" in page
    refused = officer.post(path(world), sent | {"agree": "1"})
    assert refused.status_code == 422
    assert not Trip.objects.exists()


def test_it_is_agreed_in_one_act(world: World, officer: Client) -> None:
    amir, zoe, jack = world.pupils
    answer = officer.post(path(world), asked(amir.pk, zoe.pk, agree="1"), follow=True)
    assert "Science Museum: V is agreed for 2 pupils." in words_of(answer)
    assert "Who goes 2" in words_of(answer)
    assert len(marks_of(amir)) == 2
    assert marks_of(jack) == []


def test_the_marks_that_stay_are_counted_before_and_after(world: World, officer: Client) -> None:
    amir, zoe, _ = world.pupils
    teacher_saves(world, mark(amir, "/"))
    assert "1 mark stays: 1 /." in words_of(officer.post(path(world), asked(amir.pk, zoe.pk)))
    answer = words_of(officer.post(path(world), asked(amir.pk, zoe.pk, agree="1"), follow=True))
    assert "V is agreed for 2 pupils. 3 sessions are V. 1 mark stays: 1 /." in answer


def test_the_same_form_sent_twice_is_one_trip_and_one_like_it_is_refused(
    world: World, officer: Client
) -> None:
    amir = world.pupils[0]
    key = fields_of(officer.get(path(world)))["save_key"]
    sent = asked(amir.pk, agree="1", save_key=key)
    first, second = officer.post(path(world), sent), officer.post(path(world), sent)
    assert first["Location"] == second["Location"]
    other = officer.post(path(world), asked(amir.pk, agree="1"))
    assert "Amir Khan: V is agreed for Tue 9 Mar 2027, all day already" in words_of(other)
    assert Trip.objects.count() == 1


def test_days_out_of_order_and_nobody_ticked_are_refused(world: World, officer: Client) -> None:
    page = officer.post(path(world), asked(ends_on=YESTERDAY.isoformat()))
    assert page.status_code == 422
    assert "Tick the pupils who go" in words_of(page)
    amir = world.pupils[0].pk
    page = officer.post(path(world), asked(amir, ends_on=YESTERDAY.isoformat()))
    assert "The last day is before the first day" in words_of(page)


def test_a_group_or_pupil_of_another_school_is_none(world: World, officer: Client) -> None:
    elsewhere = world.pupils_elsewhere["9T"].pk
    assert "Dalton" not in words_of(officer.get(f"{TRIP}?group={world.class_9t.pk}"))
    assert officer.post(path(world), asked(elsewhere, agree="1")).status_code == 422
    assert not Trip.objects.exists()


def test_pupils_are_taken_off_and_the_teacher_is_asked(world: World, officer: Client) -> None:
    amir, zoe, _ = world.pupils
    trip = made_by(officer, world)
    answer = officer.post(f"{TRIP}{trip.pk}/", {"pupils": [amir.pk], "reason": "Unwell"}, follow=True)
    assert "1 pupil taken off the trip." in words_of(answer)
    assert "Taken off 1 Khan, Amir 8HW Unwell" in words_of(answer)
    assert marks_of(amir) == []
    assert len(marks_of(zoe)) == 2


def test_nobody_ticked_takes_nobody_off_and_a_reason_is_asked_for(world: World, officer: Client) -> None:
    trip = made_by(officer, world)
    assert "Tick who does not go" in words_of(officer.post(f"{TRIP}{trip.pk}/", {"reason": "Unwell"}))
    assert officer.post(f"{TRIP}{trip.pk}/", {"pupils": [world.pupils[0].pk]}).status_code == 422
    assert not CodePermit.objects.exclude(ended_at=None).exists()


def test_the_whole_trip_is_called_off(world: World, officer: Client) -> None:
    trip = made_by(officer, world)
    officer.post(f"{TRIP}{trip.pk}/", {"reason": "Snow", "all": "1"})
    assert not CodePermit.objects.filter(ended_at=None).exists()
    assert "Nobody goes on this trip." in words_of(officer.get(f"{TRIP}{trip.pk}/"))


def test_a_trip_of_another_school_is_not_there(world: World, officer: Client) -> None:
    elsewhere = Trip.objects.create(
        school=world.tallis, title="Zoo", starts_on=TODAY, ends_on=TODAY, made_by=world.shah, made_at=NOW
    )
    assert officer.get(f"{TRIP}{elsewhere.pk}/").status_code == 404
    assert officer.post(f"{TRIP}{elsewhere.pk}/", {"reason": "Snow", "all": "1"}).status_code == 404


def test_the_number_of_statements_does_not_grow(world: World, officer: Client) -> None:
    trip = made_by(officer, world)
    with statements() as few:
        officer.get(f"{TRIP}{trip.pk}/")
        officer.get(path(world))
    more = add_pupils(world.class_8hw, 12)
    CodePermit.objects.bulk_create(
        CodePermit(
            school=world.marlowe,
            pupil=pupil,
            code=33,
            starts_on=TODAY,
            ends_on=TODAY,
            trip=trip,
            granted_by=world.okafor,
            granted_at=NOW,
        )
        for pupil in more
    )
    with statements() as many:
        officer.get(f"{TRIP}{trip.pk}/")
        officer.get(path(world))
    assert len(many) == len(few)
