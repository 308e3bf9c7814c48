"""The course of persistent absence: the same weeks side by side, and everybody of the year so far."""

from datetime import date, timedelta

import pytest

from attendance.queries.figures.persistent_course import PersistentCourse, persistent_course
from schools.access import rights_of
from schools.calendar import monday_of
from schools.models import AcademicYear, HalfTerm, RollEntry, SchoolDay
from tests.integration.attendance.year_steps import a_year, marked
from tests.world import TODAY, World

LAST_AUTUMN = date(2025, 9, 1)
MONDAY = monday_of(TODAY)


def course_of(world: World, *, up_to: date) -> PersistentCourse:
    """The course that Ms Okafor sees up to the week of a day."""
    rights = rights_of(world.okafor, "marlowe-park", on=TODAY)
    assert rights is not None
    last_on = SchoolDay.objects.filter(school=world.marlowe, date__lte=up_to).latest("date").date
    return persistent_course(rights, monday=monday_of(up_to), last_on=last_on, is_below=False)


@pytest.fixture
def year_before(world: World) -> list[date]:
    """Ten weeks of the school year before, and the names on roll since it began."""
    year = AcademicYear.objects.create(school=world.marlowe, starts_on=LAST_AUTUMN, ends_on=date(2026, 8, 31))
    term = HalfTerm.objects.create(
        academic_year=year, number=1, starts_on=LAST_AUTUMN, ends_on=date(2025, 11, 7)
    )
    days = [LAST_AUTUMN + timedelta(days=7 * week + day) for week in range(10) for day in range(5)]
    SchoolDay.objects.bulk_create(
        SchoolDay(
            school=world.marlowe,
            date=day,
            number=10_000 + place,
            week_number=2_000 + place // 5,
            monday=monday_of(day),
            academic_year=year,
            half_term=term,
        )
        for place, day in enumerate(days)
    )
    RollEntry.objects.filter(school=world.marlowe).update(admitted_on=LAST_AUTUMN)
    return days


def test_who_left_counts_still_in_the_year_so_far(world: World) -> None:
    amir, zoe, _ = world.pupils
    a_year(amir, before=30)
    marked(zoe, date(2026, 9, 1), date(2026, 9, 25), 0)
    RollEntry.objects.filter(pupil=zoe).update(left_on=date(2026, 9, 25), is_history=True)

    last = course_of(world, up_to=MONDAY).this_year[-1]

    assert (last.persistent, last.pupils) == (1, 2)


def test_last_year_stands_at_the_same_school_week_as_this_one(world: World, year_before: list[date]) -> None:
    amir = world.pupils[0]
    marked(amir, date(2026, 9, 1), date(2026, 9, 18), 0)
    marked(amir, LAST_AUTUMN, year_before[14], 0)
    marked(amir, year_before[15], year_before[-1], 10)

    third_week = course_of(world, up_to=date(2026, 9, 14))

    assert [each.last_on for each in third_week.this_year] == [date(2026, 9, 11), date(2026, 9, 18)]
    assert [each.last_on for each in third_week.last_year] == [year_before[9], year_before[14]]
    assert [each.persistent for each in third_week.last_year] == [0, 0]
