"""Each finding on single marks is found where it was planted, and nowhere in a day as it should be."""

from datetime import date, timedelta
from typing import Any

import pytest

from attendance.models import CodePermit, LessonMark, SignOut, Trip
from schools.models import Enrolment, Group, Lesson, Pupil, RollEntry
from tests.factories import LessonFactory, ParentFactory
from tests.integration.attendance.scrutiny_steps import (
    AM,
    PM,
    found,
    permitted,
    planted,
    rows_found,
    taken,
    taken_at,
)
from tests.world import NOW, SUNDAY, TODAY, YESTERDAY, World


def test_a_day_as_it_should_be_has_no_finding(world: World) -> None:
    taken(world)

    assert found(world) == {}


@pytest.mark.parametrize(
    ("letter", "facts", "expected"),
    [
        ("H", {"code": 150}, {"code-not-in-force"}),
        ("\\", {}, {"wrong-stroke"}),
        ("/", {"half": PM}, {"wrong-stroke"}),
        ("X", {}, {"x-compulsory-age", "x-without-permit"}),
        ("C2", {}, {"c2-no-agreement"}),
        ("Z", {}, {"z-on-roll"}),
        ("#", {}, {"closed-code-on-school-day"}),
        ("D", {}, {"d-single-registration", "elsewhere-without-permit"}),
        ("S", {}, {"s-below-year-11"}),
        ("W", {}, {"w-below-year-10", "elsewhere-without-permit"}),
        ("E", {}, {"excluded-and-present"}),
        ("N", {"half": PM}, {"gone-after-morning"}),
        ("C", {}, {"leave-without-permit"}),
        ("J1", {}, {"leave-without-permit"}),
        ("M", {}, {"leave-without-permit"}),
        ("V", {}, {"elsewhere-without-permit"}),
        ("L", {"minutes_late": 30}, {"late-beyond-close"}),
        ("L", {"minutes_late": 29, "after": 40, "source": "office"}, {"late-set-after-close"}),
        ("L", {"minutes_late": 29, "after": 40, "source": "import"}, set()),
        ("L", {"minutes_late": 29}, set()),
        ("U", {"minutes_late": 29}, {"u-before-close"}),
        ("U", {"minutes_late": 30}, set()),
        ("I", {}, set()),
        ("N", {}, set()),
    ],
)
def test_a_mark_is_found_for_what_is_wrong_with_it_alone(
    world: World, letter: str, facts: dict[str, Any], expected: set[str]
) -> None:
    planted(world.pupils[0], letter, **facts)
    taken(world)

    assert found(world) == dict.fromkeys(expected, 1)


def test_a_row_names_the_pupil_and_opens_the_amendment_of_that_mark(world: World) -> None:
    amir = world.pupils[0]
    planted(amir, "X")
    taken(world)

    (row,) = rows_found(world, "x-compulsory-age")

    assert (row.name, row.group, row.when) == ("Amir Khan", "8HW", "Mon 8 Mar AM")
    assert row.url == f"/marlowe-park/registers/2027-03-08/{world.class_8hw.pk}/am/amend/{amir.pk}/"


def test_x_and_c2_change_places_with_compulsory_school_age(world: World) -> None:
    Pupil.objects.filter(pk=world.pupils[0].pk).update(born_on=date(2010, 8, 31))
    planted(world.pupils[0], "X")
    planted(world.pupils[0], "C2", half=PM)
    taken(world)

    assert found(world) == {"c2-other-age": 1, "c2-no-agreement": 1, "x-without-permit": 1}


def test_c2_stands_on_an_agreement_with_a_parent_that_covers_the_session(world: World) -> None:
    parent = ParentFactory.create(school=world.marlowe)
    agreed = {"agreed_with": parent, "agreed_on": date(2027, 2, 1)}
    for pupil, facts in (
        (world.pupils[0], agreed),
        (world.pupils[1], agreed | {"places": [1]}),
        (world.pupils[2], {}),
    ):
        planted(pupil, "C2")
        permitted(pupil, "C2", world, **facts)
    taken(world)

    assert [row.name for row in rows_found(world, "c2-no-agreement")] == [
        pupil.known_name for pupil in world.pupils[1:]
    ]


def test_c1_needs_its_licence_named(world: World) -> None:
    for pupil, licence in zip(world.pupils, ("", "Kent BOPA 12"), strict=False):
        planted(pupil, "C1")
        permitted(pupil, "C1", world, licence=licence)
    taken(world)

    assert found(world) == {"c1-no-licence": 1}
    (row,) = rows_found(world, "c1-no-licence")
    assert row.url == f"/marlowe-park/planned/{CodePermit.objects.earliest('pk').pk}/"


def test_marks_outside_the_roll_open_the_pupils_record(world: World) -> None:
    amir, zoe, jack = world.pupils
    RollEntry.objects.filter(pupil=amir).update(admitted_on=TODAY)
    RollEntry.objects.filter(pupil=zoe).update(left_on=SUNDAY, is_history=True)
    planted(amir, "I")
    planted(zoe, "I")
    planted(jack, "/")

    assert (found(world)["before-starting"], found(world)["after-leaving"]) == (1, 1)
    (row,) = rows_found(world, "after-leaving")
    assert row.url == f"/marlowe-park/pupils/{zoe.pk}/record/"


def test_z_stands_before_a_pupil_comes_again_and_not_after_the_last_day(world: World) -> None:
    amir, zoe, _ = world.pupils
    RollEntry.objects.filter(pupil__in=[amir, zoe]).update(left_on=SUNDAY, is_history=True)
    RollEntry.objects.create(pupil=amir, school=world.marlowe, admitted_on=TODAY)
    planted(amir, "Z")
    planted(zoe, "Z")

    counts = found(world)

    assert "z-on-roll" not in counts
    assert [row.name for row in rows_found(world, "after-leaving")] == [zoe.known_name]


def test_a_mark_on_a_sunday_opens_the_calendar(world: World) -> None:
    planted(world.pupils[0], "/", on=SUNDAY)

    (row,) = rows_found(world, "no-school-day", SUNDAY)

    assert row.url == "/marlowe-park/setup/calendar/2026/"


def test_d_stands_for_a_pupil_of_two_schools(world: World) -> None:
    RollEntry.objects.filter(pupil=world.pupils[0]).update(enrolment=Enrolment.SUBSIDIARY)
    planted(world.pupils[0], "D")
    permitted(world.pupils[0], "D", world)
    taken(world)

    assert found(world) == {}


def test_n_in_the_afternoon_is_no_riddle_for_who_signed_out(world: World) -> None:
    planted(world.pupils[0], "N", half=PM)
    _signed_out(world, world.pupils[0], minutes=100)
    taken(world)

    assert found(world) == {}


def test_present_after_signing_out_is_found_unless_the_pupil_came_back(world: World) -> None:
    _signed_out(world, world.pupils[0], minutes=-30)
    _signed_out(world, world.pupils[1], minutes=-30, back=10)
    taken(world)

    assert [row.name for row in rows_found(world, "left-before-session")] == ["Amir Khan"]


def _signed_out(world: World, pupil: Pupil, *, minutes: int, back: int | None = None) -> None:
    """Left so many minutes after the afternoon began, and came back."""
    SignOut.objects.create(
        school=world.marlowe,
        pupil=pupil,
        date=YESTERDAY,
        out_at=taken_at(YESTERDAY, PM, minutes),
        back_at=taken_at(YESTERDAY, PM, back) if back is not None else None,
        reason="Dentist",
        signed_by=world.bell,
    )


def test_lessons_contradict_the_session_that_they_lie_in(world: World) -> None:
    amir, zoe, jack = world.pupils
    first, second = (_lesson(world.class_8hw, period, hour) for period, hour in (("P1", 9), ("P2", 10)))
    planted(zoe, "I")
    for pupil, marks in ((amir, "NN"), (zoe, "N/"), (jack, "NL")):
        for lesson, code in zip((first, second), marks, strict=True):
            _lesson_mark(pupil, lesson, code)
    taken(world)

    assert found(world) == {"absent-from-lessons": 1, "in-lesson-not-in-session": 1}
    assert rows_found(world, "absent-from-lessons")[0].name == "Amir Khan"
    assert rows_found(world, "in-lesson-not-in-session")[0].name == zoe.known_name


def test_a_lesson_after_the_morning_ended_belongs_to_the_afternoon(world: World) -> None:
    amir, zoe, jack = world.pupils
    noon = _lesson(world.class_8hw, "P4", 12)
    _lesson_mark(amir, noon, "N")
    planted(zoe, "I")
    _lesson_mark(zoe, noon, "/")
    planted(jack, "I", half=PM)
    _lesson_mark(jack, noon, "/")
    taken(world)

    assert [row.session for row in rows_found(world, "absent-from-lessons")] == [PM]
    assert [row.name for row in rows_found(world, "in-lesson-not-in-session")] == [jack.known_name]


def _lesson(group: Group, period: str, hour: int) -> Lesson:
    lesson: Lesson = LessonFactory.create(
        group=group, weekday=0, period=period, starts=f"{hour:02}:00", ends=f"{hour:02}:50"
    )
    return lesson


def _lesson_mark(pupil: Pupil, lesson: Lesson, code: str) -> None:
    LessonMark.objects.create(
        pupil=pupil, date=YESTERDAY, lesson=lesson, school=pupil.school, code=code, set_at=NOW
    )


def test_a_mark_that_differs_from_the_rest_of_its_trip_is_found(world: World) -> None:
    trip = _trip(world, leader="Mr Hale")
    for pupil in world.pupils:
        permitted(pupil, "V", world, trip=trip)
    for pupil in world.pupils[:2]:
        planted(pupil, "V")
    taken(world)

    rows = rows_found(world, "trip-differs")

    assert [(row.name, row.when) for row in rows] == [(world.pupils[2].known_name, "Mon 8 Mar AM")]
    assert rows[0].note == "/ where 2 of 3 of the trip have V"


def _trip(world: World, **facts: Any) -> Trip:
    return Trip.objects.create(
        school=world.marlowe,
        title="Museum",
        starts_on=YESTERDAY,
        ends_on=YESTERDAY,
        made_by=world.okafor,
        made_at=NOW,
        **facts,
    )


def test_another_code_than_the_one_agreed_is_found(world: World) -> None:
    permitted(world.pupils[0], "M", world)
    planted(world.pupils[0], "I")
    taken(world)

    assert found(world) == {"permit-other-code": 1}


def test_a_permit_covers_the_days_up_to_its_end(world: World) -> None:
    ended = {"ended_by": world.okafor, "ended_reason": "Moved"}
    permitted(world.pupils[0], "M", world, ended_at=NOW, **ended)
    permitted(world.pupils[1], "M", world, ended_at=NOW - timedelta(days=2), **ended)
    for pupil in world.pupils[:2]:
        planted(pupil, "M")
    taken(world)

    assert [row.name for row in rows_found(world, "leave-without-permit")] == [world.pupils[1].known_name]


def test_on_the_day_a_permit_ended_either_code_is_right(world: World) -> None:
    ended = {"ended_at": NOW - timedelta(days=1), "ended_by": world.okafor, "ended_reason": "Moved"}
    for pupil, letter in zip(world.pupils, "MI", strict=False):
        permitted(pupil, "M", world, **ended)
        planted(pupil, letter)
    taken(world)

    assert found(world) == {}


def test_somebody_is_named_who_confirms_attendance_elsewhere(world: World) -> None:
    named: list[dict[str, Any]] = [{}, {"provider": "Farm school"}, {"trip": _trip(world, leader="Mr Hale")}]
    for pupil, facts in zip(world.pupils, named, strict=True):
        planted(pupil, "V")
        permitted(pupil, "V", world, **facts)
    taken(world)

    assert found(world) == {"no-provider": 1}


@pytest.mark.parametrize(
    ("marked_on", "slug"),
    [(date(2027, 3, 1), "n-overdue"), (date(2027, 3, 2), "n-due-today"), (date(2027, 3, 3), None)],
)
def test_n_is_overdue_after_five_school_days_whatever_the_period(
    world: World, marked_on: date, slug: str | None
) -> None:
    planted(world.pupils[0], "N", on=marked_on)
    taken(world)

    assert found(world) == ({slug: 1} if slug else {})


def test_marks_of_a_duplicate_that_was_merged_are_nobodys(world: World) -> None:
    planted(world.pupils[0], "X")
    Pupil.objects.filter(pk=world.pupils[0].pk).update(merged_into=world.pupils[1], upn="")

    assert "x-compulsory-age" not in found(world)


def test_what_is_wrong_elsewhere_is_not_found_here(world: World) -> None:
    planted(world.pupils_elsewhere["9T"], "X")
    taken(world)

    assert found(world) == {}


def test_morning_and_afternoon_are_looked_at_apart(world: World) -> None:
    planted(world.pupils[0], "X", half=AM)
    planted(world.pupils[0], "X", half=PM)
    taken(world)

    assert [row.when for row in rows_found(world, "x-compulsory-age")] == ["Mon 8 Mar PM", "Mon 8 Mar AM"]
