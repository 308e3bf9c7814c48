"""Year groups as schools write them, and the ages between which the law asks for school."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.year_groups import (
    compulsory_from,
    compulsory_until,
    expected_year,
    is_compulsory_school_age,
    parse_year,
    year_code,
    year_label,
)

births = st.dates(date(1990, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("N1", -2),
        ("n2", -1),
        ("Nursery 2", -1),
        ("R", 0),
        (" reception ", 0),
        ("0", 0),
        ("1", 1),
        ("07", 7),
        ("Year 7", 7),
        ("YEAR  10", 10),
        ("Yr 9", 9),
        ("Y13", 13),
    ],
)
def test_a_year_group_is_read_as_schools_write_it(text: str, year: int) -> None:
    assert parse_year(text) == year


@pytest.mark.parametrize("text", ["", "14", "Year 99", "N3", "-1", "7A", "M", "Year", "٧"])
def test_what_is_no_year_group_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="N1, N2, R or 1 to 13"):
        parse_year(text)


@given(st.integers(-2, 13))
def test_the_code_and_the_words_of_a_year_are_read_back_as_that_year(year: int) -> None:
    assert parse_year(year_code(year)) == parse_year(year_label(year)) == year


@pytest.mark.parametrize(
    ("born_on", "year"),
    [(date(2021, 9, 1), 0), (date(2021, 8, 31), 1), (date(2012, 5, 6), 10), (date(2024, 1, 1), -2)],
)
def test_most_pupils_are_in_the_year_of_their_age_on_1_september(born_on: date, year: int) -> None:
    assert expected_year(born_on, date(2026, 11, 21)) == year


@pytest.mark.parametrize(
    ("born_on", "begins_on"),
    [
        (date(2021, 8, 31), date(2026, 8, 31)),
        (date(2021, 9, 1), date(2026, 12, 31)),
        (date(2021, 12, 31), date(2026, 12, 31)),
        (date(2021, 1, 1), date(2026, 3, 31)),
        (date(2021, 3, 31), date(2026, 3, 31)),
        (date(2021, 4, 1), date(2026, 8, 31)),
        (date(2020, 2, 29), date(2025, 3, 31)),
    ],
)
def test_s8_2_compulsory_age_begins_on_the_prescribed_day_on_or_after_the_fifth_birthday(
    born_on: date, begins_on: date
) -> None:
    assert compulsory_from(born_on) == begins_on
    assert not is_compulsory_school_age(born_on, begins_on - timedelta(days=1))
    assert is_compulsory_school_age(born_on, begins_on)


@pytest.mark.parametrize(
    ("born_on", "ends_on"),
    [
        (date(2010, 9, 1), date(2027, 6, 25)),
        (date(2011, 6, 25), date(2027, 6, 25)),
        (date(2011, 8, 31), date(2027, 6, 25)),  # turns 16 after the leaving date, in the same school year
        (date(2011, 9, 1), date(2028, 6, 30)),
        (date(2012, 2, 29), date(2028, 6, 30)),
    ],
)
def test_s8_3_compulsory_age_ends_with_the_last_friday_in_june_of_the_year_of_turning_16(
    born_on: date, ends_on: date
) -> None:
    assert compulsory_until(born_on) == ends_on
    assert is_compulsory_school_age(born_on, ends_on)
    assert not is_compulsory_school_age(born_on, ends_on + timedelta(days=1))


@given(births)
def test_compulsory_age_lasts_from_five_to_sixteen_or_thereabouts(born_on: date) -> None:
    begins, ends = compulsory_from(born_on), compulsory_until(born_on)
    assert (begins.month, begins.day) in {(3, 31), (8, 31), (12, 31)}
    assert (ends.month, ends.weekday()) == (6, 4)
    assert (ends + timedelta(days=7)).month == 7
    assert 10 * 365 < (ends - begins).days < 12 * 365


@given(births, st.integers(0, 20 * 365))
def test_a_sixth_former_and_a_nursery_child_are_never_of_compulsory_age(
    born_on: date, age_in_days: int
) -> None:
    on = born_on + timedelta(days=age_in_days)
    if expected_year(born_on, on) < 0 or expected_year(born_on, on) > 11:
        assert not is_compulsory_school_age(born_on, on)
