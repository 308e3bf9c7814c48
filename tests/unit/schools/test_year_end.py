"""How years and groups follow each other, and when they may."""

from datetime import date

import pytest

from schools.calendar import HalfTermSpec, YearSpec
from schools.year_end import (
    calendar_doubts,
    calendar_problems,
    is_year_end_time,
    name_problems,
    next_name,
    next_year_group,
    turn_on,
)

TERM = HalfTermSpec(1, date(2027, 9, 2), date(2027, 10, 22))
NEW_YEAR = YearSpec(date(2027, 9, 1), date(2028, 8, 31), (TERM,))


@pytest.mark.parametrize(
    ("name", "year", "later"),
    [
        ("7A", 7, "8A"),
        ("8HW", 8, "9HW"),
        ("9T", 9, "10T"),
        ("10B", 10, "11B"),
        ("7.1", 7, "8.1"),
        ("11-7", 7, "11-8"),
        ("Year 7", 7, "Year 8"),
        ("Reception", 0, "Year 1"),
        ("Nursery 2", -1, "Reception"),
        ("Oak", 3, "Oak"),
        ("Mixed", None, "Mixed"),
        ("N2 Bees", -2, "N2 Bees"),
    ],
)
def test_a_group_takes_the_number_of_its_new_year(name: str, year: int | None, later: str) -> None:
    assert next_name(name, year) == later


def test_the_oldest_year_has_no_next() -> None:
    assert next_year_group(11, oldest=11) is None
    assert next_year_group(-1, oldest=6) == 0


@pytest.mark.parametrize(
    ("on", "old", "new", "is_open"),
    [
        (date(2027, 3, 9), 2026, 2027, False),
        (date(2027, 5, 31), 2026, 2027, False),
        (date(2027, 6, 1), 2026, 2027, True),
        (date(2027, 8, 31), 2026, 2027, True),
        (date(2027, 9, 20), 2026, 2027, True),
        (date(2027, 10, 31), 2026, 2027, True),
        (date(2027, 11, 1), 2027, 2028, False),
    ],
)
def test_groups_move_from_june_to_october(on: date, old: int, new: int, is_open: bool) -> None:
    turn = turn_on(on)
    assert (turn.old_starts, turn.new_starts) == (date(old, 9, 1), date(new, 9, 1))
    assert is_year_end_time(on) is turn.is_open is is_open


def test_a_new_year_without_a_sound_calendar_takes_no_groups() -> None:
    assert calendar_problems(None, 0) == ["The new year has no calendar. Bring it in first"]
    assert calendar_problems(YearSpec(NEW_YEAR.starts_on, NEW_YEAR.ends_on, ()), 190)
    late = HalfTermSpec(2, date(2027, 10, 1), date(2028, 1, 1))
    (problem,) = calendar_problems(YearSpec(NEW_YEAR.starts_on, NEW_YEAR.ends_on, (TERM, late)), 190)
    assert "Half term 2 must start after the one before it ends" in problem
    assert calendar_problems(NEW_YEAR, 0) == ["The new year’s calendar has no school day"]
    assert calendar_problems(NEW_YEAR, 190) == []


def test_an_odd_number_of_school_days_is_a_doubt_and_no_refusal() -> None:
    assert calendar_doubts(190) == []
    assert "36 school days" in calendar_doubts(36)[0]


def test_one_name_stands_for_one_year() -> None:
    assert name_problems([("8A", 8), ("8A", 8), ("9A", 9)]) == []
    assert name_problems([("Oak", 3), ("Oak", 4)]) == ["Groups of two years cannot both be called Oak"]
    assert name_problems([(" ", 3), ("", 4)]) == ["Each group needs a name in the new year"]
