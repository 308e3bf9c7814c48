"""Which of several dated rows is in force on a day. Pure: rows in, a value out.

A row is in force from `valid_from` up to, but not including, `valid_to`: the
first day it no longer covers, or None while no end is known. Thresholds, texts
and limits that the law or a policy may change are such rows.
"""

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class DatedRow(Protocol[T_co]):
    """A value with its days of validity."""

    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...
    @property
    def value(self) -> T_co: ...


def is_in_force(valid_from: date, valid_to: date | None, on: date) -> bool:
    """Whether a row with these days covers `on`."""
    return valid_from <= on and (valid_to is None or on < valid_to)


def value_on(rows: Iterable[DatedRow[T]], on: date) -> T:
    """The value in force on a day; LookupError when none is, or when two are."""
    values = [row.value for row in rows if is_in_force(row.valid_from, row.valid_to, on)]
    if len(values) != 1:
        raise LookupError(f"{len(values)} values are in force on {on:%d/%m/%Y}, not one")
    return values[0]
