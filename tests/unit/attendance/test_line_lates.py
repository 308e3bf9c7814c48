"""Punctuality: three lates, L or U, within two school weeks. The limit is the school's own."""

from dataclasses import replace
from datetime import date

import pytest

from attendance.lines import LineKind
from tests.unit.attendance.line_marks import ASHGROVE, DEFAULT, count_of, line, pupil

LATES = LineKind.LATES
SINCE = date(2026, 6, 1)
ON = date(2026, 11, 12)


@pytest.mark.parametrize(
    ("letters", "found"), [(("L/", "/U"), None), (("L/", "/U", "L/"), 3), (("LL", "/U", "U/"), 4)]
)
def test_three_lates_of_l_and_u_in_two_school_weeks_matter(
    letters: tuple[str, ...], found: int | None
) -> None:
    late = dict(zip((date(2026, 11, 2), date(2026, 11, 6), date(2026, 11, 9)), letters, strict=False))
    assert count_of(line(LATES, pupil(late, since=SINCE, until=ON), ON)) == found


def test_the_evidence_names_each_late_and_the_day_of_the_third() -> None:
    late = {date(2026, 11, 2): "L/", date(2026, 11, 3): "LU", date(2026, 11, 10): "U/"}
    found = line(LATES, pupil(late, since=SINCE, until=ON), ON)
    assert found is not None
    assert (found.count, found.limit, found.reached_on) == (4, 3, date(2026, 11, 3))
    assert (found.from_on, found.until_on) == (date(2026, 11, 2), ON)
    assert [number for _, _, number in found.sessions] == [20, 20, 210, 210]


@pytest.mark.parametrize(
    ("first", "on", "found"),
    [
        (date(2026, 10, 19), date(2026, 11, 4), 3),
        (date(2026, 10, 16), date(2026, 11, 4), None),
        (date(2026, 7, 20), date(2026, 9, 2), 3),
        (date(2026, 7, 17), date(2026, 9, 2), None),
        (date(2027, 3, 22), date(2027, 4, 14), 3),
        (date(2027, 3, 19), date(2027, 4, 14), None),
    ],
)
def test_across_a_half_term_a_summer_and_a_change_of_the_clocks_the_weeks_are_school_weeks(
    first: date, on: date, found: int | None
) -> None:
    late = {first: "L/", on: "LU"}
    assert count_of(line(LATES, pupil(late, since=SINCE, until=on), on)) == found


def test_two_schools_of_one_trust_look_back_over_their_own_weeks_and_values() -> None:
    """On 12 November Ashgrove has been back for one week, so that the week before its holiday counts."""
    late = {date(2026, 10, 22): "LL", date(2026, 11, 12): "L/"}
    marks = pupil(late, since=SINCE, until=ON, days=ASHGROVE)
    assert line(LATES, marks, ON) is None
    assert count_of(line(LATES, marks, ON, days=ASHGROVE)) == 3
    assert line(LATES, marks, ON, days=ASHGROVE, values=replace(DEFAULT, late_weeks=1)) is None
    assert line(LATES, marks, ON, days=ASHGROVE, values=replace(DEFAULT, late_count=4)) is None


def test_a_pupil_who_joined_this_week_is_late_by_sessions_here_alone() -> None:
    late = {date(2026, 11, 6): "L/", date(2026, 11, 9): "L/", date(2026, 11, 10): "L/"}
    assert line(LATES, pupil(late, since=date(2026, 11, 9), until=ON), ON) is None
    assert count_of(line(LATES, pupil(late, since=SINCE, until=ON), ON)) == 3


@pytest.mark.parametrize(("letter", "found"), [("U", 3), ("/", None), ("N", None), ("-", None)])
def test_an_amended_code_takes_the_third_late_away_or_leaves_it(letter: str, found: int | None) -> None:
    late = {date(2026, 11, 5): "LL", date(2026, 11, 9): f"{letter}/"}
    assert count_of(line(LATES, pupil(late, since=SINCE, until=ON), ON)) == found


def test_a_child_of_four_is_late_like_everybody() -> None:
    late = {date(2026, 11, 5): "LL", date(2026, 11, 9): "L/"}
    marks = pupil(late, since=SINCE, until=ON, born_on=date(2022, 7, 1))
    assert count_of(line(LATES, marks, ON)) == 3
