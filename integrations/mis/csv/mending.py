"""The refused rows of a checked file: for the page that puts them right, and as a table to take away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from integrations.mis.csv.fields import FIELDS, Field
from integrations.mis.csv.reading import OpenFile, open_file
from integrations.mis.csv.unseen import Unseen
from integrations.models import FileKind, ImportFile, ImportProblem, ImportRun, ProblemKind
from integrations.queries.runs import AT_FAULT
from schools.names import clean_text

ROWS_AT_ONCE = 20
CELL_LIMIT = 1_000
NAMED_BY = ("legal_forename", "legal_surname", "forename", "surname", "group", "name", "upn", "marked_on")
NAMES_SHOWN = 3


@dataclass(frozen=True)
class CellToMend:
    """A cell of a refused row under our field's title, with what is wrong with it.

    One that the reader may not see has no text; a new value can be typed over it.
    """

    name: str
    title: str
    text: str
    sentences: tuple[str, ...]
    is_shown: bool = True


@dataclass(frozen=True)
class RowToMend:
    """A refused row: the cells at fault, the others, and what is wrong with the row as a whole."""

    number: int
    words: str
    at_fault: tuple[CellToMend, ...]
    others: tuple[CellToMend, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class FileToMend:
    """A file with refused rows; `more` of them follow after the next check."""

    pk: int
    name: str
    kind_words: str
    rows: tuple[RowToMend, ...]
    more: int


@dataclass(frozen=True)
class RefusedTable:
    """The refused rows of a file in its own columns."""

    kind: str
    headings: tuple[str, ...]
    rows: Iterator[list[str]]


def get_file_to_mend(run: ImportRun, file_id: int) -> ImportFile | None:
    """A checked file that still has its bytes and is not in yet, or None."""
    file = run.files.filter(pk=file_id, is_applied=False, rows_with_errors__gt=0, refusal="").first()
    return file if file and file.kind and bytes(file.content) else None


def file_to_mend(file: ImportFile, *, unseen: Unseen) -> FileToMend:
    """The first refused rows of a file with their cells: one statement, and one reading of the file."""
    found = _problems(file)
    opened = _opened(file)
    rows = [
        _row_to_mend(number, cells, found[number], opened, unseen)
        for number, cells in _lines(opened, max(found, default=0))
        if number in found
    ]
    words = str(FileKind(file.kind).label)
    return FileToMend(file.pk, file.name, words, tuple(rows), max(file.rows_with_errors - len(rows), 0))


def refused_table(file: ImportFile, *, unseen: Unseen) -> RefusedTable:
    """All refused rows of a file, with what was put right already, without the fields that are unseen."""
    opened = _opened(file)
    headings = opened.table.headings
    kept = [place for place in range(len(headings)) if place not in unseen.places]
    return RefusedTable(
        file.kind, tuple(headings[place] for place in kept), _refused(opened, file.refused_rows, kept)
    )


def _refused(file: OpenFile, stretches: Sequence[Sequence[int]], kept: Sequence[int]) -> Iterator[list[str]]:
    wanted = {row for first, last in stretches for row in range(first, last + 1)}
    for number, cells in file.lines():
        if number in wanted:
            yield [cells[place] if place < len(cells) else "" for place in kept]


def _opened(file: ImportFile) -> OpenFile:
    return open_file(file.pk, file.name, file.kind, bytes(file.content), file.columns, file.corrections)


def _problems(file: ImportFile) -> Mapping[int, list[ImportProblem]]:
    """The errors of the first refused rows, by row."""
    found: dict[int, list[ImportProblem]] = defaultdict(list)
    errors = ImportProblem.objects.filter(file=file, kind=ProblemKind.ERROR, row__gt=0)
    for problem in errors.order_by("row", "pk"):
        if problem.row not in found and len(found) == ROWS_AT_ONCE:
            break
        found[problem.row].append(problem)
    return dict(found)


def _lines(file: OpenFile, last: int) -> Iterator[tuple[int, list[str]]]:
    for number, cells in file.lines():
        if number > last:
            return
        yield number, cells


def _row_to_mend(
    number: int,
    cells: list[str],
    problems: Sequence[ImportProblem],
    file: OpenFile,
    unseen: Unseen,
) -> RowToMend:
    said: dict[str, list[str]] = defaultdict(list)
    for problem in problems:
        said[problem.field].append(problem.sentence)
    row = [
        _cell(field, _shown(cells, file, field.name), said.pop(field.title, []), unseen)
        for field in FIELDS[file.kind]
        if field.name in file.given
    ]
    at_fault = tuple(cell for cell in row if cell.sentences)
    others = tuple(cell for cell in row if not cell.sentences and cell.is_shown)
    whole = tuple(
        AT_FAULT if title in unseen.titles else sentence
        for title, sentences in said.items()
        for sentence in sentences
    )
    return RowToMend(number, _words(row), at_fault, others, whole)


def _cell(field: Field, text: str, sentences: Sequence[str], unseen: Unseen) -> CellToMend:
    if field.name in unseen.names:
        return CellToMend(field.name, field.title, "", (AT_FAULT,) if sentences else (), is_shown=False)
    return CellToMend(field.name, field.title, text, tuple(sentences))


def _shown(cells: list[str], file: OpenFile, name: str) -> str:
    place = file.columns.positions[name]
    try:
        return clean_text(cells[place])[:CELL_LIMIT] if place < len(cells) else ""
    except ValueError:
        return ""


def _words(row: Sequence[CellToMend]) -> str:
    """What tells a row apart for a person: names, or the number."""
    texts = {cell.name: cell.text for cell in row}
    return " ".join([texts[name] for name in NAMED_BY if texts.get(name)][:NAMES_SHOWN])
