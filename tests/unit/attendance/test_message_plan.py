"""When a family is written to of itself about an absence without a reason."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.message_plan import PLAN_KEYS, MessagePlan
from schools.calendar import LONDON, Session, SessionTimes
from schools.moments import Moment
from schools.value_table import BY_KEY

DEFAULT = MessagePlan.of({key: BY_KEY[key].read(BY_KEY[key].default) for key in PLAN_KEYS})
ON = replace(DEFAULT, alerts=True, reminders=True)
HOURS = SessionTimes(time(8, 45), time(12, 15), time(13, 15), time(15, 20), 30)
MIDNIGHT = datetime(2027, 3, 9, tzinfo=LONDON)


def at(hour: int, minute: int = 0) -> Moment:
    return Moment(MIDNIGHT.replace(hour=hour, minute=minute), HOURS)


def test_nothing_goes_of_itself_until_a_school_says_so() -> None:
    assert DEFAULT.alert_time(day=1, priority=4) is None
    assert DEFAULT.reminded_time(day=2, priority=4) is None


def test_those_most_at_risk_are_rung_and_the_others_written_to_by_priority() -> None:
    times = [ON.alert_time(day=1, priority=priority) for priority in (1, 2, 3, 4)]
    assert times == [None, time(9, 30), time(9, 35), time(9, 40)]


def test_reminders_begin_take_the_place_of_alerts_and_end() -> None:
    days = range(1, 8)
    assert [bool(ON.alert_time(day=day, priority=4)) for day in days] == [True] + [False] * 6
    assert [day for day in days if ON.reminded_time(day=day, priority=4)] == [2, 3, 4]
    assert not any(ON.reminded_time(day=day, priority=1) for day in days)
    alone = replace(ON, reminders=False)
    assert all(alone.alert_time(day=day, priority=4) for day in days)


@pytest.mark.parametrize(
    ("now", "session", "due"),
    [
        (at(8, 55), Session.AM, None),
        (at(9, 20), Session.AM, at(9, 30)),
        (at(9, 30), Session.AM, at(9, 30)),
        (at(11, 2), Session.AM, at(11, 2)),
        (at(13, 20), Session.PM, None),
        (at(13, 45), Session.PM, at(13, 45)),
        (at(18), Session.PM, None),
    ],
)
def test_a_message_waits_for_its_time_and_for_the_close_of_the_register(
    now: Moment, session: Session, due: Moment | None
) -> None:
    assert ON.due_at(time(9, 30), session, now) == (due.now if due else None)


def test_a_school_may_write_before_the_close_of_its_morning_register() -> None:
    assert ON.due_at(time(9), Session.AM, at(9)) == at(9).now
    assert ON.due_at(time(9), Session.AM, at(8, 59)) is None


def test_without_session_times_a_message_waits_for_its_time_alone() -> None:
    bare = Moment(at(9, 31).now, None)
    assert ON.due_at(time(9, 30), Session.AM, bare) == bare.now


@given(st.times(), st.sampled_from(list(Session)), st.integers(0, 24 * 60 - 1))
def test_no_message_goes_before_its_time_nor_into_the_quiet_hours(
    wall: time, session: Session, minutes: int
) -> None:
    moment = Moment(MIDNIGHT + timedelta(minutes=minutes), HOURS)
    due = ON.due_at(wall, session, moment)
    if due is not None:
        assert due >= moment.now
        assert due.time() >= wall
        assert due.time() < ON.quiet_after
        assert not ON.is_quiet(moment)
