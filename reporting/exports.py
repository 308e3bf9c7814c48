"""CSV files inside a zip, written row by row: a year of a large school never stands in memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from attendance.codes import Code
from reporting.queries.register_records import AmendmentRecord, MarkRecord, RegisterRecord
from schools.calendar import Session
from schools.spreadsheets import safe_cell

BOM = "\ufeff"
MARK_HEADINGS = (
    *("Date", "Session", "Group", "Surname", "Forename", "UPN", "Mark", "Mark in words", "Minutes late"),
    *("Original mark", "Original minutes late", "Times changed", "Source", "Set by", "Set at"),
)
AMENDMENT_HEADINGS = (
    *("Date", "Session", "Group", "Surname", "Forename", "UPN", "Original mark", "Original minutes late"),
    *("Amended mark", "Amended minutes late", "After the register closed", "Reason", "Amended on"),
    *("Name", "Title"),
)
REGISTER_HEADINGS = (
    *("Date", "Session", "Group", "Pupils", "Marked", "State", "Submitted at", "Submitted by", "Title"),
)
ROLL_HEADINGS = (
    *("Surname", "Forename", "Middle names", "Former names", "Sex", "Date of birth", "UPN"),
    *("Admission number", "Starting day", "Last day", "Enrolment", "Ground of deletion", "Last school"),
)


class SheetWriter:
    """One CSV file of a zip, open for rows."""

    def __init__(self, file: IO[bytes], headings: Iterable[str]) -> None:
        self._text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=False)
        self._rows = csv.writer(self._text)
        self._text.write(BOM)
        self._rows.writerow(headings)

    def add(self, rows: Iterable[Iterable[object]]) -> None:
        """Write rows; a cell that a spreadsheet would run as a formula is made text."""
        self._rows.writerows([safe_cell(_text(cell)) for cell in row] for row in rows)

    def close(self) -> None:
        """Write what waits, and leave the zip open."""
        self._text.flush()
        self._text.detach()


@contextmanager
def sheet(folder: ZipFile, name: str, headings: Iterable[str], *, at: datetime) -> Iterator[SheetWriter]:
    """A CSV file of a zip, for the time of its block."""
    entry = ZipInfo(name, date_time=at.timetuple()[:6])
    entry.compress_type = ZIP_DEFLATED
    with folder.open(entry, "w", force_zip64=True) as file:
        writer = SheetWriter(file, headings)
        yield writer
        writer.close()


def _text(cell: object) -> str:
    """A cell as people read it: dates day first, nothing for nothing."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M:%S}"
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else str(cell)


def _letter(code: Code | None) -> str:
    return code.letter if code else ""


def mark_row(on: date, record: MarkRecord) -> tuple[Any, ...]:
    """A session as a row of marks.csv."""
    return (
        on,
        record.session.name,
        record.group,
        record.surname,
        record.forename,
        record.upn,
        _letter(record.code),
        record.code.title if record.code else "No mark",
        record.minutes,
        _letter(record.original),
        record.original_minutes,
        record.times,
        record.source,
        record.by,
        record.set_at,
    )


def amendment_row(record: AmendmentRecord) -> tuple[Any, ...]:
    """A change as a row of amendments.csv."""
    return (
        record.on,
        record.session.name,
        record.group,
        record.surname,
        record.forename,
        record.upn,
        record.original.letter,
        record.original_minutes,
        _letter(record.amended) or "cleared",
        record.amended_minutes,
        "yes" if record.was_closed else "no",
        record.reason,
        record.at,
        record.by,
        record.by_title,
    )


def register_row(record: RegisterRecord) -> tuple[Any, ...]:
    """A register as a row of registers.csv."""
    half: Session = record.session
    return (
        record.on,
        half.name,
        record.group,
        record.counts.pupils,
        record.counts.marked,
        record.state,
        record.submitted_at,
        record.by,
        record.by_title,
    )
