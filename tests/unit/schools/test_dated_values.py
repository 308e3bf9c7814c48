"""A limit that the law changes keeps its old value for old days."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.dated_values import is_in_force, value_on


@dataclass(frozen=True)
class Limit:
    """A dated number, as a row holds it."""

    valid_from: date
    valid_to: date | None
    value: int


CHANGE = date(2024, 8, 19)
LIMITS = [Limit(date(2015, 9, 1), CHANGE, 15), Limit(CHANGE, None, 10)]


def test_a_value_holds_until_the_day_before_the_next() -> None:
    assert value_on(LIMITS, date(2024, 8, 18)) == 15
    assert value_on(LIMITS, CHANGE) == 10
    assert value_on(LIMITS, date(2060, 1, 1)) == 10


def test_before_the_first_value_there_is_none() -> None:
    with pytest.raises(LookupError, match="0 values are in force on 31/08/2015"):
        value_on(LIMITS, date(2015, 8, 31))


def test_two_values_at_once_are_an_error_and_no_guess() -> None:
    with pytest.raises(LookupError, match="2 values are in force on 19/08/2024"):
        value_on([*LIMITS, Limit(CHANGE, None, 5)], CHANGE)


@given(st.dates(), st.lists(st.dates(), min_size=1, unique=True))
def test_rows_that_follow_each_other_have_one_value_from_the_first_day_on(
    on: date, starts: list[date]
) -> None:
    starts.sort()
    ends: list[date | None] = [*starts[1:], None]
    rows = [Limit(start, end, n) for n, (start, end) in enumerate(zip(starts, ends, strict=True))]
    assert sum(is_in_force(row.valid_from, row.valid_to, on) for row in rows) == (on >= starts[0])
