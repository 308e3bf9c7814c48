"""Rows of totals: one pupil's sessions of one past term, as another system counted them (pure)."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from integrations.mis.csv.headings import ColumnMap
from integrations.mis.csv.mapping.cells import Row, each_row
from integrations.mis.csv.mapping.problems import Problems, quoted
from integrations.mis.csv.mapping.pupil_keys import upn_of
from schools.calendar import academic_year_of

MOST_SESSIONS = 1_000
TERM_LIMIT = 20
YEAR = re.compile(r"(?:AY\s*)?(\d{4})\s*[/\-–]\s*(\d{2}|\d{4})")
PERCENT = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*%?")
NAMES = ("autumn", "spring", "summer")
TERMS = {f"{name}{word}": name.title() for name in NAMES for word in ("", " term")}


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A pupil's term, or year where `term` is empty. `problem` says where its counts disagree."""

    row: int
    upn: str
    year_starts: date
    term: str
    school_name: str
    possible: int
    attended: int
    authorised: int
    unauthorised: int
    late: int | None
    problem: str


def read_totals(
    rows: Iterable[tuple[int, list[str]]],
    columns: ColumnMap,
    problems: Problems,
    *,
    numbers: Mapping[str, str],
    upns: Container[str],
    today: date,
) -> list[TotalRow]:
    """The good rows of a totals file. Counts that contradict each other are kept, and told as a doubt."""
    totals: list[TotalRow] = []
    first_rows: dict[tuple[str, date, str, str], int] = {}
    for row in each_row(rows, columns, problems):
        upn = upn_of(row, numbers, upns)
        total = _read_total(row, upn, today)
        key = (total.upn, total.year_starts, total.term, total.school_name)
        if row.is_good and (first := first_rows.setdefault(key, row.number)) != row.number:
            row.error("term", f"This pupil's totals of this term are on row {first} already")
        if row.is_good:
            totals.append(total)
            if total.problem:
                row.warn("possible", f"{total.problem}. The counts are kept as they are, as history")
    return totals


def _read_total(row: Row, upn: str, today: date) -> TotalRow:
    """One row. When it has an error the value holds zeros and is not used."""
    starts_on, ends_on = row.day("starts_on"), row.day("ends_on")
    if starts_on and ends_on and ends_on < starts_on:
        row.error("ends_on", "The last day must not be before the first")
    possible, attended, authorised, unauthorised = (
        _count(row, name, needed=True) or 0 for name in ("possible", "attended", "authorised", "unauthorised")
    )
    late = _count(row, "late")
    contradiction = _contradiction(possible, attended, authorised, unauthorised, late)
    return TotalRow(
        row=row.number,
        upn=upn,
        year_starts=_year_of(row, starts_on, today),
        term=_term_of(row, starts_on, ends_on),
        school_name=row.text("school_name", limit=200),
        possible=possible,
        attended=attended,
        authorised=authorised,
        unauthorised=unauthorised,
        late=late,
        problem=contradiction or _percent_problem(row, possible, attended),
    )


def _count(row: Row, name: str, *, needed: bool = False) -> int | None:
    text = row.text(name, needed=needed)
    if text.isdecimal() and text.isascii() and int(text) <= MOST_SESSIONS:
        return int(text)
    if text:
        row.error(name, f"{quoted(text)} is not a number of sessions up to {MOST_SESSIONS:,}")
    return None


def _contradiction(possible: int, attended: int, authorised: int, unauthorised: int, late: int | None) -> str:
    """Where the counts of one row cannot all be right, as a sentence, or ""."""
    counted = attended + authorised + unauthorised
    if counted != possible:
        return f"{counted} sessions are counted and {possible} were possible"
    if late is not None and late > attended:
        return f"{late} lates are more than the {attended} sessions attended"
    return ""


def _percent_problem(row: Row, possible: int, attended: int) -> str:
    """A percentage is never kept; one that its own counts do not make is told."""
    text = row.text("percent")
    if not text or not possible or not row.is_good:
        return ""
    found = PERCENT.fullmatch(text)
    if found is None:
        return f"{quoted(text)} is not a percentage"
    digits = len(found[1].partition(".")[2])
    ours = 100 * attended / possible
    if abs(float(found[1]) - ours) <= 0.5001 * 10**-digits:
        return ""
    return f"The file says {found[1]}%, and its counts make {ours:.{max(digits, 1)}f}%"


def _year_of(row: Row, starts_on: date | None, today: date) -> date:
    """The 1 September of the academic year, named or told by the first day."""
    text = row.text("year")
    found = YEAR.fullmatch(text)
    start = date(int(found[1]), 9, 1) if found and int(found[1]) else None
    if start and found and int(found[2]) % 100 != (start.year + 1) % 100:
        start = None
    if text and start is None:
        row.error("year", f"{quoted(text)} is not an academic year. Write it as 2024/25")
    if not text and starts_on:
        start = date(academic_year_of(starts_on), 9, 1)
    if not text and start is None:
        row.error("year", "Give the academic year, or the first day of the term")
    if start and start > today:
        row.error("year", f"The year {start.year}/{(start.year + 1) % 100:02} has not begun")
    return start or date.min


def _term_of(row: Row, starts_on: date | None, ends_on: date | None) -> str:
    """Autumn, Spring or Summer, or the words of the file; its days where it has no words."""
    text = row.text("term", limit=TERM_LIMIT)
    if not text and starts_on and ends_on:
        return f"{starts_on.day} {starts_on:%b} to {ends_on.day} {ends_on:%b}"
    return TERMS.get(text.casefold(), text)
