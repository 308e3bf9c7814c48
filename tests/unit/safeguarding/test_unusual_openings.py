"""Which openings somebody should ask about, and when a review is due."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguarding.reach_rules import review_due
from safeguarding.unusual_openings import MANY_FILES, unusual_words
from schools.calendar import LONDON


def march(day: int, hour: int, minute: int) -> datetime:
    """An instant of March 2027 in London."""
    return datetime(2027, 3, day, hour, minute, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("at", "files", "words"),
    [
        (march(9, 8, 49), 3, []),
        (march(9, 6, 59), 1, ["Out of hours"]),
        (march(9, 19, 0), 1, ["Out of hours"]),
        (march(13, 10, 0), 1, ["Out of hours"]),
        (march(9, 8, 49), MANY_FILES + 1, [f"{MANY_FILES + 1} files within an hour"]),
    ],
)
def test_out_of_hours_and_many_files_are_unusual(at: datetime, files: int, words: list[str]) -> None:
    assert unusual_words(at, files) == words


def test_two_working_days_leave_out_the_weekend_and_days_that_are_closed() -> None:
    friday = march(5, 16, 0)
    assert review_due(friday) == march(9, 16, 0)
    assert review_due(friday, closed={date(2027, 3, 8)}) == march(10, 16, 0)


@given(days=st.integers(0, 4000), minutes=st.integers(0, 1439))
def test_a_review_is_due_on_a_working_day_within_four_days(days: int, minutes: int) -> None:
    at = march(1, 0, 0) + timedelta(days=days, minutes=minutes)
    due = review_due(at)
    assert due.weekday() < 5
    assert timedelta(days=2) <= due - at <= timedelta(days=4)
