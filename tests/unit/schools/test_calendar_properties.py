"""Random calendars against counting by hand, day by day, as a clerk with a wall calendar would.

The years have three terms with half terms or six short ones, INSET days anywhere (inside holidays too),
closures, the bank holidays of England, leap years and both changes of the clocks.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from schools.bank_holidays import bank_holidays
from schools.calendar import (
    LONDON,
    ClosureSpec,
    DaySpec,
    HalfTermSpec,
    Session,
    SessionTimes,
    YearSpec,
    build_school_days,
    last_school_weeks,
    like_year,
    school_day_after,
    school_days_between,
    year_dates,
    year_problem,
)
from schools.months import months_of

ONE_DAY = timedelta(days=1)
TIMES = SessionTimes(time(8, 45), time(12), time(13), time(15, 15), 30)
# Years before and after 29 February 2024 and 2028, and years of none.
begins = st.sampled_from(range(2022, 2031))


@st.composite
def years(draw: st.DrawFn, begins: st.SearchStrategy[int] = begins) -> YearSpec:
    """A year of one to six half terms: cut where it falls, with holidays of any length between."""
    first, last = year_dates(draw(begins))
    cuts = sorted(draw(st.sets(st.integers(0, (last - first).days), min_size=2, max_size=12)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    terms = (
        HalfTermSpec(number, first + timedelta(days=start), first + timedelta(days=end))
        for number, (start, end) in enumerate(pairs, 1)
    )
    return YearSpec(first, last, tuple(terms))


@st.composite
def calendars(draw: st.DrawFn) -> tuple[YearSpec, list[ClosureSpec], list[date]]:
    """A year, closures on any of its days, and its bank holidays."""
    year = draw(years())
    days = st.dates(year.starts_on - ONE_DAY, year.ends_on)
    shut = st.builds(
        lambda day, length: ClosureSpec(day, day + timedelta(days=length)),
        days,
        st.sampled_from((0, 0, 1, 4, 20)),
    )
    return (
        year,
        draw(st.lists(shut, max_size=8)),
        [day for day, _ in bank_holidays(*year_dates(year.starts_on.year))],
    )


def each_day(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE_DAY


def by_hand(year: YearSpec, shut: Iterable[ClosureSpec], holidays: Iterable[date]) -> list[date]:
    """The days on which the school meets, asked of each day of the year in turn."""
    shut, holidays = list(shut), set(holidays)
    return [
        day
        for day in each_day(year.starts_on, year.ends_on)
        if day.strftime("%A") not in ("Saturday", "Sunday")
        and any(term.starts_on <= day <= term.ends_on for term in year.half_terms)
        and not any(closure.starts_on <= day <= closure.ends_on for closure in shut)
        and day not in holidays
    ]


def numbers_run_on(days: list[DaySpec]) -> bool:
    return [day.number for day in days] == list(range(1, len(days) + 1))


@given(calendars())
def test_the_school_days_are_those_that_a_clerk_ticks_off(
    drawn: tuple[YearSpec, list[ClosureSpec], list[date]],
) -> None:
    days = build_school_days(*drawn)
    assert [day.date for day in days] == by_hand(*drawn)
    assert numbers_run_on(days)


@given(calendars())
def test_a_school_week_is_a_calendar_week_with_a_school_day_and_their_numbers_never_jump(
    drawn: tuple[YearSpec, list[ClosureSpec], list[date]],
) -> None:
    weeks = dict.fromkeys(day.isocalendar()[:2] for day in by_hand(*drawn))
    numbered = {week: number for number, week in enumerate(weeks, 1)}
    for day in build_school_days(*drawn):
        assert day.week_number == numbered[day.date.isocalendar()[:2]]


@given(calendars(), st.integers(1, 40), st.data())
def test_n_school_days_after_a_day_agrees_with_counting_by_hand(
    drawn: tuple[YearSpec, list[ClosureSpec], list[date]], count: int, data: st.DataObject
) -> None:
    meets = by_hand(*drawn)
    day = data.draw(st.dates(drawn[0].starts_on, drawn[0].ends_on))
    counted, found = 0, None
    for later in each_day(day + ONE_DAY, drawn[0].ends_on):
        counted += later in meets
        if counted == count:
            found = later
            break
    assert school_day_after(day, count, meets) == found
    if found:
        assert school_days_between(day, found, meets) == count


@given(calendars(), st.data())
def test_the_last_ten_school_weeks_agree_with_turning_the_pages_back(
    drawn: tuple[YearSpec, list[ClosureSpec], list[date]], data: st.DataObject
) -> None:
    meets = by_hand(*drawn)
    on = data.draw(st.dates(drawn[0].starts_on, drawn[0].ends_on))
    monday = on - timedelta(days=on.weekday())
    found: list[date] = []
    while len(found) < 10 and monday > drawn[0].starts_on - timedelta(days=7):
        if any(monday <= day < monday + timedelta(days=7) for day in meets):
            found.append(monday)
        monday -= timedelta(days=7)
    assert last_school_weeks(on, meets) == found[::-1]


@given(calendars(), st.data())
def test_an_inset_day_inside_a_holiday_moves_no_number(
    drawn: tuple[YearSpec, list[ClosureSpec], list[date]], data: st.DataObject
) -> None:
    year, shut, holidays = drawn
    inside = [
        day
        for day in each_day(year.starts_on, year.ends_on)
        if not any(term.starts_on <= day <= term.ends_on for term in year.half_terms)
    ]
    for day in inside and [data.draw(st.sampled_from(inside))]:
        with_inset = [*shut, ClosureSpec(day, day)]
        assert build_school_days(year, with_inset, holidays) == build_school_days(year, shut, holidays)


@given(calendars(), st.data())
def test_one_more_closed_day_moves_later_numbers_down_by_one_and_earlier_ones_not(
    drawn: tuple[YearSpec, list[ClosureSpec], list[date]], data: st.DataObject
) -> None:
    year, shut, holidays = drawn
    before = build_school_days(year, shut, holidays)
    for gone in before and [data.draw(st.sampled_from(before))]:
        after = build_school_days(year, [*shut, ClosureSpec(gone.date, gone.date)], holidays)
        assert {day.date: day.number for day in after} == {
            day.date: day.number - (day.date > gone.date) for day in before if day != gone
        }


@given(st.lists(years(), min_size=2, max_size=4, unique_by=lambda year: year.starts_on))
def test_numbers_run_on_through_years_and_through_years_that_are_missing(drawn: list[YearSpec]) -> None:
    days: list[DaySpec] = []
    for year in sorted(drawn, key=lambda year: year.starts_on):
        days += build_school_days(year, [], after=days[-1] if days else None)
    assert numbers_run_on(days)
    assert all(0 <= later.week_number - earlier.week_number <= 1 for earlier, later in pairwise(days))


@given(st.sampled_from((2023, 2027)))
def test_29_february_is_a_day_like_any_other(begins: int) -> None:
    first, last = year_dates(begins)
    leap = date(begins + 1, 2, 29)
    days = build_school_days(YearSpec(first, last, (HalfTermSpec(1, first, last),)), [])
    numbers = {day.date: day.number for day in days}
    assert numbers[date(begins + 1, 3, 1)] == numbers[leap] + 1
    assert school_day_after(date(begins + 1, 2, 28), 1, list(numbers)) == leap


@given(begins, st.sampled_from(Session))
def test_clocks_that_change_move_no_school_day_and_no_closing_time(begins: int, session: Session) -> None:
    first, last = year_dates(begins)
    days = build_school_days(YearSpec(first, last, (HalfTermSpec(1, first, last),)), [])
    for day in days:
        starts, closes = TIMES.starts_at(day.date, session), TIMES.closes_at(day.date, session)
        wall = time(8, 45) if session is Session.AM else time(13)
        assert (starts.astimezone(LONDON).date(), starts.astimezone(LONDON).time()) == (day.date, wall)
        assert closes.astimezone(UTC) - starts.astimezone(UTC) == timedelta(minutes=30)
    assert numbers_run_on(days)


@given(years(), begins)
def test_the_draft_of_another_year_is_a_year_on_the_same_weekdays_where_it_fits(
    year: YearSpec, begins: int
) -> None:
    draft = like_year(year, begins=begins)
    assert (draft.starts_on, draft.ends_on) == year_dates(begins)
    for term, drafted in zip(year.half_terms, draft.half_terms, strict=True):
        assert draft.starts_on <= drafted.starts_on <= drafted.ends_on <= draft.ends_on
        if draft.starts_on < drafted.starts_on < draft.ends_on:
            assert drafted.starts_on.weekday() == term.starts_on.weekday()
    inside = all(
        draft.starts_on < term.starts_on and term.ends_on < draft.ends_on for term in draft.half_terms
    )
    assert not inside or year_problem(draft) is None


@settings(max_examples=25)
@given(calendars())
def test_the_months_of_a_year_show_each_day_once(
    drawn: tuple[YearSpec, list[ClosureSpec], list[date]],
) -> None:
    year, days = drawn[0], build_school_days(*drawn)
    months = months_of(year.starts_on, year.ends_on, days, {}, datetime(2026, 1, 1, tzinfo=UTC).date())
    shown = [day for month in months for week in month.weeks for day in week if day]
    assert len(months) == 12
    assert len(shown) == (year.ends_on - year.starts_on).days + 1
    assert sum(day.look == "school" for day in shown) == len(days)
    assert [day.title.split(": ")[0] for day in shown] == [
        f"{on:%A} {on.day} {on:%B} {on.year}" for on in each_day(year.starts_on, year.ends_on)
    ]
