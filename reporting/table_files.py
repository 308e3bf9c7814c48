r"""A table as a file for spreadsheets: CSV and XLSX with the words, columns and order of its page. Pure.

No cell is a formula, a link or an error value. Text that a spreadsheet would run gets an apostrophe in front;
the codes `/` and `\` stay as they are. Numbers, percentages and days stay what they are, so that a column
adds up and sorts. The notes under the table say by which rule and on which days it was counted.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from schools.spreadsheets import safe_cell

BOM = "\ufeff"
MOST_IN_CELL = 32_767
MOST_IN_SHEET_NAME = 31
NARROWEST, WIDEST = 8, 48
TEXT = "s"
PERCENT_FORMAT, DAY_FORMAT = '0.0"%"', "DD/MM/YYYY"
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\'\s]+")


class Percent(Decimal):
    """A percentage to one decimal place: "86.9%" on a page, 86.9 where it is sorted."""


Cell: TypeAlias = "str | int | Decimal | date | None"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a page. `rows` have a cell for each heading; `notes` are sentences under it.

    `pupils` are those of whom it is, for the audit and never in the file. Raises ValueError for a row of
    another length.
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = ()
    pupils: Sequence[int] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.headings) for row in self.rows):
            raise ValueError("Each row of a table has a cell for each heading")


class FileKind(StrEnum):
    """In which kind of file a table leaves."""

    CSV = "csv"
    XLSX = "xlsx"

    @property
    def words(self) -> str:
        """Its name as people know it."""
        return "CSV" if self is FileKind.CSV else "Excel"

    @property
    def content_type(self) -> str:
        """The type as a browser is told it."""
        return _CONTENT_TYPES[self]

    def bytes_of(self, table: Table) -> bytes:
        """The table as a file of this kind."""
        return csv_bytes(table) if self is FileKind.CSV else xlsx_bytes(table)


_CONTENT_TYPES = {
    FileKind.CSV: "text/csv; charset=utf-8",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def cell_words(cell: Cell) -> str:
    """A cell as the page shows it: dates day first, nothing for nothing."""
    if cell is None:
        return ""
    if isinstance(cell, Percent):
        return f"{cell}%"
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else str(cell)


def csv_bytes(table: Table) -> bytes:
    """The table as CSV: UTF-8 with a mark, so that Excel reads accents; an empty line before the notes."""
    file = io.StringIO(newline="")
    rows = csv.writer(file)
    rows.writerow(map(safe_cell, table.headings))
    rows.writerows([_plain(cell) for cell in row] for row in table.rows)
    if table.notes:
        rows.writerow([])
        rows.writerows([safe_cell(note)] for note in table.notes)
    return f"{BOM}{file.getvalue()}".encode()


def xlsx_bytes(table: Table) -> bytes:
    """The table as a workbook of one visible sheet, its first row in bold and in sight."""
    book = Workbook()
    book.properties.creator = "Daymark"
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title, sheet.freeze_panes = _sheet_name(table.title), "A2"
    rows = [table.headings, *table.rows, *([()] if table.notes else []), *((note,) for note in table.notes)]
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row, start=1):
            written = sheet.cell(number, place)
            assert isinstance(written, SheetCell)
            _write(written, cell)
    for heading in sheet[1]:
        heading.font, heading.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    for place, width in enumerate(_widths(table), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _plain(cell: Cell) -> str:
    """A cell of a CSV. A number is none of what people type, so that its minus is no formula."""
    words = cell_words(cell)
    return safe_cell(words) if isinstance(cell, str) else words


def _write(place: SheetCell, cell: Cell) -> None:
    """Write a cell as what it is: text stays text whatever it looks like, "#N/A" and "1e5" too."""
    if isinstance(cell, str):
        place.value = ILLEGAL_CHARACTERS_RE.sub("", safe_cell(cell))[:MOST_IN_CELL]
        place.data_type = TEXT
    elif isinstance(cell, Percent):
        place.value, place.number_format = Decimal(cell), PERCENT_FORMAT
    elif cell is not None:
        place.value = cell
        if isinstance(cell, date):
            place.number_format = DAY_FORMAT


def _sheet_name(title: str) -> str:
    """A title as Excel takes the name of a sheet."""
    return _NOT_IN_SHEET_NAME.sub(" ", title).strip()[:MOST_IN_SHEET_NAME].strip() or "Table"


def _widths(table: Table) -> list[int]:
    """How many letters wide each column is: its widest cell, within limits."""
    columns = zip(*([cell_words(cell) for cell in row] for row in table.rows), strict=True)
    widest = [max(map(len, column)) for column in columns] or [0] * len(table.headings)
    return [
        max(NARROWEST, min(WIDEST, max(width, len(heading)) + 2))
        for width, heading in zip(widest, table.headings, strict=True)
    ]
