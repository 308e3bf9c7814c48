"""The days and the ages that a census collects attendance of."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.census import collection_with, collections_to
from attendance.scrutiny import Period
from schools.year_groups import birthday

days = st.dates(date(2024, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("day", "name", "parts"),
    [
        (date(2026, 9, 1), "Spring census 2027", [("2026-08-01", "2026-12-31")]),
        (date(2027, 3, 9), "Summer census 2027", [("2027-01-01", "2027-03-28")]),
        (date(2027, 3, 28), "Summer census 2027", [("2027-01-01", "2027-03-28")]),
        (
            date(2027, 3, 29),
            "Autumn census 2027",
            [("2027-03-29", "2027-05-30"), ("2027-05-31", "2027-07-31")],
        ),
        (
            date(2027, 7, 31),
            "Autumn census 2027",
            [("2027-03-29", "2027-05-30"), ("2027-05-31", "2027-07-31")],
        ),
    ],
)
def test_attendance_is_collected_one_term_in_arrears(
    day: date, name: str, parts: list[tuple[str, str]]
) -> None:
    collection = collection_with(day)

    assert collection.name == name
    assert list(collection.parts) == [Period(*map(date.fromisoformat, part)) for part in parts]
    assert collection.age_on == date(2026, 8, 31)


@given(days)
def test_each_day_is_in_its_collection_and_collections_leave_no_gap(day: date) -> None:
    newest, before, *_ = collections_to(day)

    assert any(part.starts_on <= day <= part.ends_on for part in newest.parts)
    assert (newest.starts_on - before.ends_on).days == 1


@given(days, st.dates(date(2000, 1, 1), date(2034, 12, 31)))
def test_the_collection_is_of_pupils_aged_4_to_15_on_31_august(day: date, born_on: date) -> None:
    collection = collection_with(day)
    first, last = collection.born

    is_of_age = birthday(born_on, 4) <= collection.age_on < birthday(born_on, 16)
    assert (first <= born_on <= last) is is_of_age


def test_a_collection_has_a_word_for_its_address() -> None:
    assert [each.slug for each in collections_to(date(2027, 3, 9))] == [
        "2027-summer",
        "2027-spring",
        "2026-autumn",
        "2026-summer",
    ]
