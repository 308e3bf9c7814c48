"""When sessions begin, when registers close, and what the clocks do to both."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.calendar import LONDON, Session, SessionTimes

TIMES = SessionTimes(time(8, 50), time(12, 10), time(13, 5), time(15, 20), register_minutes=25)
CLOCKS_FORWARD = date(2027, 3, 28)
CLOCKS_BACK = date(2026, 10, 25)


def test_a_register_closes_its_minutes_after_the_session_starts() -> None:
    friday = date(2027, 3, 5)
    assert TIMES.closes_at(friday, Session.AM) == datetime(2027, 3, 5, 9, 15, tzinfo=LONDON)
    assert TIMES.closes_at(friday, Session.PM) == datetime(2027, 3, 5, 13, 30, tzinfo=LONDON)
    assert TIMES.ends_at(friday, Session.AM) == datetime(2027, 3, 5, 12, 10, tzinfo=LONDON)


def test_a_register_closes_at_the_same_wall_time_before_and_after_the_clocks_change() -> None:
    before = TIMES.closes_at(CLOCKS_FORWARD - timedelta(days=2), Session.AM)
    after = TIMES.closes_at(CLOCKS_FORWARD + timedelta(days=1), Session.AM)
    assert (before.astimezone(UTC).hour, after.astimezone(UTC).hour) == (9, 8)
    assert before.time() == after.time() == time(9, 15)


@pytest.mark.parametrize("day", [CLOCKS_FORWARD, CLOCKS_BACK])
def test_on_the_day_of_a_clock_change_a_register_is_open_no_longer_than_on_others(day: date) -> None:
    for session in Session:
        open_for = TIMES.closes_at(day, session) - TIMES.starts_at(day, session)
        assert open_for == timedelta(minutes=25)


@pytest.mark.parametrize("day", [CLOCKS_FORWARD, CLOCKS_BACK])
def test_a_time_that_the_clocks_skip_or_repeat_is_greenwich_mean_time(day: date) -> None:
    night = SessionTimes(time(1, 30), time(2, 30), time(3), time(4), register_minutes=15)
    starts = night.starts_at(day, Session.AM).astimezone(UTC)
    assert starts == datetime(day.year, day.month, day.day, 1, 30, tzinfo=UTC)
    closes = night.closes_at(day, Session.AM).astimezone(UTC)
    assert closes == datetime(day.year, day.month, day.day, 1, 45, tzinfo=UTC)


@given(
    st.dates(date(2006, 9, 1), date(2040, 8, 31)),
    st.times(time(6), time(10)),
    st.integers(1, 30),
    st.sampled_from(Session),
)
def test_on_every_day_a_register_closes_on_time_and_in_london(
    day: date, starts: time, minutes: int, session: Session
) -> None:
    times = SessionTimes(starts.replace(tzinfo=None), time(12), time(13), time(15), register_minutes=minutes)
    closes = times.closes_at(day, session)
    assert closes.tzinfo is LONDON
    assert closes.date() == day
    assert closes - times.starts_at(day, session) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("moment", "session"),
    [
        (time(8, 49, 59), None),
        (time(8, 50), Session.AM),
        (time(12, 9, 59), Session.AM),
        (time(12, 10), None),
        (time(13, 5), Session.PM),
        (time(15, 20), None),
    ],
)
def test_a_session_goes_on_from_its_start_until_its_end(moment: time, session: Session | None) -> None:
    assert TIMES.session_at(datetime.combine(date(2027, 6, 1), moment, tzinfo=LONDON)) is session


def test_an_instant_given_in_another_zone_is_read_in_london() -> None:
    assert TIMES.session_at(datetime(2027, 6, 1, 7, 50, tzinfo=UTC)) is Session.AM


@pytest.mark.parametrize("minutes", [0, -5, 31, 60])
def test_a_register_stays_open_for_30_minutes_at_most(minutes: int) -> None:
    with pytest.raises(ValueError, match="1 to 30 minutes"):
        SessionTimes(time(8, 50), time(12), time(13), time(15), register_minutes=minutes)


@pytest.mark.parametrize(
    "hours",
    [(9, 8, 13, 15), (9, 9, 13, 15), (9, 12, 11, 15), (9, 12, 15, 15), (9, 12, 15, 14)],
)
def test_sessions_out_of_order_are_refused(hours: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="The morning must end after it starts"):
        SessionTimes(time(hours[0]), time(hours[1]), time(hours[2]), time(hours[3]), register_minutes=30)
