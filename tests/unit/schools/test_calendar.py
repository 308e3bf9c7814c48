"""School days, school weeks and half terms, numbered so that the law's counts are additions."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.calendar import (
    ClosureSpec,
    DaySpec,
    HalfTermSpec,
    Session,
    YearSpec,
    academic_year_of,
    build_school_days,
    last_school_weeks,
    monday_of,
    parse_session,
    school_day_after,
    school_days_between,
    year_problem,
)

# A year in the shape of Lincolnshire's 2025/26 (autumn, INSET and summer dates by way of
# unkokaeru/term-dates, MIT; Easter and one INSET day are ours).
LINCOLNSHIRE = YearSpec(
    date(2025, 9, 1),
    date(2026, 8, 31),
    (
        HalfTermSpec(1, date(2025, 9, 1), date(2025, 10, 24)),
        HalfTermSpec(2, date(2025, 11, 3), date(2025, 12, 19)),
        HalfTermSpec(3, date(2026, 1, 5), date(2026, 2, 13)),
        HalfTermSpec(4, date(2026, 2, 23), date(2026, 3, 27)),
        HalfTermSpec(5, date(2026, 4, 13), date(2026, 5, 22)),
        HalfTermSpec(6, date(2026, 6, 1), date(2026, 7, 17)),
    ),
)
INSET = [
    ClosureSpec(day, day) for day in (date(2025, 9, 1), date(2025, 9, 2), date(2026, 1, 5), date(2026, 2, 13))
]
MAY_DAY = date(2026, 5, 4)
YEAR = build_school_days(LINCOLNSHIRE, INSET, [MAY_DAY])
DATES = [day.date for day in YEAR]

days_of_a_year = st.dates(date(2025, 8, 1), date(2026, 9, 30))
closures = st.lists(
    st.builds(
        lambda start, length: ClosureSpec(start, start + timedelta(days=length)),
        days_of_a_year,
        st.integers(0, 20),
    ),
    max_size=6,
)


@pytest.mark.parametrize("text", ["AM", "am", " Am "])
def test_a_morning_is_written_am_in_any_case(text: str) -> None:
    assert parse_session(text) is Session.AM
    assert Session.AM.words == "morning"
    assert parse_session("pm").words == "afternoon"


@pytest.mark.parametrize("text", ["", "1", "A M", "noon", "AMPM"])
def test_nothing_else_is_a_session(text: str) -> None:
    with pytest.raises(ValueError, match="A session is AM or PM"):
        parse_session(text)


def test_an_academic_year_begins_on_1_september() -> None:
    assert academic_year_of(date(2025, 8, 31)) == 2024
    assert academic_year_of(date(2025, 9, 1)) == 2025


@given(st.dates())
def test_every_week_begins_on_its_monday(day: date) -> None:
    assert monday_of(day).weekday() == 0
    assert timedelta(0) <= day - monday_of(day) < timedelta(days=7)


def test_a_school_day_is_a_weekday_of_a_half_term_that_is_not_closed() -> None:
    assert YEAR[0] == DaySpec(date(2025, 9, 3), 1, 1, date(2025, 9, 1), 1)
    assert len(YEAR) == 190, "the maintained school year"
    assert {day.weekday() for day in DATES} == {0, 1, 2, 3, 4}
    for shut in (date(2025, 9, 2), date(2025, 10, 27), date(2026, 2, 13), MAY_DAY, date(2026, 7, 20)):
        assert shut not in DATES


def test_a_week_with_a_closed_monday_is_still_a_school_week() -> None:
    tuesday = YEAR[DATES.index(MAY_DAY + timedelta(days=1))]
    friday_before = YEAR[DATES.index(MAY_DAY - timedelta(days=3))]
    assert tuesday.monday == MAY_DAY
    assert tuesday.number == friday_before.number + 1
    assert tuesday.week_number == friday_before.week_number + 1


def test_the_week_after_a_holiday_is_the_next_school_week() -> None:
    before, after = YEAR[DATES.index(date(2025, 10, 24))], YEAR[DATES.index(date(2025, 11, 3))]
    assert (after.number, after.week_number) == (before.number + 1, before.week_number + 1)
    assert (before.half_term, after.half_term) == (1, 2)


def test_a_closure_inside_a_holiday_changes_nothing() -> None:
    in_holiday = ClosureSpec(date(2025, 10, 27), date(2025, 10, 31))
    assert build_school_days(LINCOLNSHIRE, [*INSET, in_holiday], [MAY_DAY]) == YEAR


def test_the_numbers_of_a_new_year_run_on_from_the_last_day_of_the_old() -> None:
    term = HalfTermSpec(1, date(2026, 9, 1), date(2026, 10, 23))
    next_year = YearSpec(date(2026, 9, 1), date(2027, 8, 31), (term,))
    first = build_school_days(next_year, [], after=YEAR[-1])[0]
    assert (first.number, first.week_number) == (191, YEAR[-1].week_number + 1)


def test_a_week_that_two_years_share_is_one_school_week() -> None:
    early = YearSpec(
        date(2026, 7, 16), date(2027, 7, 15), (HalfTermSpec(1, date(2026, 7, 16), date(2026, 7, 17)),)
    )
    last = replace(YEAR[-1], date=date(2026, 7, 15))
    assert build_school_days(early, [], after=last)[0].week_number == last.week_number


@given(closures)
def test_day_numbers_rise_by_one_and_week_numbers_never_fall(shut: list[ClosureSpec]) -> None:
    days = build_school_days(LINCOLNSHIRE, shut)
    assert [day.number for day in days] == list(range(1, len(days) + 1))
    for earlier, later in pairwise(days):
        assert earlier.date < later.date
        assert later.week_number - earlier.week_number == (earlier.monday != later.monday)


@given(closures)
def test_no_school_day_lies_in_a_closure(shut: list[ClosureSpec]) -> None:
    for day in build_school_days(LINCOLNSHIRE, shut):
        assert not any(closure.starts_on <= day.date <= closure.ends_on for closure in shut)


TERM_1, TERM_2 = LINCOLNSHIRE.half_terms[:2]


@pytest.mark.parametrize(
    ("year", "sentence"),
    [
        (replace(LINCOLNSHIRE, ends_on=date(2025, 9, 1)), "The year must end after it starts"),
        (
            replace(LINCOLNSHIRE, half_terms=(replace(TERM_1, ends_on=date(2025, 8, 31)),)),
            "Half term 1 must end after it starts",
        ),
        (
            replace(LINCOLNSHIRE, half_terms=(TERM_1, replace(TERM_2, starts_on=date(2025, 10, 24)))),
            "Half term 2 must start after the one before it ends, inside the year",
        ),
        (
            replace(LINCOLNSHIRE, half_terms=(replace(TERM_1, starts_on=date(2025, 8, 31)),)),
            "Half term 1 must start after the one before it ends, inside the year",
        ),
        (
            replace(LINCOLNSHIRE, half_terms=(replace(TERM_1, ends_on=date(2026, 9, 1)),)),
            "The last half term must end inside the year",
        ),
    ],
)
def test_dates_out_of_order_are_refused_with_a_sentence(year: YearSpec, sentence: str) -> None:
    assert year_problem(year) == sentence
    with pytest.raises(ValueError, match=sentence):
        build_school_days(year, [])


def test_five_school_days_after_a_day_skip_weekends_and_holidays() -> None:
    assert school_day_after(date(2025, 10, 22), 5, DATES) == date(2025, 11, 5)
    assert school_day_after(date(2025, 9, 8), 5, DATES) == date(2025, 9, 15)
    assert school_day_after(date(2025, 10, 25), 1, DATES) == date(2025, 11, 3), "counted from a Saturday"


def test_a_count_that_runs_past_the_calendar_has_no_day() -> None:
    assert school_day_after(date(2026, 7, 16), 2, DATES) is None
    with pytest.raises(ValueError, match="at least one"):
        school_day_after(date(2026, 7, 16), 0, DATES)


def test_no_school_day_lies_between_a_day_and_an_earlier_one() -> None:
    assert school_days_between(date(2025, 9, 10), date(2025, 9, 8), DATES) == 0
    assert school_days_between(date(2025, 9, 8), date(2025, 9, 8), DATES) == 0


@given(st.sampled_from(YEAR), st.sampled_from(YEAR))
def test_school_days_between_two_are_the_difference_of_their_numbers(one: DaySpec, other: DaySpec) -> None:
    assert school_days_between(one.date, other.date, DATES) == max(0, other.number - one.number)


@given(days_of_a_year, st.integers(1, 30))
def test_counting_to_a_day_and_back_agree(day: date, count: int) -> None:
    after = school_day_after(day, count, DATES)
    assert after is None or school_days_between(day, after, DATES) == count


def test_the_last_ten_school_weeks_leave_out_holiday_weeks() -> None:
    mondays = last_school_weeks(date(2025, 11, 26), DATES)
    assert mondays[0] == date(2025, 9, 15)
    assert mondays[-1] == date(2025, 11, 24)
    assert len(mondays) == 10
    assert date(2025, 10, 27) not in mondays


def test_in_a_holiday_the_last_school_weeks_end_before_it() -> None:
    assert last_school_weeks(date(2025, 10, 30), DATES, 2) == [date(2025, 10, 13), date(2025, 10, 20)]


def test_early_in_the_first_year_there_are_fewer_than_ten_school_weeks() -> None:
    assert last_school_weeks(date(2025, 9, 9), DATES) == [date(2025, 9, 1), date(2025, 9, 8)]
    assert last_school_weeks(date(2025, 8, 20), DATES) == []


@given(days_of_a_year, st.integers(1, 12))
def test_school_weeks_are_mondays_in_order_each_with_a_school_day(on: date, count: int) -> None:
    mondays = last_school_weeks(on, DATES, count)
    assert mondays == sorted(set(mondays))
    assert len(mondays) <= count
    assert all(monday in {day.monday for day in YEAR} and monday <= on for monday in mondays)
