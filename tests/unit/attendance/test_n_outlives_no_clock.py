"""No N outlives its clock, whatever the calendar and however long the job was dead (reg 10(7)-(9))."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from attendance.n_codes import due_at, due_words, has_run_out
from attendance.thresholds import is_n_overdue, n_age, n_deadline
from schools.calendar import LONDON
from tests.drawn_calendars import LAST, calendars, days

FOUR = time(16)
MIDNIGHT = time(23, 59)
FIVE_MINUTES = timedelta(minutes=5)
moments = st.builds(datetime.combine, days, st.times(), st.just(UTC))


@st.composite
def schools(draw: st.DrawFn) -> tuple[list[date], list[date]]:
    """A calendar, and the days of some N marks on it."""
    found = draw(calendars())
    return found, draw(st.lists(st.sampled_from(found), max_size=12))


def run(marks: list[date], at: datetime, calendar: list[date], limit: int) -> list[date]:
    """The N marks that a run of the job leaves."""
    over = {
        marked_on for marked_on in marks if has_run_out(marked_on, at, calendar, written_at=FOUR, limit=limit)
    }
    return [marked_on for marked_on in marks if marked_on not in over]


@given(schools(), st.integers(1, 5), st.lists(moments))
def test_after_a_run_at_the_end_of_a_school_day_no_n_is_older_than_its_limit(
    school: tuple[list[date], list[date]], limit: int, runs: list[datetime]
) -> None:
    calendar, marks = school
    for at in sorted(runs):
        marks = run(marks, at, calendar, limit)
    for evening in calendar:
        left = run(
            [on for on in marks if on <= evening],
            datetime.combine(evening, MIDNIGHT, tzinfo=LONDON),
            calendar,
            limit,
        )
        assert all(n_age(on, evening, calendar) < limit for on in left)


@given(schools(), st.integers(1, 5), moments)
def test_a_run_after_any_dead_time_leaves_what_a_job_that_never_died_leaves(
    school: tuple[list[date], list[date]], limit: int, at: datetime
) -> None:
    calendar, marks = school
    never_died = marks
    for evening in calendar:
        if (four := due_at(evening, FOUR)) <= at:
            never_died = run(never_died, four, calendar, limit)
    once = run(marks, at, calendar, limit)
    assert once == never_died
    assert run(once, at, calendar, limit) == once


@given(schools(), st.integers(1, 5), days)
def test_the_clock_the_age_and_the_words_agree(
    school: tuple[list[date], list[date]], limit: int, today: date
) -> None:
    calendar, marks = school
    for marked_on in marks:
        due_on = n_deadline(marked_on, calendar, limit)
        words = due_words(due_on, today, written_at=FOUR)
        if due_on is None:
            assert n_age(marked_on, today, calendar) < limit
            continue
        before, after = (due_at(due_on, FOUR) + change for change in (-FIVE_MINUTES, FIVE_MINUTES))
        assert not has_run_out(marked_on, before, calendar, written_at=FOUR, limit=limit)
        assert has_run_out(marked_on, after, calendar, written_at=FOUR, limit=limit)
        assert (n_age(marked_on, today, calendar) >= limit) == (today >= due_on)
        assert words.startswith("Overdue") == (today > due_on)
        if is_n_overdue(marked_on, today, calendar, limit):
            assert words.startswith("Overdue")


@given(calendars())
def test_an_n_is_never_late_on_a_day_without_school_before_its_last(calendar: list[date]) -> None:
    marked_on = calendar[0]
    last = n_deadline(marked_on, calendar)
    for number in range((LAST - marked_on).days):
        day = marked_on + timedelta(days=number)
        noon = datetime.combine(day, time(12), tzinfo=LONDON)
        ran_out = has_run_out(marked_on, noon, calendar, written_at=FOUR)
        assert ran_out == (last is not None and day > last)


def test_four_o_clock_is_four_in_summer_and_in_winter() -> None:
    friday, monday = date(2027, 3, 26), date(2027, 3, 29)
    assert [due_at(on, FOUR).astimezone(UTC).hour for on in (friday, monday)] == [16, 15]


def test_an_n_of_july_is_due_in_september() -> None:
    summer = [date(2027, 7, 20), date(2027, 7, 21)]
    autumn = [date(2027, 9, day) for day in (2, 3, 6, 7, 8, 9)]
    calendar = [*summer, *autumn]
    assert n_deadline(date(2027, 7, 21), calendar) == date(2027, 9, 8)
    august = datetime(2027, 8, 20, 12, tzinfo=LONDON)
    assert not has_run_out(date(2027, 7, 21), august, calendar, written_at=FOUR)
    assert has_run_out(date(2027, 7, 21), due_at(date(2027, 9, 8), FOUR), calendar, written_at=FOUR)
