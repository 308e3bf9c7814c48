"""N codes: how old, until when, and when too late (reg 10(7)-(9), SI 2024/208)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.thresholds import is_n_overdue, n_age, n_deadline

# Two weeks on each side of a half term of one week.
HALF_TERM = {date(2026, 10, 26) + timedelta(days=n) for n in range(7)}
DAYS = [
    day
    for day in (date(2026, 10, 12) + timedelta(days=n) for n in range(35))
    if day.weekday() < 5 and day not in HALF_TERM
]
BEFORE_HALF_TERM = date(2026, 10, 22)


@pytest.mark.parametrize(
    ("marked_on", "deadline"),
    [
        (date(2026, 10, 12), date(2026, 10, 19)),
        (date(2026, 10, 16), date(2026, 10, 23)),
        (BEFORE_HALF_TERM, date(2026, 11, 5)),
        (date(2026, 10, 23), date(2026, 11, 6)),
    ],
)
def test_reg10_9_an_n_is_replaced_not_later_than_five_school_days_after_the_session(
    marked_on: date, deadline: date
) -> None:
    assert n_deadline(marked_on, DAYS) == deadline
    assert n_age(marked_on, deadline, DAYS) == 5


def test_reg10_9_the_fifth_school_day_is_still_in_time_and_the_sixth_is_not() -> None:
    assert not is_n_overdue(BEFORE_HALF_TERM, date(2026, 11, 5), DAYS)
    assert is_n_overdue(BEFORE_HALF_TERM, date(2026, 11, 6), DAYS)


def test_an_n_does_not_age_in_a_holiday_or_on_a_weekend() -> None:
    ages = [n_age(BEFORE_HALF_TERM, BEFORE_HALF_TERM + timedelta(days=n), DAYS) for n in range(13)]
    assert ages == [0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 3]


def test_an_n_of_today_is_0_school_days_old() -> None:
    assert n_age(date(2026, 10, 12), date(2026, 10, 12), DAYS) == 0


def test_a_deadline_beyond_the_calendar_is_not_guessed() -> None:
    assert n_deadline(DAYS[-3], DAYS) is None


def test_a_change_of_the_law_is_a_change_of_the_limit() -> None:
    assert n_deadline(date(2026, 10, 12), DAYS, limit=3) == date(2026, 10, 15)
    assert is_n_overdue(date(2026, 10, 12), date(2026, 10, 16), DAYS, limit=3)


@given(st.sampled_from(DAYS), st.dates(date(2026, 10, 12), date(2026, 11, 15)))
def test_an_n_is_overdue_exactly_when_a_school_day_after_its_deadline_has_come(
    marked_on: date, today: date
) -> None:
    deadline = n_deadline(marked_on, DAYS)
    passed = deadline is not None and any(deadline < day <= today for day in DAYS)
    assert is_n_overdue(marked_on, today, DAYS) is passed
