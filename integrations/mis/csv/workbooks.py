"""One workbook (XLSX): bytes in, the text of its first visible sheet as CSV out (pure).

Formulas give the values that they had when the workbook was saved, macros are never looked at, and what
would unpack to more than a school's data ever needs is refused before a cell of it is read.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
WORKBOOK = "xl/workbook.xml"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
OLD_WORKBOOK = "Workbook".encode("utf-16-le")
MOST_BYTES_UNPACKED = 300_000_000
MOST_CELLS = 6_000_000
PIECE = 1 << 20
OVERLAP = 200
MIDNIGHT = time()
# What a damaged archive makes of its reader.
DAMAGES = (zipfile.BadZipFile, zlib.error, ValueError, EOFError, OverflowError, RuntimeError)

LOCKED = "This workbook has a password. Save it without one, or as CSV, and try again."
OLD = "This is a workbook of an old kind (XLS). Save it as XLSX or CSV and try again."
DAMAGED = "This workbook cannot be read. Open it, save it again as XLSX or CSV and try again."
NO_SHEET = "This workbook has no sheet to see. Show the sheet that holds the rows and try again."
TOO_MUCH = "This workbook unpacks to more than 300 MB. Save the sheet as CSV and try again."
TOO_MANY_CELLS = "This workbook has cells too far apart. Save the sheet as CSV and try again."
OTHER_SHEETS = "Only the first sheet, “{name}”, was read. The workbook has {count} more to see"

# Where rows and cells stand. What ends at once carries no more than a colour or a border.
PLACE = re.compile(rb"<(?:\w+:)?(?:c|row)\s[^<>]*/>|[\s\"']r=[\"']([A-Z]{0,3})(\d{1,7})[\"']")

Cell = int | float | str | bool | time | date | datetime | timedelta


class WorkbookRefused(ValueError):
    """A workbook that cannot be read; its text is the sentence that the person sees."""


def is_workbook(data: bytes) -> bool:
    """Whether bytes claim to be a workbook, by what they begin with and hold, never by a name."""
    if data.startswith(COMPOUND):
        return ENCRYPTED in data or OLD_WORKBOOK in data
    return data.startswith(ZIP) and WORKBOOK.encode() in data


def read_sheet(data: bytes) -> tuple[str, str]:
    """The first visible sheet as CSV text, and a sentence about the sheets that were not read, or "".

    Rows keep the numbers that the spreadsheet shows. Raises WorkbookRefused with the sentence for the person.
    """
    if data.startswith(COMPOUND):
        raise WorkbookRefused(LOCKED if ENCRYPTED in data else OLD)
    _check_size(data)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            first, others = _visible_sheets(workbook.sheets_metadata)
            text = _as_csv(workbook.get_sheet_by_name(first.name))
    except PasswordError as problem:
        raise WorkbookRefused(LOCKED) from problem
    except CalamineError as problem:
        raise WorkbookRefused(DAMAGED) from problem
    return text, OTHER_SHEETS.format(name=first.name, count=len(others)) if others else ""


def _visible_sheets(sheets: Iterable[SheetMetadata]) -> tuple[SheetMetadata, list[SheetMetadata]]:
    visible = [
        sheet
        for sheet in sheets
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    ]
    if not visible:
        raise WorkbookRefused(NO_SHEET)
    return visible[0], visible[1:]


def _as_csv(sheet: CalamineSheet) -> str:
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerows(map(_text_of, row) for row in sheet.iter_rows())
    return written.getvalue()


def _text_of(cell: Cell) -> str:
    """A cell as its spreadsheet shows it, with days written day first."""
    if isinstance(cell, bool):
        return "Y" if cell else "N"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y}" if cell.time() == MIDNIGHT else f"{cell:%d/%m/%Y %H:%M:%S}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    return str(cell)


def _check_size(data: bytes) -> None:
    """Refuse what would fill the memory: unpacked bytes, and the area that a sheet's cells span."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > MOST_BYTES_UNPACKED:
                raise WorkbookRefused(TOO_MUCH)
            for member in members:
                # To the last byte: a member that is longer than it says fails its checksum here.
                _check_area(_pieces(archive, member))
    except WorkbookRefused:
        raise
    except DAMAGES as problem:
        raise WorkbookRefused(DAMAGED) from problem


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(member) as unpacked:
        while piece := unpacked.read(PIECE):
            yield piece


def _check_area(pieces: Iterable[bytes]) -> None:
    """A reader keeps a place for every cell between the first and the last, empty ones too."""
    last_row = last_column = 0
    rest = b""
    for piece in pieces:
        for column, row in PLACE.findall(rest + piece):
            if row:
                last_row, last_column = max(last_row, int(row)), max(last_column, _column_number(column))
        rest = piece[-OVERLAP:]
        if last_row * last_column > MOST_CELLS:
            raise WorkbookRefused(TOO_MANY_CELLS)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
