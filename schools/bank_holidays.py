"""The bank holidays of England, which close every school (pure)."""

from datetime import date
from functools import cache

import holidays

SATURDAY = 5


def bank_holidays(first: date, last: date) -> list[tuple[date, str]]:
    """The weekday bank holidays from `first` to `last`, both included, with their names, in order."""
    return [
        (day, name)
        for year in range(first.year, last.year + 1)
        for day, name in bank_holidays_of(year)
        if first <= day <= last
    ]


@cache
def bank_holidays_of(year: int) -> tuple[tuple[date, str], ...]:
    """The weekday bank holidays of a calendar year."""
    listed = holidays.country_holidays("GB", subdiv="ENG", years=year)
    return tuple((day, name) for day, name in sorted(listed.items()) if day.weekday() < SATURDAY)
