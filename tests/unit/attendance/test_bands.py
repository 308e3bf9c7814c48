"""Bands of attendance, movement between two weeks, falling, the target group, and what is left or wanted."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.bands import (
    MOVEMENT_KEYS,
    Band,
    Move,
    MovementValues,
    band_of,
    bands_of,
    has_few_sessions,
    is_above,
    is_falling,
    is_near,
    is_target,
    moves,
    sessions_left,
    sessions_to_come_back,
)
from attendance.line_rules import is_crossed
from attendance.lines import LineKind
from attendance.metrics import Tally
from schools.value_table import BY_KEY

DFE = MovementValues.of({key: BY_KEY[key].read(BY_KEY[key].default) for key in MOVEMENT_KEYS})
BELOW = replace(DFE, is_below=True)
NONE = Tally()


def year(absent: int, possible: int) -> Tally:
    """A pupil who missed so many sessions of so many possible ones."""
    return Tally(possible=possible, attended=possible - absent, authorised=absent)


tallies = st.integers(0, 400).flatmap(
    lambda possible: st.integers(0, possible).map(lambda n: year(n, possible))
)


def test_the_bands_are_cut_where_the_school_says() -> None:
    assert [band.words for band in bands_of(DFE.cuts)] == [
        "97% or more",
        "95% to 97%",
        "90% to 95%",
        "75% to 90%",
        "50% to 75%",
        "Under 50%",
    ]
    assert bands_of((90, 50)) == (Band(90, 100), Band(50, 90), Band(0, 50))


@pytest.mark.parametrize(
    ("absent", "dfe", "below"),
    [
        (0, 97, 97),
        (6, 97, 97),
        (7, 95, 95),
        (10, 95, 95),
        (11, 90, 90),
        (19, 90, 90),
        (20, 75, 90),
        (21, 75, 75),
        (50, 75, 75),
        (51, 50, 50),
        (100, 0, 50),
        (101, 0, 0),
        (200, 0, 0),
    ],
)
def test_exactly_ninety_and_fifty_are_below_for_the_dfe_and_above_for_a_policy_that_says_below(
    absent: int, dfe: int, below: int
) -> None:
    found = [band_of(year(absent, 200), values) for values in (DFE, BELOW)]
    assert [band.lowest for band in found if band] == [dfe, below]


def test_without_sessions_there_is_no_band_and_nobody_is_below_or_in_a_list() -> None:
    assert band_of(NONE, DFE) is None
    assert is_above(NONE, 90, is_below=False)
    assert not is_target(NONE, DFE)
    assert not is_near(NONE, 0, DFE)
    assert not has_few_sessions(NONE, DFE)
    assert sessions_to_come_back(NONE, is_below=False) == 0


@given(tallies, st.booleans())
def test_whoever_is_in_a_band_under_ninety_is_persistently_absent_and_nobody_else(
    tally: Tally, is_below: bool
) -> None:
    band = band_of(tally, replace(DFE, is_below=is_below))
    for percent, kind in ((90, LineKind.PERSISTENT), (50, LineKind.SEVERE)):
        crossed = is_crossed(kind, tally.absent, tally.possible, is_below=is_below)
        assert crossed == (band is not None and band.highest <= percent)


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        (year(9, 100), year(11, 110), [Move.NEW]),
        (year(9, 100), year(10, 110), []),
        (NONE, year(2, 10), [Move.NEW]),
        (year(10, 100), year(10, 110), [Move.BACK]),
        (year(10, 90), year(10, 100), []),
        (year(49, 100), year(55, 110), [Move.WORSE]),
        (year(50, 100), year(50, 110), [Move.BETTER]),
        (year(0, 4), year(10, 14), [Move.NEW, Move.WORSE]),
        (year(1, 2), year(1, 12), [Move.BACK, Move.BETTER]),
        (year(20, 100), year(30, 110), []),
    ],
)
def test_a_pupil_moves_over_a_line_or_stays_on_its_side(before: Tally, now: Tally, found: list[Move]) -> None:
    assert list(moves(before, now, is_below=False)) == found


def test_under_a_policy_that_says_below_exactly_ten_per_cent_is_no_movement() -> None:
    assert moves(year(9, 100), year(11, 110), is_below=True) == ()
    assert moves(year(9, 100), year(12, 110), is_below=True) == (Move.NEW,)


def test_a_movement_is_said_in_words() -> None:
    assert [move.words for move in Move] == [
        "Now persistently absent",
        "No longer persistently absent",
        "Now severely absent",
        "No longer severely absent",
    ]


@pytest.mark.parametrize(
    ("missed", "missed_before", "falls"),
    [(2, 4, True), (1, 0, False), (2, 5, False), (3, 4, True), (0, 0, False)],
)
def test_falling_is_ten_points_under_the_pupils_own_weeks_and_two_sessions(
    missed: int, missed_before: int, falls: bool
) -> None:
    week, weeks_before = year(missed, 10), year(missed_before, 40)
    assert is_falling(week, weeks_before, year(6, 150), DFE) is falls


def test_falling_is_told_before_a_line_and_not_after_it_nor_without_weeks_to_compare() -> None:
    week = year(5, 10)
    assert is_falling(week, year(0, 40), year(14, 150), DFE)
    assert not is_falling(week, year(0, 40), year(15, 150), DFE)
    assert is_falling(week, year(0, 40), year(15, 150), BELOW)
    assert not is_falling(week, NONE, year(5, 150), DFE)


@pytest.mark.parametrize(("absent", "stands"), [(19, False), (20, True), (50, True), (51, False)])
def test_the_target_group_lies_between_75_and_90_both_included(absent: int, stands: bool) -> None:
    assert is_target(year(absent, 200), DFE) is stands


def test_a_percentage_of_fewer_than_twenty_sessions_says_little() -> None:
    assert [has_few_sessions(year(1, possible), DFE) for possible in (1, 19, 20)] == [True, True, False]


def test_of_a_year_of_380_sessions_thirty_six_missed_leave_two_before_ninety() -> None:
    assert sessions_left(year(36, 280), 100, is_below=False) == {95: -16, 90: 2, 50: 154}


def test_where_the_school_says_below_the_session_that_makes_exactly_ninety_crosses_nothing() -> None:
    """38 of 380 are exactly 90%: the 39th crosses."""
    assert sessions_left(year(38, 280), 100, is_below=True) == {95: -18, 90: 1, 50: 153}
    assert [is_near(year(25, 280), 0, values) for values in (DFE, BELOW)] == [True, False]
    assert [is_near(year(28, 280), 0, values) for values in (DFE, BELOW)] == [False, True]


@given(tallies, st.integers(0, 200), st.sampled_from([95, 90, 50]), st.booleans())
def test_with_the_sessions_left_missed_a_pupil_is_below_and_with_one_fewer_not(
    tally: Tally, to_come: int, percent: int, is_below: bool
) -> None:
    left = sessions_left(tally, to_come, is_below=is_below)[percent]
    if not 0 < left <= to_come:
        return
    missed = [tally + year(more, to_come) for more in (left - 1, left)]
    assert [is_above(each, percent, is_below=is_below) for each in missed] == [True, False]


@pytest.mark.parametrize(("absent", "near"), [(24, False), (25, True), (27, True), (28, False)])
def test_three_sessions_left_is_near_and_a_line_that_is_crossed_is_not(absent: int, near: bool) -> None:
    assert is_near(year(absent, 280), 0, DFE) is near


@pytest.mark.parametrize(
    ("tally", "percent", "dfe", "below"),
    [
        (year(10, 100), 90, 1, 0),
        (year(11, 100), 90, 11, 10),
        (year(9, 100), 90, 0, 0),
        (year(50, 100), 50, 1, 0),
        (year(60, 100), 50, 21, 20),
        (year(6, 100), 95, 20, 20),
        (year(5, 100), 95, 0, 0),
    ],
)
def test_so_many_sessions_in_a_row_bring_a_pupil_back(
    tally: Tally, percent: int, dfe: int, below: int
) -> None:
    found = [sessions_to_come_back(tally, percent, is_below=is_below) for is_below in (False, True)]
    assert found == [dfe, below]


@given(tallies, st.sampled_from([95, 90, 75, 50]), st.booleans())
def test_that_many_sessions_bring_a_pupil_back_and_one_fewer_does_not(
    tally: Tally, percent: int, is_below: bool
) -> None:
    wanted = sessions_to_come_back(tally, percent, is_below=is_below)
    assert is_above(tally + year(0, wanted), percent, is_below=is_below)
    assert not wanted or not is_above(tally + year(0, wanted - 1), percent, is_below=is_below)
