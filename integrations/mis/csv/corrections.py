"""Cells of a file that a person put right in the page, and rows that they left out (pure)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

ROW = ""
LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Corrections:
    """Row number to field to text, over what the file says; and the numbers of the rows left out."""

    cells: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()

    @property
    def is_any(self) -> bool:
        """Whether anything was put right or left out."""
        return bool(self.cells or self.left_out)

    def applied(
        self,
        rows: Iterable[tuple[int, list[str]]],
        positions: Mapping[str, int],
        width: int,
        *,
        with_left_out: bool = False,
    ) -> Iterator[tuple[int, list[str]]]:
        """The rows of a file of `width` headings as they were put right."""
        for number, cells in rows:
            if number in self.left_out and not with_left_out:
                continue
            right = self.cells.get(number)
            yield number, _put_right(cells, right, positions, width) if right else cells


def _put_right(
    cells: list[str], right: Mapping[str, str], positions: Mapping[str, int], width: int
) -> list[str]:
    """A row with its cells put right; whoever looked at a row has seen that it ends with the headings."""
    row = (cells + [""] * width)[:width]
    for name, text in right.items():
        if name in positions:
            row[positions[name]] = text
    return row


def read_corrections(stored: Mapping[str, Mapping[str, str]]) -> Corrections:
    """Corrections as they are kept with their file."""
    return Corrections(
        {int(row): cells for row, cells in stored.items() if ROW not in cells},
        frozenset(int(row) for row, cells in stored.items() if ROW in cells),
    )


def store_corrections(
    stored: Mapping[str, Mapping[str, str]],
    *,
    cells: Mapping[int, Mapping[str, str]],
    left_out: Collection[int],
) -> dict[str, dict[str, str]]:
    """What is kept after a person put more cells right; a row that is left out needs no cells."""
    kept = {row: dict(was) for row, was in stored.items()}
    for row, right in cells.items():
        kept[str(row)] = {**kept.get(str(row), {}), **right}
    return kept | {str(row): {ROW: LEFT_OUT} for row in left_out}
