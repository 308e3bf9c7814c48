"""N codes (reg 10(7)-(9), SI 2024/208), the penalty-notice line, other lines, days without contact."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.thresholds import (
    days_without_contact,
    is_n_overdue,
    n_age,
    n_deadline,
    sessions_before_line,
    sessions_before_notice,
)

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


@pytest.mark.parametrize(("missed", "left"), [(0, 10), (7, 3), (10, 0), (12, 0)])
def test_sessions_left_before_the_penalty_notice_line(missed: int, left: int) -> None:
    assert sessions_before_notice(missed) == left
    assert sessions_before_notice(missed, limit=6) == max(0, left - 4)


@pytest.mark.parametrize(
    ("absent", "projected", "percent", "left"),
    [
        (36, 380, 90, 2),
        (38, 380, 90, 0),
        (41, 380, 90, -3),
        (0, 375, 90, 38),
        (10, 380, 95, 9),
        (190, 380, 50, 0),
    ],
)
def test_sessions_left_before_a_line_of_attendance(
    absent: int, projected: int, percent: int, left: int
) -> None:
    assert sessions_before_line(absent, projected, percent) == left


@given(st.integers(0, 400), st.integers(0, 400))
def test_the_last_session_left_crosses_the_line_and_the_one_before_it_does_not(
    absent: int, projected: int
) -> None:
    left = sessions_before_line(absent, projected)
    if left > 0:
        assert 10 * (absent + left - 1) < max(1, projected) <= 10 * (absent + left)


@pytest.mark.parametrize(
    ("reached", "days"),
    [
        (None, 4),
        (date(2026, 10, 9), 4),
        (date(2026, 10, 12), 3),
        (date(2026, 10, 14), 1),
        (date(2026, 10, 15), 0),
    ],
)
def test_days_without_contact_count_from_the_last_word_of_this_absence(
    reached: date | None, days: int
) -> None:
    assert days_without_contact(date(2026, 10, 12), reached, date(2026, 10, 15), DAYS) == days
