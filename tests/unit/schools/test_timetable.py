"""The weeks of a timetable are counted in school weeks: a holiday takes no turn."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.timetable import Rotation, rotation_of, week_of, week_words, weeks_that_meet

MONDAY = date(2027, 1, 4)
# Six weeks, a half term's holiday in the week of 15 February, two weeks more.
MONDAYS = [MONDAY + timedelta(weeks=n) for n in (0, 1, 2, 3, 4, 5, 7, 8)]


@pytest.mark.parametrize(
    ("on", "week"),
    [
        (date(2027, 1, 4), 1),
        (date(2027, 1, 8), 1),
        (date(2027, 1, 11), 2),
        (date(2027, 2, 12), 2),
        (date(2027, 2, 22), 1),
        (date(2027, 3, 1), 2),
    ],
)
def test_two_weeks_take_turns_and_the_holiday_takes_none(on: date, week: int) -> None:
    assert week_of(on, Rotation(MONDAY, weeks=2), MONDAYS) == week


def test_a_day_in_the_holiday_has_the_week_that_comes_next() -> None:
    rotation = Rotation(MONDAY, weeks=2)
    assert week_of(date(2027, 2, 17), rotation, MONDAYS) == week_of(date(2027, 2, 22), rotation, MONDAYS)


def test_a_rotation_may_begin_with_its_second_week() -> None:
    rotation = rotation_of({"weeks": 2, "first": 2}, MONDAY)
    assert [week_of(monday, rotation, MONDAYS) for monday in MONDAYS[:3]] == [2, 1, 2]


def test_a_rotation_that_starts_in_a_holiday_begins_with_the_first_school_week_after_it() -> None:
    assert week_of(date(2027, 2, 23), Rotation(date(2027, 2, 15), weeks=2), MONDAYS) == 1


@pytest.mark.parametrize(
    ("starts_on", "weeks", "first", "words"),
    [
        (MONDAY, 3, 1, "every week or every two weeks"),
        (MONDAY, 0, 1, "every week or every two weeks"),
        (MONDAY, 1, 2, "must be a week of the timetable"),
        (MONDAY + timedelta(days=1), 2, 1, "starts on a Monday"),
    ],
)
def test_a_rotation_that_cannot_be_is_refused(starts_on: date, weeks: int, first: int, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Rotation(starts_on, weeks=weeks, first=first)


def test_lessons_of_every_week_meet_in_each_week() -> None:
    assert [weeks_that_meet(week) for week in Rotation(MONDAY, weeks=2).all_weeks] == [(0, 1), (0, 2)]
    assert (week_words(0), week_words(2)) == ("every week", "week 2")


@given(
    gaps=st.lists(st.integers(1, 7), min_size=1, max_size=60),
    weeks=st.integers(1, 2),
    first=st.integers(1, 2),
)
def test_from_one_school_week_to_the_next_the_week_moves_on_by_one(
    gaps: list[int], weeks: int, first: int
) -> None:
    mondays = [MONDAY]
    for gap in gaps:
        mondays.append(mondays[-1] + timedelta(weeks=gap))
    rotation = Rotation(MONDAY, weeks=weeks, first=min(first, weeks))
    found = [week_of(monday, rotation, mondays) for monday in mondays]
    assert found[0] == rotation.first
    assert all(later == earlier % weeks + 1 for earlier, later in pairwise(found))
