"""Rows of a week grid, one pupil's ten sessions each, as the rows of a marks file (pure)."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from integrations.mis.csv.fields import FIELDS, Kind
from integrations.mis.csv.headings import ColumnMap, guess
from integrations.mis.csv.mapping.cells import Row, each_row
from integrations.mis.csv.mapping.problems import Problems
from integrations.mis.csv.mapping.pupil_keys import upn_of
from schools.calendar import Session
from schools.wording import date_words

DAYS = ("mon", "tue", "wed", "thu", "fri")
CELLS = tuple(
    (f"{day}_{session.name.lower()}", timedelta(days=place), session)
    for place, day in enumerate(DAYS)
    for session in Session
)
# The form into which a week is unfolded, and the columns of it that a cell of the grid stands for.
MARKS = guess(("UPN", "Mark", "Mark date", "AM/PM"), Kind.MARKS)
IN_THE_CELL = MARKS.headings[1:]
TITLES = {field.name: field.title for field in FIELDS[Kind.WEEKS]}
NOT_A_MONDAY = "{day} is a {weekday}. Give the Monday of the week"


@dataclass(slots=True)
class CellProblems(Problems):
    """Problems of the marks unfolded from a grid, told of the cell of the grid that each comes from."""

    cell: str = ""

    @classmethod
    def of(cls, problems: Problems) -> CellProblems:
        """Problems that are written down with those of the file."""
        return cls(
            errors=problems.errors,
            warnings=problems.warnings,
            rows_with_errors=problems.rows_with_errors,
            times=problems.times,
        )

    def error(self, row: int, title: str, sentence: str) -> None:
        """An error of the cell."""
        Problems.error(self, row, self.cell if title in IN_THE_CELL else title, sentence)

    def warn(self, row: int, title: str, sentence: str) -> None:
        """A doubt about the cell."""
        Problems.warn(self, row, self.cell if title in IN_THE_CELL else title, sentence)


def unfold_weeks(
    rows: Iterable[tuple[int, list[str]]],
    columns: ColumnMap,
    problems: CellProblems,
    *,
    numbers: Mapping[str, str],
    upns: Container[str],
) -> Iterator[tuple[int, list[str]]]:
    """The marks of a week grid as rows of MARKS; an empty cell is no mark. A bad row is told once."""
    for row in each_row(rows, columns, problems):
        upn = upn_of(row, numbers, upns)
        monday = _monday_of(row)
        if not row.is_good or monday is None:
            continue
        for name, days, session in CELLS:
            if mark := row.raw(name).strip():
                problems.cell = TITLES[name]
                yield row.number, [upn, mark, (monday + days).isoformat(), session.name]


def _monday_of(row: Row) -> date | None:
    monday = row.day("week_on", needed=True)
    if monday and monday.weekday():
        row.error("week_on", NOT_A_MONDAY.format(day=date_words(monday), weekday=f"{monday:%A}"))
    return monday
