"""Lateness in figures and words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.lateness import LateLimits, Lates, late_words, left_out_words, list_of_weekdays

LIMITS = LateLimits(count=3, weeks=2, repeat_count=6)


def lates(**facts: object) -> Lates:
    usual: dict[str, object] = {
        "late": 3,
        "after_close": 2,
        "before": 2,
        "half_term": 7,
        "minutes": 65,
        "unwritten": 0,
        "weekdays": (4, 0, 0, 1, 2, 0, 0),
    }
    return Lates(**(usual | facts))  # type: ignore[arg-type]


def test_late_is_the_sum_of_l_and_u_as_the_national_figures_count_it() -> None:
    assert lates().total == 5
    assert lates().trend_words == "5, was 2"
    assert late_words(3, 2) == "3 L and 2 U"
    assert late_words(0, 1) == "1 U"
    assert late_words(0, 0) == "none"


@pytest.mark.parametrize(
    ("minutes", "unwritten", "words"),
    [
        (65, 0, "1 h 5 min"),
        (12, 2, "12 min, 2 not written down"),
        (0, 3, "not written down"),
        (0, 0, "0 min"),
    ],
)
def test_minutes_that_nobody_wrote_down_are_said_and_not_guessed(
    minutes: int, unwritten: int, words: str
) -> None:
    assert lates(minutes=minutes, unwritten=unwritten).minutes_words == words


@pytest.mark.parametrize(
    ("late", "after_close", "half_term", "reasons"),
    [(2, 0, 5, (False, False)), (2, 1, 5, (True, False)), (1, 0, 6, (False, True)), (3, 3, 6, (True, True))],
)
def test_a_pupil_is_listed_for_the_weeks_or_for_the_half_term(
    late: int, after_close: int, half_term: int, reasons: tuple[bool, bool]
) -> None:
    assert lates(late=late, after_close=after_close, half_term=half_term).reasons(LIMITS) == reasons


def test_the_shape_of_the_week_has_its_numbers_and_its_words() -> None:
    assert lates().bars == [("M", 4, 5), ("T", 0, 0), ("W", 0, 0), ("T", 1, 2), ("F", 2, 3)]
    assert lates().weekday_words == "4 on Monday, 1 on Thursday, 2 on Friday"


def test_a_school_that_meets_on_saturdays_sees_its_saturday() -> None:
    assert lates(weekdays=(0, 0, 0, 0, 0, 1, 0)).bars[5] == ("S", 1, 5)


def test_lates_fall_on_the_day_that_has_most_of_them() -> None:
    assert lates().falls_on(0)
    assert not lates().falls_on(4)
    assert not lates(weekdays=(0,) * 7).falls_on(0)
    assert not lates(weekdays=(1,) * 5 + (0, 0)).falls_on(0)


@given(st.lists(st.integers(0, 80), min_size=7, max_size=7).map(tuple))
def test_bars_are_empty_exactly_where_no_late_is(weekdays: tuple[int, ...]) -> None:
    for (_, count, height), here in zip(lates(weekdays=weekdays).bars, weekdays, strict=False):
        assert count == here
        assert (height == 0) == (count == 0)
        assert 0 <= height <= 5


def test_weekdays_are_counted_from_monday() -> None:
    assert list_of_weekdays([(1, 2), (5, 1)]) == (2, 0, 0, 0, 1, 0, 0)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, ""),
        (1, "1 more pupil is left out: known to be away that day."),
        (2, "2 more pupils are left out: known to be away that day."),
    ],
)
def test_who_is_known_to_be_away_is_left_out_and_said(count: int, words: str) -> None:
    assert left_out_words(count) == words


def test_the_weeks_in_words() -> None:
    assert LIMITS.weeks_words == "the last 2 school weeks"
    assert LateLimits(1, 1, 1).weeks_words == "this school week"
