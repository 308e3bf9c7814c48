"""A download of GIAS: bytes in, the rows of one school out. Knows nothing of our schools."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

MAX_BYTES = 120_000_000
URN, NAME = "URN", "EstablishmentName"
ZIP = b"PK\x03\x04"

TOO_LARGE = "This file is larger than 120 MB. Download the one school's row and try again."
IS_ZIP = "This is a ZIP file. Open it and choose the CSV file inside."
NOT_GIAS = "This is no download of GIAS: it has no columns URN and EstablishmentName."
SEVERAL = "This file holds more than one school. Give the URN of yours."

Row = dict[str, str]


class GiasRefused(ValueError):
    """A file or a number that leads to no school; its text is the sentence that the person sees."""


def rows_of_school(lines: Iterable[bytes], urn: str) -> list[Row]:
    """The rows of the school with this URN, or of the only school of the file. Raises GiasRefused.

    The register's downloads hold Windows-1252 in places, and two rows for a school that was reopened.
    """
    found: list[Row] = []
    try:
        for row in csv.DictReader(_text(lines), restval="", restkey="rest"):
            _check_headings(row)
            if urn in ("", row[URN].strip()):
                found.append({str(name): str(cell).strip() for name, cell in row.items()})
            if not urn and found[0][URN] != found[-1][URN]:
                raise GiasRefused(SEVERAL)
    except csv.Error as fault:
        raise GiasRefused(NOT_GIAS) from fault
    if not found:
        raise GiasRefused(
            f"URN {urn} is not in this file. Check the number, or download a newer file." if urn else NOT_GIAS
        )
    return found


def _check_headings(row: Row) -> None:
    if URN not in row or NAME not in row:
        raise GiasRefused(NOT_GIAS)


def _text(lines: Iterable[bytes]) -> Iterator[str]:
    for place, line in enumerate(lines):
        if not place and line.startswith(ZIP):
            raise GiasRefused(IS_ZIP)
        yield _decoded(line.removeprefix(b"\xef\xbb\xbf") if not place else line).replace("\0", "")


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")
