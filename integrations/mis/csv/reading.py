"""One uploaded file, opened: its table, its columns as settled, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from integrations.mis.csv.client import FileRefused, NoRows, Table, read_table
from integrations.mis.csv.corrections import Corrections, read_corrections
from integrations.mis.csv.fields import FIELDS, Kind
from integrations.mis.csv.headings import NO_HABITS, ColumnMap, Habits, confirm, guess, guess_kind
from integrations.mis.csv.mapping.problems import Problems
from schools.names import clean_text
from schools.upn import normalise_upn

SAMPLE_ROWS = 3
SAMPLE_CELL = 40
TELL_EVERY = 20_000
NO_KIND = "Choose what this file holds. Its headings do not say."


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What a file seems to be, for the person to confirm."""

    kind: Kind | None
    encoding: str = ""
    headings: tuple[str, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)
    sample: tuple[tuple[str, ...], ...] = ()
    refusal: str = ""


def look_at(content: bytes, name: str, habits: Habits = NO_HABITS) -> FirstLook:
    """Guess a file's kind and columns; an unreadable file comes back with the sentence for the person."""
    try:
        table = read_table(content)
    except NoRows as refusal:
        kind = guess_kind(refusal.headings, name, habits)
        return FirstLook(kind, headings=refusal.headings, refusal=str(refusal))
    except FileRefused as refusal:
        return FirstLook(None, refusal=str(refusal))
    kind = guess_kind(table.headings, name, habits)
    columns = dict(guess(table.headings, kind, habits).fields) if kind else {}
    return FirstLook(kind, table.encoding, table.headings, columns, tuple(_sample(table)))


def _sample(table: Table) -> Iterator[tuple[str, ...]]:
    for _, (_, cells) in zip(range(SAMPLE_ROWS), table.rows(), strict=False):
        yield tuple(_shown(cell) for cell in cells[: len(table.headings)])


def _shown(cell: str) -> str:
    try:
        return clean_text(cell)[:SAMPLE_CELL]
    except ValueError:
        return ""


@dataclass(slots=True)
class OpenFile:
    """A file ready to be read row by row. `pk` is that of its ImportFile.

    `renumbered` gives the UPN that a child has now for one that they had before.
    """

    pk: int
    name: str
    kind: Kind
    table: Table
    columns: ColumnMap
    corrections: Corrections = field(default_factory=Corrections)
    problems: Problems = field(default_factory=Problems)
    rows_read: int = 0
    renumbered: Mapping[str, str] = field(default_factory=dict)

    @property
    def given(self) -> frozenset[str]:
        """The fields that this file fills."""
        return frozenset(self.columns.fields.values())

    def rows(self, tell: Callable[[int], None]) -> Iterator[tuple[int, list[str]]]:
        """The file's rows; `tell` hears now and then how many more were read."""
        told = 0
        for count, row in enumerate(self.lines(), 1):
            if count - told == TELL_EVERY:
                tell(TELL_EVERY)
                told = count
            self.rows_read = count
            yield row
        tell(self.rows_read - told)

    def lines(self, *, with_left_out: bool = False) -> Iterator[tuple[int, list[str]]]:
        """The file's rows as they were put right in the page, without those that a person left out."""
        rows = self.table.rows()
        if self.corrections.is_any:
            width = len(self.table.headings)
            rows = self.corrections.applied(rows, self.columns.positions, width, with_left_out=with_left_out)
        place = self.columns.positions.get("upn")
        return self._renumber(rows, place) if self.renumbered and place is not None else rows

    def _renumber(self, rows: Iterator[tuple[int, list[str]]], place: int) -> Iterator[tuple[int, list[str]]]:
        """The rows with the numbers that children have now, so that a former one makes no second child."""
        for number, cells in rows:
            now = self.renumbered.get(normalise_upn(cells[place])) if place < len(cells) else None
            yield number, [*cells[:place], now, *cells[place + 1 :]] if now else cells

    def upns(self) -> set[str]:
        """Every UPN that the file's rows name, good rows or not."""
        place = self.columns.positions["upn"]
        lines = self.lines(with_left_out=True)
        return {normalise_upn(cells[place]) for _, cells in lines if place < len(cells)}

    def upns_left_out(self) -> set[str]:
        """The UPNs of the rows that a person left out."""
        place = self.columns.positions["upn"]
        left_out = self.corrections.left_out
        return {
            normalise_upn(cells[place])
            for number, cells in (self.table.rows() if left_out else ())
            if number in left_out and place < len(cells)
        }

    def cell(self, title: str, cells: list[str]) -> str:
        """The cell under a field's title, for showing beside its problem."""
        places = self.columns.positions
        name = next((field.name for field in FIELDS[self.kind] if field.title == title), "")
        place = places.get(name, len(cells))
        return cells[place] if place < len(cells) else ""


def open_file(
    pk: int,
    name: str,
    kind: str,
    content: bytes,
    choice: dict[str, str],
    corrections: Mapping[str, Mapping[str, str]] | None = None,
) -> OpenFile:
    """Open a file with the columns that were settled and the cells that were put right.

    Raises FileRefused with the sentence for the person.
    """
    table = read_table(content)
    if not kind:
        raise FileRefused(NO_KIND)
    columns = confirm(table.headings, Kind(kind), choice)
    if columns.sentences:
        raise FileRefused(" ".join(columns.sentences))
    file = OpenFile(pk, name, Kind(kind), table, columns, read_corrections(corrections or {}))
    if table.note:
        file.problems.warn(0, "", table.note)
    return file
