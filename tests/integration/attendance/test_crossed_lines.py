"""A line that a pupil's absence crossed is found with its evidence, once, however often the sweep runs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import DjangoAssertNumQueries

from attendance.lines import LineKind
from attendance.models import CrossedLine, LineState
from schools.models import Pupil, RollEntry
from tests.integration.attendance.line_steps import line_of, mark_all, school_days, states, swept
from tests.world import NOW, TODAY, TOMORROW, World, add_pupils

STANDING = LineState.STANDING


@pytest.fixture
def amir(world: World) -> Pupil:
    return world.pupils[0]


def test_a_tenth_missed_is_found_with_what_it_rests_on(world: World, amir: Pupil) -> None:
    days = school_days(world.marlowe)[:50]
    mark_all(amir, "/////////I", days)

    assert swept(world).found == 1

    line = line_of(amir, LineKind.PERSISTENT)
    assert (line.count, line.limit, line.possible) == (10, 10, 100)
    assert (line.reached_on, line.until_on) == (days[-1], TODAY)
    assert (line.state, line.found_on, line.held_on, line.found_at) == (STANDING, TODAY, TODAY, NOW)


def test_a_second_sweep_changes_nothing(world: World, amir: Pupil) -> None:
    mark_all(amir, "O", school_days(world.marlowe)[-12:])
    assert swept(world).found == 4
    before = list(CrossedLine.objects.values())

    again = swept(world, at=NOW + timedelta(hours=1))

    assert (again.found, again.ended, again.withdrawn) == (0, 0, 0)
    assert list(CrossedLine.objects.values()) == before


def test_the_sessions_of_a_line_are_named_with_their_codes(world: World, amir: Pupil) -> None:
    days = school_days(world.marlowe)[-6:]
    mark_all(amir, "NG", days)

    swept(world)

    line = line_of(amir, LineKind.NOTICE)
    assert (line.count, line.limit, line.reached_on) == (12, 10, days[4])
    assert line.sessions[0] == [days[0].isoformat(), 1, 220]
    assert line.sessions[-1] == [days[-1].isoformat(), 2, 200]


def test_a_day_later_the_standing_line_says_what_it_rests_on_now(world: World, amir: Pupil) -> None:
    mark_all(amir, "O", school_days(world.marlowe)[-6:])
    swept(world)
    mark_all(amir, "O", [TOMORROW])

    outcome = swept(world, TOMORROW, at=NOW + timedelta(days=1))

    assert (outcome.found, outcome.ended) == (0, 0)
    line = line_of(amir, LineKind.NOTICE)
    assert (line.count, line.held_on, line.found_on) == (14, TOMORROW, TODAY)


def test_a_sweep_of_an_earlier_day_takes_nothing_back(world: World, amir: Pupil) -> None:
    mark_all(amir, "O", school_days(world.marlowe)[-5:])
    swept(world)
    before = list(CrossedLine.objects.values())

    swept(world, TODAY - timedelta(days=20))

    assert list(CrossedLine.objects.values()) == before


def test_who_is_not_on_roll_on_the_day_crosses_no_line(world: World, amir: Pupil) -> None:
    mark_all(amir, "O", school_days(world.marlowe)[-30:])
    RollEntry.objects.filter(pupil=amir).update(left_on=TODAY - timedelta(days=1), is_history=True)

    assert swept(world).found == 0


def test_each_school_is_swept_by_itself(world: World) -> None:
    poppy = world.pupils_elsewhere["Oak"]
    mark_all(poppy, "L", school_days(world.ashgrove)[-8:])

    assert swept(world).found == 0
    assert states(poppy) == {}


def test_a_sweep_takes_as_many_statements_for_ten_pupils_as_for_one(
    world: World, amir: Pupil, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    days = school_days(world.marlowe)[-21:]
    mark_all(amir, "O", days)
    with CaptureQueriesContext(connection) as one:
        assert swept(world).found == 5
    for pupil in add_pupils(world.class_8hw, 9):
        mark_all(pupil, "O", days)

    with django_assert_num_queries(len(one)):
        assert swept(world).found == 9 * 5
    assert len(one) <= 15
