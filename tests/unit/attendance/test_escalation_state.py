"""What the safeguarding lead is asked of a pupil: to decide, to wait, or nothing more."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.escalation_state import LONGEST_WAIT, Standing, State, state_of, wait_problem
from schools.calendar import LONDON

NOW = datetime(2027, 3, 9, 11, 4, tzinfo=LONDON)
moments = st.integers(-20_000, 20_000).map(lambda minutes: NOW + timedelta(minutes=minutes))
standings = st.builds(
    Standing,
    is_explained=st.booleans(),
    is_back=st.booleans(),
    decision=st.sampled_from(["", "wait", "visit", "police", "social_care", "safe"]),
    decided_on=st.none() | moments.map(datetime.date),
    until_at=st.none() | moments,
    visit_due=st.none() | moments,
    was_seen=st.none() | st.booleans(),
)


@given(standings)
def test_a_child_whom_nobody_found_is_settled_by_no_time(standing: Standing) -> None:
    found = standing.is_explained or standing.was_seen is True
    assert (state_of(standing, now=NOW) in (State.SETTLED, State.BACK)) is found


@given(standings)
def test_whatever_was_decided_the_child_comes_back_to_the_lead(standing: Standing) -> None:
    later = NOW + timedelta(days=30)
    assert state_of(standing, now=later) is not State.WAITING


@given(st.none() | moments)
def test_a_wait_that_is_allowed_is_waited_for_and_ends(until_at: datetime | None) -> None:
    if wait_problem(until_at, now=NOW):
        assert until_at is None or until_at <= NOW or until_at - NOW > LONGEST_WAIT
        return
    assert until_at is not None
    waits = Standing(decision="wait", decided_on=NOW.date(), until_at=until_at)
    assert state_of(waits, now=NOW) is State.WAITING
    assert state_of(waits, now=until_at) is State.DECIDE


def test_a_visit_that_nobody_made_is_asked_about_on_the_next_day() -> None:
    decided = Standing(decision="visit", decided_on=NOW.date())
    planned = Standing(decision="visit", decided_on=NOW.date(), visit_due=NOW + timedelta(days=1))
    tomorrow, after = NOW + timedelta(days=1), NOW + timedelta(days=2)
    assert state_of(decided, now=NOW) is State.WAITING
    assert state_of(decided, now=tomorrow) is State.DECIDE
    assert (state_of(planned, now=tomorrow), state_of(planned, now=after)) == (State.WAITING, State.DECIDE)


@pytest.mark.parametrize("decision", ["police", "social_care"])
@pytest.mark.parametrize(
    ("known", "days", "asked"),
    [
        ({}, 0, State.WAITING),
        ({}, 1, State.DECIDE),
        ({}, 30, State.DECIDE),
        ({"was_seen": False}, 1, State.DECIDE),
        ({"was_seen": True}, 1, State.SETTLED),
        ({"is_explained": True}, 0, State.SETTLED),
        ({"is_explained": True, "is_back": True}, 0, State.BACK),
        ({"is_back": True}, 1, State.DECIDE),
    ],
)
def test_what_others_look_into_is_not_over_until_the_child_is_known_of(
    decision: str, known: dict[str, bool], days: int, asked: State
) -> None:
    standing = Standing(decision=decision, decided_on=NOW.date(), **known)  # type: ignore[arg-type]
    assert state_of(standing, now=NOW + timedelta(days=days)) is asked


def test_a_visit_to_a_closed_door_is_asked_about_at_once() -> None:
    nobody = Standing(decision="visit", decided_on=NOW.date(), was_seen=False)
    assert state_of(nobody, now=NOW) is State.DECIDE
