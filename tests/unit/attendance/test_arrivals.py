"""L until the register closes and U from then on, on any day and by any hours (WTISA; regs 10 and 11)."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from attendance.arrivals import Stands, late_words, lateness, slip_words, stands, why_not_late
from attendance.codes import CODES, LATE, LATE_AFTER_CLOSE, PRESENT_MORNING, code_of, find_code
from schools.calendar import LONDON, Session, SessionTimes

HOURS = SessionTimes(time(8, 50), time(12, 10), time(13, 10), time(15, 20), 30)
CHANGES = [date(2027, 3, 28), date(2027, 10, 31), date(2028, 3, 26), date(2028, 10, 29)]
DAYS = st.one_of(st.sampled_from(CHANGES), st.dates(date(2024, 1, 1), date(2035, 12, 31)))
A_DAY = 24 * 60


def last_sunday(year: int, month: int) -> datetime:
    """One o'clock, Greenwich, on the last Sunday of March or October: when the clocks change by law."""
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def in_greenwich(on: date, minute: int) -> datetime:
    """The instant of a wall time in London, by the Summer Time Act alone; repeated ones are GMT."""
    as_gmt = datetime.combine(on, time(), UTC) + timedelta(minutes=minute)
    in_summer = as_gmt - timedelta(hours=1)
    is_summer = last_sunday(on.year, 3) <= in_summer and as_gmt < last_sunday(on.year, 10) + timedelta(
        hours=1
    )
    return in_summer if is_summer else as_gmt


@st.composite
def hours(draw: st.DrawFn) -> tuple[int, int, int, int, int]:
    """Four minutes of a day in order, and how long registers stay open."""
    minutes = sorted(draw(st.sets(st.integers(0, A_DAY - 61), min_size=4, max_size=4)))
    return (*minutes, draw(st.integers(1, 30)))  # type: ignore[return-value]


def clock_time(minute: int) -> time:
    """A minute of the day as a wall time."""
    return time(minute // 60, minute % 60)


@given(DAYS, hours(), st.integers(0, A_DAY * 60))
@example(date(2027, 10, 31), (0, 180, 200, 300, 30), 90 * 60)
@example(date(2027, 3, 28), (30, 180, 200, 300, 30), 60 * 60)
def test_l_and_u_agree_with_the_close_of_that_day(
    on: date, given_hours: tuple[int, int, int, int, int], second: int
) -> None:
    am, am_ends, pm, pm_ends, open_for = given_hours
    times = SessionTimes(clock_time(am), clock_time(am_ends), clock_time(pm), clock_time(pm_ends), open_for)
    came = in_greenwich(on, 0) + timedelta(seconds=second)
    if came.astimezone(LONDON).date() != on:
        return
    expected = None
    for session, start, end in ((Session.AM, am, am_ends), (Session.PM, pm, pm_ends)):
        if expected is None and in_greenwich(on, start) <= came < in_greenwich(on, end):
            is_open = came < in_greenwich(on, start + open_for)
            late = int((came - in_greenwich(on, start)).total_seconds()) // 60
            expected = (session, late, LATE if is_open else LATE_AFTER_CLOSE)
    for told in (came, came.astimezone(LONDON)):
        found = lateness(told, times)
        assert (found and (found.session, found.minutes, found.code.number)) == expected
        assert bool(why_not_late(told, times)) == (expected is None)


def test_nobody_is_late_before_the_start_at_lunch_and_after_the_end() -> None:
    def told(hour: int, minute: int) -> str:
        return why_not_late(datetime(2027, 3, 9, hour, minute, tzinfo=LONDON), HOURS)

    assert told(8, 49) == "School starts at 08:50. Nobody is late yet"
    assert told(8, 50) == ""
    assert told(12, 30) == "The afternoon starts at 13:10. Nobody is late yet"
    assert told(15, 20) == "School ended at 15:20. Nobody signs in any more today"


def test_an_arrival_is_told_with_its_minutes() -> None:
    late = lateness(datetime(2027, 3, 9, 9, 7, tzinfo=LONDON), HOURS)
    assert late is not None
    assert late.words == "L, 17 minutes"
    assert (late_words(0), late_words(1)) == ("less than a minute", "1 minute")
    assert slip_words(LATE) == "Late, before the register closed"
    assert slip_words(LATE_AFTER_CLOSE) == "Late, after the register closed"
    assert slip_words(None) == "Signed in"


def test_a_blank_n_and_o_give_way_and_every_other_code_stays() -> None:
    assert stands(None) is Stands.ABSENT
    assert {code.letter for code in CODES if stands(code.number) is Stands.ABSENT} == {"N", "O"}
    assert {code.letter for code in CODES if stands(code.number) is Stands.LATE} == {"L", "U"}
    assert stands(PRESENT_MORNING) is Stands.PRESENT
    for letter in ("M", "I", "C", "C2", "D", "B", "V", "G", "E"):
        code = find_code(letter, date(2027, 3, 9))
        assert code is not None
        assert stands(code_of(code.number).number) is Stands.BETTER
