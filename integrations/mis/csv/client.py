"""One export file, CSV or workbook: bytes in, a table of text cells out. Knows nothing of pupils or marks."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from integrations.mis.csv.workbooks import WorkbookRefused, is_workbook, read_sheet

MAX_BYTES = 60_000_000
MAX_ROWS = 750_000
MAX_COLUMNS = 150

NOT_A_CSV = "This file is not a CSV. Save it as CSV and try again."
EMPTY = "This file is empty. Export it again and try again."
NO_ROWS = "This file has headings and no rows under them. Export it again and try again."
TOO_LARGE = "This file is larger than 60 MB. Split it by school year and try again."
TOO_LONG = "This file has more than 750,000 rows. Split it by school year and try again."
TOO_WIDE = "This file has more than 150 columns. Export only the columns that are needed and try again."
UNREADABLE = "Row {row} holds characters we cannot read. Save the file as CSV UTF-8 and try again."
OPEN_QUOTE = "Row {row} cannot be read: a quotation mark is opened and not closed. Close it and try again."
SAME_HEADING = "Two columns are called “{heading}”. Rename one of them and try again."

# What workbooks, programs, pictures and pages begin with, whatever their name says.
FOREIGN = (
    b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"%PDF", b"MZ", b"\x7fELF", b"\x89PNG",
    b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"{\\rtf", b"SQLite format 3",
)  # fmt: skip
MARKUP = re.compile(rb"\s*<(\?xml|!doctype|html|svg|table|workbook|ctfile)", re.IGNORECASE)
CONTROLS = dict.fromkeys({*range(32), 127} - {9, 10, 13})
QUOTED = re.compile(r'"[^"]*"')
SAMPLE = 8192
DELIMITERS = (",", ";", "\t")
# A line of its own after the last: where it comes out inside a cell, a quotation mark was left open.
END_OF_FILE = "\x00end of file\x00"
SEPARATOR_LINE = re.compile(r'"?sep=([,;\t])"?\r?\n', re.IGNORECASE)


class FileRefused(ValueError):
    """A file that cannot be read at all; its text is the sentence that the person sees."""


class NoRows(FileRefused):
    """A file with headings alone: its feed brought nothing."""

    def __init__(self, headings: tuple[str, ...]) -> None:
        super().__init__(NO_ROWS)
        self.headings = headings


@dataclass(frozen=True, slots=True)
class Table:
    """A file's headings, and its rows as text. `lines` is at least the number of rows.

    `note` is a sentence about what was not read, such as a workbook's other sheets.
    """

    headings: tuple[str, ...]
    encoding: str
    delimiter: str
    lines: int
    text: str = field(repr=False)
    note: str = ""

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The row number that a spreadsheet shows, with the row's cells; blank rows are left out."""
        seen_headings = False
        for number, cells in _records(self.text, self.delimiter):
            if not any(cells):
                continue
            if seen_headings:
                yield number, cells
            seen_headings = True


def read_table(data: bytes) -> Table:
    """The table in a file's bytes. Raises FileRefused with the sentence for the person."""
    _check_bytes(data)
    table = _read_workbook(data) if is_workbook(data) else _read_csv(data)
    if next(table.rows(), None) is None:
        raise NoRows(table.headings)
    return table


def _read_csv(data: bytes) -> Table:
    _check_format(data)
    text, encoding = _decode(data)
    _check_is_text(text)
    lines = _count_lines(text)
    separator = SEPARATOR_LINE.match(text)
    if separator:
        # Row numbers stay those of the spreadsheet: Excel does not show its own `sep=` line.
        text = text[separator.end() :]
    delimiter = separator[1] if separator else _sniff_delimiter(text)
    return Table(_read_headings(text, delimiter), encoding, delimiter, lines, text)


def _read_workbook(data: bytes) -> Table:
    try:
        text, note = read_sheet(data)
    except WorkbookRefused as refusal:
        raise FileRefused(str(refusal)) from refusal
    return Table(_read_headings(text, ","), "XLSX", ",", _count_lines(text), text, note)


def _count_lines(text: str) -> int:
    lines = text.count("\n") or text.count("\r")
    if lines > MAX_ROWS + 1:
        raise FileRefused(TOO_LONG)
    return lines


def _check_bytes(data: bytes) -> None:
    """Refuse what is empty or too large."""
    if not data.strip():
        raise FileRefused(EMPTY)
    if len(data) > MAX_BYTES:
        raise FileRefused(TOO_LARGE)


def _check_format(data: bytes) -> None:
    """Refuse another format: told by its first bytes, never by its name."""
    if data.startswith(FOREIGN) or MARKUP.match(data.removeprefix(b"\xef\xbb\xbf")):
        raise FileRefused(NOT_A_CSV)


def _check_is_text(text: str) -> None:
    """Refuse a program or picture that decodes by chance; one stray character is left for its row to tell."""
    sample = text[:SAMPLE]
    if len(sample) - len(sample.translate(CONTROLS)) > len(sample) // 50 + 1:
        raise FileRefused(NOT_A_CSV)


def _decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: UTF-8, UTF-16 (with or without its mark) or cp1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decode_strictly(data, "utf-16"), "UTF-16"
    wide = _utf16_without_mark(data[:4096])
    if wide:
        return _decode_strictly(data, wide), "UTF-16"
    if data.startswith(b"\xef\xbb\xbf"):
        return _decode_strictly(data, "utf-8-sig"), "UTF-8"
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        _check_is_not_damaged_utf8(data)
    return _decode_strictly(data, "cp1252"), "cp1252"


def _utf16_without_mark(sample: bytes) -> str:
    """English text in UTF-16 has a zero in nearly every second byte, and no other text has."""
    if sample.count(0) < len(sample) // 4:
        return ""
    if sample[1::2].count(0) >= 9 * sample[0::2].count(0):
        return "utf-16-le"
    if sample[0::2].count(0) >= 9 * sample[1::2].count(0):
        return "utf-16-be"
    raise FileRefused(NOT_A_CSV)


def _decode_strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise FileRefused(UNREADABLE.format(row=_row_at(data, error.start))) from error


def _check_is_not_damaged_utf8(data: bytes) -> None:
    """Read as cp1252, a UTF-8 file with one broken byte would spoil every other accent in silence."""
    text = data.decode("utf-8", errors="surrogateescape")
    broken = sum("\udc80" <= character <= "\udcff" for character in text)
    whole = sum(character > "\x7f" for character in text) - broken
    if whole > broken:
        where = next(place for place, character in enumerate(text) if "\udc80" <= character <= "\udcff")
        raise FileRefused(UNREADABLE.format(row=text.count("\n", 0, where) + 1))


def _row_at(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1


def _sniff_delimiter(text: str) -> str:
    """The mark that stands most often between the headings, outside quotes; a comma where none does."""
    first_line = next((line for line in io.StringIO(text) if line.strip(",;\t\r\n ")), "")
    return max(DELIMITERS, key=QUOTED.sub("", first_line).count)


def _read_headings(text: str, delimiter: str) -> tuple[str, ...]:
    """The first row that is not blank, trimmed. Two equal headings are refused."""
    cells = next((cells for _, cells in _records(text, delimiter) if any(cells)), [])
    headings = tuple(" ".join(cell.split()) for cell in cells)
    if len(headings) > MAX_COLUMNS:
        raise FileRefused(TOO_WIDE)
    named = [heading.casefold() for heading in headings if heading]
    for heading in headings:
        if named.count(heading.casefold()) > 1:
            raise FileRefused(SAME_HEADING.format(heading=heading))
    return headings


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Every record with its number, from 1; a quoted line break does not count as a new one."""
    number = 0
    lines = chain(io.StringIO(text, newline=""), (END_OF_FILE,))
    try:
        for number, cells in enumerate(csv.reader(lines, delimiter=delimiter), 1):
            if cells and cells[-1].endswith(END_OF_FILE):
                if len(cells) > 1 or cells[0] != END_OF_FILE:
                    raise FileRefused(OPEN_QUOTE.format(row=number))
                return
            yield number, cells
    except csv.Error as error:
        raise FileRefused(OPEN_QUOTE.format(row=number + 1)) from error
