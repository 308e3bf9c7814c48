"""Movement of a week: who came over a line, who came back, who may soon, from the weekly tallies."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from attendance.bands import Move
from attendance.queries.figures.movement import Listed, Movement, movement_counts, movement_within
from reporting.queries.movement_lines import rule_words
from schools.access import rights_of
from schools.models import DatedValue, RollEntry, SchoolDay
from tests.integration.attendance.line_steps import number_of
from tests.integration.attendance.year_steps import LAST_FRIDAY, MONDAY, a_year, marked
from tests.world import TODAY, World, add_group, add_pupils


def seen_by(person: User, *, up_to: date = MONDAY, on: date = TODAY) -> Movement:
    rights = rights_of(person, "marlowe-park", on=on)
    assert rights is not None
    found = movement_within(rights, up_to=up_to, on=on)
    assert found is not None
    return found


def those(found: Movement, each: Listed) -> list[int]:
    return [year.pupil_id for year in found.listed[each]]


@pytest.fixture
def sessions(world: World) -> int:
    """How many sessions the year had up to last Friday."""
    days = SchoolDay.objects.filter(school=world.marlowe, date__range=(date(2026, 9, 1), LAST_FRIDAY))
    return 2 * days.count()


def test_a_tenth_is_reached_this_week_and_names_the_pupil(world: World, sessions: int) -> None:
    amir, zoe, jack = world.pupils
    least = -(-(sessions + 2) // 10)
    a_year(amir, before=least - 2, week=2)
    a_year(zoe, before=least - 3, week=2)
    a_year(jack, before=least + 2)
    found = seen_by(world.okafor)
    assert those(found, Move.NEW) == [amir.pk]
    assert found.names(found.listed[Move.NEW])[amir.pk].name == "Amir Khan"
    assert found.weeks.monday == MONDAY
    assert those(found, Move.BACK) == []


def test_who_attends_again_comes_back_above_a_tenth(world: World, sessions: int) -> None:
    amir = world.pupils[0]
    assert sessions == 220
    marked(amir, date(2026, 9, 1), date(2026, 9, 17), 22)
    marked(amir, date(2026, 9, 18), MONDAY, 0)
    assert [move for move in Move if those(seen_by(world.okafor), move)] == [Move.BACK]
    assert movement_counts(world.marlowe, on=MONDAY) == {"new": 0, "back": 1, "worse": 0, "better": 0}


def test_the_year_before_the_week_and_the_weeks_before_add_up(world: World, sessions: int) -> None:
    amir = world.pupils[0]
    a_year(amir, before=10, week=1)
    year = seen_by(world.okafor).years[0]
    assert (year.now.possible, year.before.possible, year.week.possible) == (sessions + 2, sessions, 2)
    assert (year.now.absent, year.before.absent, year.week.absent, year.illness) == (11, 10, 1, 11)
    assert year.weeks_before.possible == 2 * 5 * 3 - 2 + 10, "four weeks, one with a day of staff training"
    to_come = SchoolDay.objects.filter(school=world.marlowe, date__gte=TODAY).count()
    assert year.to_come == 2 * to_come


def test_on_monday_morning_it_is_the_week_that_has_ended(world: World) -> None:
    a_year(world.pupils[0], before=10)
    found = seen_by(world.okafor, up_to=date(2027, 3, 7), on=MONDAY)
    assert (found.weeks.first_on, found.weeks.last_on) == (date(2027, 3, 1), LAST_FRIDAY)
    assert not found.weeks.is_going_on


def test_what_is_marked_this_week_is_still_to_come_for_the_week_that_has_ended(world: World) -> None:
    a_year(world.pupils[0], before=10, week=2)
    year = seen_by(world.okafor, up_to=date(2027, 3, 7), on=MONDAY).years[0]
    left = SchoolDay.objects.filter(school=world.marlowe, date__gte=MONDAY).count()
    assert (year.now.absent, year.to_come) == (10, 2 * left)


@pytest.mark.parametrize("letter", ["O", "D", "Y1"])
def test_a_session_is_to_come_until_it_has_a_mark_whatever_its_code(world: World, letter: str) -> None:
    amir = world.pupils[0]
    a_year(amir, before=10)
    marked(amir, TODAY, TODAY, 2, code=number_of(letter, TODAY))
    year = seen_by(world.okafor).years[0]
    left = SchoolDay.objects.filter(school=world.marlowe, date__gt=TODAY).count()
    assert year.to_come == 2 * left


def test_across_a_holiday_the_week_before_is_the_last_school_week(world: World) -> None:
    found = seen_by(world.okafor, up_to=date(2027, 2, 23), on=date(2027, 2, 24))
    assert found.weeks.mondays[:2] == (date(2027, 2, 22), date(2027, 2, 8))


def test_an_earlier_week_is_held_to_the_values_of_its_own_end(world: World) -> None:
    values = {"figures.near_sessions": 9, "figures.falling_weeks": 2, "figures.persistent_rule": "below"}
    for key, value in values.items():
        DatedValue.objects.create(
            school=world.marlowe, key=key, value=value, valid_from=MONDAY, source="Policy"
        )
    then, now = seen_by(world.okafor, up_to=LAST_FRIDAY), seen_by(world.okafor)
    assert (then.values.near_sessions, now.values.near_sessions) == (3, 9)
    assert (then.values.is_below, now.values.is_below) == (False, True)
    assert (len(then.weeks.mondays), len(now.weeks.mondays)) == (5, 3)
    assert "10% or more" in rule_words(then)
    assert "school year to Fri 5 Mar, by the rule of that day" in rule_words(then)
    assert "below 90%" in rule_words(now)


def test_a_leaver_is_in_no_list(world: World) -> None:
    amir = world.pupils[0]
    a_year(amir, before=60)
    RollEntry.objects.filter(pupil=amir).update(left_on=MONDAY, is_history=True)
    assert seen_by(world.okafor).years == []


def test_each_sees_the_pupils_of_their_own_reach(world: World) -> None:
    amir, megan = world.pupils[0], world.pupils_elsewhere["7A"]
    for pupil in (amir, megan):
        a_year(pupil, before=40)
    assert {year.pupil_id for year in seen_by(world.okafor).years} == {amir.pk, megan.pk}
    for person in (world.rahman, world.lane):
        assert {year.pupil_id for year in seen_by(person).years} == {amir.pk}


def test_it_costs_three_statements_whatever_the_number_of_pupils(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    a_year(world.pupils[0], before=40)
    for pupil in add_pupils(add_group(world.marlowe, "9B", 9), 20):
        marked(pupil, date(2027, 3, 1), TODAY, 1)
    rights = rights_of(world.okafor, "marlowe-park", on=TODAY)
    assert rights is not None
    with django_assert_num_queries(3):
        movement_within(rights, up_to=MONDAY, on=TODAY)


def test_a_known_day_of_leaving_ends_what_is_to_come(world: World) -> None:
    amir = world.pupils[0]
    a_year(amir, before=10)
    RollEntry.objects.filter(pupil=amir).update(left_on=date(2027, 3, 12), is_history=True)
    assert seen_by(world.okafor).years[0].to_come == 8, "Tuesday to Friday"
