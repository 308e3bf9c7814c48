"""Dates as English schools write them: day first, never guessed (pure)."""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import lru_cache

from integrations.mis.csv.mapping.problems import quoted

NUMBERS = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
WITH_MONTH_NAME = re.compile(r"(?:[a-z]+,? )?(\d{1,2})(?:st|nd|rd|th)?[ \-]([a-z]{3,9})[ \-,]+(\d{4})")
SHORT_YEAR = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2}")
MIDNIGHT = re.compile(r"[ t]00:00(:00(\.0+)?)?$")
MONTHS = [name.lower() for name in calendar.month_name]
YEARS = range(1900, 2101)


@lru_cache(maxsize=20_000)
def parse_day(text: str) -> date:
    """The date that a cell holds. Raises ValueError with the sentence for the person.

    Takes 31/12/2015, 31-12-2015, 31.12.2015, 2015-12-31 and 31 December 2015, each with or without
    a midnight. A US date, a short year or a day that does not exist is refused, never turned round.
    """
    plain = MIDNIGHT.sub("", " ".join(text.lower().split()))
    if found := NUMBERS.fullmatch(plain):
        day, month, year = map(int, found.groups())
    elif found := YEAR_FIRST.fullmatch(plain):
        year, month, day = map(int, found.groups())
    elif found := WITH_MONTH_NAME.fullmatch(plain):
        day, month, year = int(found[1]), _month_number(found[2]), int(found[3])
    else:
        raise ValueError(_why_no_date(plain, text))
    return _real_day(day, month, year, text)


def _real_day(day: int, month: int, year: int, text: str) -> date:
    if month > 12 and 1 <= day <= 12 and month <= 31:
        first = f"{month:02}/{day:02}/{year}"
        raise ValueError(f"{quoted(text)} looks like a US date. Write the day first, as {first}")
    if not 1 <= month <= 12 or year not in YEARS:
        raise ValueError(_not_a_date(text))
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        raise ValueError(f"There is no {day} {calendar.month_name[month]} {year}. Give a real date")
    return date(year, month, day)


def _month_number(name: str) -> int:
    """1 to 12 for a month's name or its beginning ("sept"); 0 for anything else."""
    return next((number for number, month in enumerate(MONTHS) if month and month.startswith(name)), 0)


def _why_no_date(plain: str, text: str) -> str:
    if SHORT_YEAR.fullmatch(plain):
        return f"Write the year of {quoted(text)} with four digits"
    if plain.isdecimal() and len(plain) == 5:
        return f"{quoted(text)} is a spreadsheet's number for a day. Format the column as dates and try again"
    return _not_a_date(text)


def _not_a_date(text: str) -> str:
    return f"{quoted(text)} is not a date. Write it day first, as 31/12/2015"
