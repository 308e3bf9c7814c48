"""Dates of files: day first, never guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.mis.csv.mapping.dates import parse_day


@pytest.mark.parametrize(
    "text",
    [
        "08/09/2025",
        "8/9/2025",
        "8-9-2025",
        "08.09.2025",
        "2025-09-08",
        "08/09/2025 00:00:00",
        "2025-09-08T00:00:00",
        "2025-09-08 00:00:00.000000",
        "8 Sep 2025",
        "8 Sept 2025",
        "Monday 8 September 2025",
        "Mon, 8th September 2025",
        "08-Sep-2025",
    ],
)
def test_every_way_an_english_school_writes_a_date_is_read_day_first(text: str) -> None:
    assert parse_day(text) == date(2025, 9, 8)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("31/02/2015", "There is no 31 February 2015. Give a real date"),
        ("29 February 2015", "There is no 29 February 2015. Give a real date"),
        ("02/28/2015", "“02/28/2015” looks like a US date. Write the day first, as 28/02/2015"),
        ("1/2/15", "Write the year of “1/2/15” with four digits"),
        ("42036", "“42036” is a spreadsheet's number for a day. Format the column as dates and try again"),
        ("soon", "“soon” is not a date. Write it day first, as 31/12/2015"),
        ("32/13/2015", "“32/13/2015” is not a date. Write it day first, as 31/12/2015"),
        ("1 Foo 2015", "“1 Foo 2015” is not a date. Write it day first, as 31/12/2015"),
        ("01/01/0015", "“01/01/0015” is not a date. Write it day first, as 31/12/2015"),
        ("09/03/2027 13:30", "“09/03/2027 13:30” is not a date. Write it day first, as 31/12/2015"),
    ],
)
def test_any_other_is_refused_with_what_to_write(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        parse_day(text)
    assert str(refused.value) == sentence


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_date_written_day_first_comes_back(on: date) -> None:
    assert parse_day(f"{on:%d/%m/%Y}") == parse_day(on.isoformat()) == on
