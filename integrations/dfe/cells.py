"""Cells of the DfE's statistics: numbers, withheld figures, weeks and years (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from schools.calendar import LONDON, academic_year_of

# Not given: suppressed, not available, not applicable, low, or nothing at all. Never 0.
WITHHELD = frozenset({"", "c", "x", "z", "u", "k", "low", ":", ".", "..", "~", "-", "na", "n/a"})
WEEK = re.compile(r"week (\d{1,2})$")
YEAR = re.compile(r"(20\d\d)(?:[/-]?(?:20)?(\d\d))?$")
WHOLE_YEAR = frozenset({"academic year", "year to date", "ytd", "full academic year", "six half terms"})
FRIDAY = timedelta(days=4)
FIRST_WEEK = 35  # no school year begins before it
HUNDRED = 100
MOST = 10**12


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a row is of: a week, or a year up to a day that the file may not name."""

    year: int
    week: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None


def is_withheld(cell: str) -> bool:
    """Whether a cell says that its figure is not given."""
    return cell.strip().lower() in WITHHELD


def count_in(cell: str) -> int | None:
    """The sessions in a cell, None where withheld. Raises ValueError for what is no whole number."""
    number = _number(cell)
    if number is not None and number != number.to_integral_value():
        raise ValueError(f"“{cell.strip()[:20]}” is no whole number of sessions")
    return None if number is None else int(number)


def rate_in(cell: str) -> Decimal | None:
    """The percentage in a cell, to six places, None where withheld. Raises ValueError outside 0 to 100."""
    number = _number(cell)
    if number is not None and number > HUNDRED:
        raise ValueError(f"“{cell.strip()[:20]}” is no percentage")
    return None if number is None else number.quantize(Decimal("0.000001"))


def _number(cell: str) -> Decimal | None:
    if is_withheld(cell):
        return None
    try:
        number = Decimal(cell.strip() if cell.isascii() else "NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not 0 <= number <= MOST:
        raise ValueError(f"“{cell.strip()[:20]}” is no number")
    return number


def is_a_day(cell: str) -> bool:
    """Whether a cell names one day: such rows are of the daily file."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            datetime.strptime(cell.strip(), form).replace(tzinfo=LONDON)
        except ValueError:
            continue
        return True
    return False


def span_of(period: str, identifier: str, frame: str) -> Span | None:
    """What days a row is of; None for days that are neither a week nor a year to date, such as a term's.

    A week is an ISO week: the DfE's week 37 of 2025 begins on Monday 8 September 2025. Beside a school year
    ("202526") the low weeks are those of its second half. Raises ValueError where
    there is no such year or week.
    """
    year, is_school_year = _year(period)
    identifier, frame = identifier.strip().lower(), frame.strip().lower()
    is_year = frame in WHOLE_YEAR
    if found := WEEK.match(identifier):
        week = int(found[1])
        monday = _monday(year + (is_school_year and week < FIRST_WEEK), week)
        friday = monday + FRIDAY
        begun = academic_year_of(friday)
        if is_year:
            return Span(begun, ends_on=friday)
        return Span(begun, week, monday, friday) if frame in ("", "week", "weekly") else None
    return Span(year) if is_year or identifier in WHOLE_YEAR else None


def _year(period: str) -> tuple[int, bool]:
    found = YEAR.match(period.strip())
    if found is None or (found[2] and int(found[2]) != (int(found[1]) + 1) % 100):
        raise ValueError(f"“{period.strip()[:20]}” is no year")
    return int(found[1]), bool(found[2])


def _monday(year: int, week: int) -> date:
    try:
        return date.fromisocalendar(year, week, 1)
    except ValueError as fault:
        raise ValueError(f"{year} has no week {week}") from fault
