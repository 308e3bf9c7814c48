"""Rows of a calendar file: terms and the days without school inside them (pure).

A term runs from its first to its last day; a half term is the holiday that parts it in two, as
schools publish it. From these come the six half terms that figures are counted in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from integrations.mis.csv.headings import ColumnMap
from integrations.mis.csv.mapping.cells import Row, each_row
from integrations.mis.csv.mapping.problems import Problems
from schools.calendar import HalfTermSpec, YearSpec, academic_year_of

TERM, HALF_TERM = "term", "half_term"
KINDS = {
    "term": TERM, "halfterm": HALF_TERM, "halftermholiday": HALF_TERM,
    "inset": "inset", "insetday": "inset", "trainingday": "inset", "pdday": "inset", "nonpupilday": "inset",
    "occasionalday": "closure", "closure": "closure", "closed": "closure",
    "bankholiday": "bank_holiday", "publicholiday": "bank_holiday",
}  # fmt: skip
TERMS, SHORT_TERMS = 3, 6
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One line of a calendar, both days included. `kind` is a term, a half term or a `ClosureKind`."""

    row: int
    kind: str
    name: str
    starts_on: date
    ends_on: date


def read_calendar(
    rows: Iterable[tuple[int, list[str]]], columns: ColumnMap, problems: Problems
) -> list[CalendarRow]:
    """The good rows of a calendar file, when together they make whole years; the others are told."""
    lines = [line for row in each_row(rows, columns, problems) if (line := _read_line(row))]
    for year, terms in _terms_by_year(lines).items():
        if sentence := _year_problem(year, terms):
            problems.error(terms[0].row, "Kind", sentence)
    for line in lines:
        if line.kind == HALF_TERM and not any(_is_inside(line, term) for term in _of_kind(lines, TERM)):
            problems.error(line.row, "Start", "This half term lies in no term. Check the dates of both")
    return lines


def _read_line(row: Row) -> CalendarRow | None:
    kind = row.choice("kind", KINDS)
    starts_on = row.day("starts_on", needed=True)
    ends_on = row.day("ends_on") or starts_on
    if starts_on and ends_on and ends_on < starts_on:
        row.error("ends_on", "The last day must not be before the first")
    name = row.text("name", limit=200)
    if not row.is_good or starts_on is None or ends_on is None:
        return None
    return CalendarRow(row.number, kind, name, starts_on, ends_on)


def year_specs(lines: Sequence[CalendarRow]) -> list[YearSpec]:
    """The academic years of a calendar with their half terms, numbered 1 to 6, in order."""
    return [
        YearSpec(date(year, 9, 1), date(year + 1, 8, 31), _half_terms(terms, _of_kind(lines, HALF_TERM)))
        for year, terms in sorted(_terms_by_year(lines).items())
    ]


def closures(lines: Sequence[CalendarRow]) -> list[CalendarRow]:
    """INSET days, bank holidays and other closures, in order of date."""
    closed = (line for line in lines if line.kind not in (TERM, HALF_TERM))
    return sorted(closed, key=lambda line: (line.starts_on, line.kind))


def _half_terms(terms: Sequence[CalendarRow], breaks: Sequence[CalendarRow]) -> tuple[HalfTermSpec, ...]:
    """Three terms, each parted by its holiday, or six short terms as they are."""
    if len(terms) == SHORT_TERMS:
        return tuple(
            HalfTermSpec(number, term.starts_on, term.ends_on) for number, term in enumerate(terms, 1)
        )
    found: list[HalfTermSpec] = []
    for place, term in enumerate(terms):
        number, rest = 2 * place + 1, term.starts_on
        for gap in (gap for gap in breaks if _is_inside(gap, term)):
            found.append(HalfTermSpec(number, rest, gap.starts_on - ONE_DAY))
            number, rest = number + 1, gap.ends_on + ONE_DAY
        found.append(HalfTermSpec(number, rest, term.ends_on))
    return tuple(found)


def _year_problem(year: int, terms: Sequence[CalendarRow]) -> str | None:
    """What is wrong with the terms of one academic year, as a sentence, or None."""
    name = f"{year}/{(year + 1) % 100:02}"
    if len(terms) not in (TERMS, SHORT_TERMS):
        return f"The year {name} has {len(terms)} terms. Give three, or six short ones"
    for earlier, later in pairwise(terms):
        if later.starts_on <= earlier.ends_on:
            return f"Two terms of {name} overlap. Check their dates"
    return None


def _terms_by_year(lines: Sequence[CalendarRow]) -> dict[int, list[CalendarRow]]:
    """The terms of each academic year (by the year it starts in), in order of date."""
    years: dict[int, list[CalendarRow]] = defaultdict(list)
    for term in _of_kind(lines, TERM):
        years[academic_year_of(term.starts_on)].append(term)
    return dict(years)


def _of_kind(lines: Sequence[CalendarRow], kind: str) -> list[CalendarRow]:
    return sorted((line for line in lines if line.kind == kind), key=lambda line: line.starts_on)


def _is_inside(line: CalendarRow, term: CalendarRow) -> bool:
    return term.starts_on < line.starts_on and line.ends_on < term.ends_on
