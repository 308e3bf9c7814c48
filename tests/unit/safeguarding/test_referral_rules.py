"""Referrals: when an answer is due, and what may follow what."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguarding.referral_rules import (
    ANSWERED,
    AWAITING,
    CHASED,
    ENDED,
    ESCALATED,
    Followed,
    due_after,
    is_working_day,
    state_of,
    step_problem,
    working_days_after,
)
from schools.calendar import LONDON


def on(month: int, day: int) -> datetime:
    return datetime(2027, month, day, 9, 30, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("sent", "days", "due"),
    [
        (on(3, 9), 1, on(3, 10)),
        (on(3, 12), 1, on(3, 15)),
        (on(3, 25), 1, on(3, 30)),
        (on(3, 13), 2, on(3, 16)),
    ],
)
def test_an_answer_is_due_after_working_days_alone(sent: datetime, days: int, due: datetime) -> None:
    assert working_days_after(sent, days) == due


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(1, 20))
def test_each_working_day_between_is_counted_once(day: date, days: int) -> None:
    sent = datetime.combine(day, time(9, 30), tzinfo=LONDON)
    due = working_days_after(sent, days)
    between = [sent + timedelta(days=n) for n in range(1, (due - sent).days + 1)]
    assert sum(is_working_day(day) for day in between) == days
    assert is_working_day(due)


def test_whoever_chases_after_an_answer_waits_again() -> None:
    assert state_of([]) == AWAITING
    assert state_of([Followed(CHASED), Followed(ANSWERED)]) == ANSWERED
    assert state_of([Followed(ANSWERED), Followed(ESCALATED)]) == AWAITING
    assert state_of([Followed(ENDED), Followed(CHASED)]) == ENDED


def test_the_newest_time_that_was_named_is_when_an_answer_is_due() -> None:
    steps = [Followed(CHASED, on(3, 11)), Followed(CHASED)]
    assert due_after(on(3, 10), steps) == on(3, 11)
    assert due_after(on(3, 10), []) == on(3, 10)
    assert due_after(None, []) is None


def test_nothing_follows_an_end_and_each_step_has_words_and_a_kind() -> None:
    assert step_problem(CHASED, "Rang the duty desk", []) is None
    assert step_problem(CHASED, "Rang", [Followed(ENDED)]) == "This referral has ended. Make another one"
    assert step_problem(CHASED, " ", []) == "Say what was said, and by whom"
    assert step_problem("lost", "Rang", []) == "Choose what happened"
