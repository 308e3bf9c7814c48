"""The sessions of a permit: covered, shared, and in words."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.permit_times import covers, days_words, first_shared, place_of, sessions_of, when_words
from schools.calendar import Session

TUESDAY = date(2027, 3, 9)
ALL = frozenset(range(10))


@dataclass(frozen=True)
class Some:
    """Some sessions of every week between two days."""

    starts_on: date
    ends_on: date
    places: frozenset[int] = ALL


@st.composite
def permits(draw: st.DrawFn) -> Some:
    starts_on = TUESDAY + timedelta(days=draw(st.integers(-20, 20)))
    ends_on = starts_on + timedelta(days=draw(st.integers(0, 40)))
    return Some(starts_on, ends_on, draw(st.frozensets(st.integers(0, 9), min_size=1)))


DAYS = st.integers(-30, 70).map(lambda number: TUESDAY + timedelta(days=number))


@given(permits(), DAYS, st.sampled_from(list(Session)))
def test_a_permit_covers_a_session_exactly_when_it_lists_it(permit: Some, on: date, half: Session) -> None:
    assert covers(permit, on, half) == ((on, half) in set(sessions_of(permit)))


@given(permits())
def test_no_session_of_a_weekend_is_covered_and_each_lies_in_the_days(permit: Some) -> None:
    found = list(sessions_of(permit))
    assert all(on.weekday() < 5 and permit.starts_on <= on <= permit.ends_on for on, _ in found)
    assert found == sorted(set(found))
    assert {place_of(on, half) for on, half in found} <= permit.places


@given(permits(), permits())
def test_the_first_shared_session_is_the_first_in_both_lists(one: Some, other: Some) -> None:
    both = sorted(set(sessions_of(one)) & set(sessions_of(other)))
    assert first_shared(one, other) == first_shared(other, one) == (both[0] if both else None)


@pytest.mark.parametrize(
    ("places", "words"),
    [
        (ALL, "Mon to Fri, all day"),
        ({0, 2, 4, 6, 8}, "Mon to Fri, mornings"),
        ({1, 3, 5, 7, 9}, "Mon to Fri, afternoons"),
        ({2, 3, 6, 7}, "Tue and Thu, all day"),
        ({0, 1, 2, 3, 4, 5, 8}, "Mon to Wed, all day; Fri, mornings"),
        ({5, 9}, "Wed and Fri, afternoons"),
        ({0, 4, 8}, "Mon, Wed and Fri, mornings"),
    ],
)
def test_the_sessions_of_a_week_in_words(places: set[int], words: str) -> None:
    assert when_words(Some(TUESDAY, date(2027, 3, 26), frozenset(places))) == f"9 Mar to 26 Mar 2027. {words}"


def test_a_single_day_says_which_half_of_it() -> None:
    assert when_words(Some(TUESDAY, TUESDAY)) == "Tue 9 Mar 2027, all day"
    assert when_words(Some(TUESDAY, TUESDAY, frozenset({0, 3}))) == "Tue 9 Mar 2027, afternoon"


def test_days_over_new_year_name_both_years() -> None:
    assert days_words(date(2026, 12, 9), date(2027, 1, 8)) == "9 Dec 2026 to 8 Jan 2027"
