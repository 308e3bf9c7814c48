"""The rules of home visits: nobody alone without a check-in, and no missed check-in without an alarm."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.home_visits import (
    MORE_TIME,
    PlanFacts,
    check_in_from,
    is_missed,
    more_time,
    plan_problems,
    times_problems,
)
from schools.calendar import LONDON

NOON = datetime(2027, 3, 9, 12, tzinfo=LONDON)
moments = st.integers(-600, 600).map(lambda minutes: NOON + timedelta(minutes=minutes))
perhaps = st.none() | moments


def plan(**facts: object) -> PlanFacts:
    known = {"due_at": NOON, "purpose": "Nobody answers", "visitor_id": 1, "check_in_by": NOON + MORE_TIME}
    return PlanFacts(**(known | facts))  # type: ignore[arg-type]


def test_one_person_with_a_check_in_may_go() -> None:
    assert plan_problems(plan(), at=NOON) == {}


def test_two_people_may_go_without_a_check_in() -> None:
    assert plan_problems(plan(second_id=2, check_in_by=None), at=NOON) == {}
    assert plan_problems(plan(second_name="PC Roe", check_in_by=None), at=NOON) == {}


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"check_in_by": None}, "check_in_by"),
        ({"check_in_by": NOON}, "check_in_by"),
        ({"second_id": 1}, "second"),
        ({"second_id": 2, "second_name": "PC Roe"}, "second_name"),
        ({"risk_raised": True, "risk_words": "A dog"}, "second"),
        ({"risk_raised": True, "second_id": 2}, "risk_words"),
        ({"due_at": NOON - timedelta(days=1), "check_in_by": NOON - timedelta(hours=23)}, "due_on"),
    ],
)
def test_a_plan_says_what_is_missing(facts: dict[str, object], field: str) -> None:
    assert list(plan_problems(plan(**facts), at=NOON)) == [field]


def test_who_sets_out_late_has_as_long_as_was_planned() -> None:
    due, by = NOON, NOON + timedelta(hours=1)
    assert check_in_from(due, by, set_out_at=NOON + timedelta(minutes=59)) == by
    assert check_in_from(due, by, set_out_at=by) == by + timedelta(hours=1)
    assert check_in_from(due, None, set_out_at=by) is None


@given(set_out=perhaps, by=perhaps, safe=perhaps, answered=perhaps, at=moments)
def test_no_missed_check_in_goes_without_an_alarm_until_somebody_says_something(
    set_out: datetime | None,
    by: datetime | None,
    safe: datetime | None,
    answered: datetime | None,
    at: datetime,
) -> None:
    missed = is_missed(set_out_at=set_out, check_in_by=by, safe_at=safe, answered_at=answered, at=at)
    silent = safe is None and (answered is None or (by is not None and answered < by))
    assert missed == (set_out is not None and by is not None and by <= at and silent)


@given(by=moments, at=moments)
def test_more_time_always_lies_ahead_and_never_takes_any_away(by: datetime, at: datetime) -> None:
    later = more_time(by, at=at)
    assert later >= at + MORE_TIME
    assert later >= by + MORE_TIME


def test_times_stand_in_their_order_and_not_ahead() -> None:
    one, two, three = (NOON + timedelta(minutes=each) for each in (1, 2, 3))
    assert times_problems(one, two, three, None, at=three) == {}
    assert times_problems(one + timedelta(seconds=40), one, two, None, at=three) == {}
    assert list(times_problems(two, one, None, None, at=three)) == ["arrived_at"]
    assert list(times_problems(one, None, None, three, at=two)) == ["safe_at"]
    assert "set_out_at" in times_problems(None, one, None, None, at=three)
