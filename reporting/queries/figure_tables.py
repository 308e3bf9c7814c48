"""Figures as a page's table shows them: a fraction, a percentage, and the way to what is behind them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from urllib.parse import urlencode

from attendance.figure_kinds import FigureKind
from attendance.metrics import percent
from attendance.queries.figures.groups import Figures, GroupFigures, SchoolFigures
from reporting.queries.closed_figures import HiddenColumns

NO_GROUP, WHOLE = "none", "all"


@dataclass(frozen=True, slots=True)
class FigureCell:
    """A figure: "192 of 221" and "86.9%". Hidden, it has no words; without sessions it says so."""

    kind: FigureKind
    fraction: str
    percent: str
    url: str
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A group's figures. `slug` is the group as an address names it; `pupils_url` lists who is in it."""

    name: str
    slug: str
    pupils: int
    cells: tuple[FigureCell, ...]
    is_hidden: bool = False
    pupils_url: str = ""


@dataclass(frozen=True, slots=True)
class FigureTable:
    """The whole, and its rows. `hides` is whether anything is hidden."""

    rows: tuple[FigureRow, ...]
    whole: FigureRow
    hides: bool

    @property
    def columns(self) -> list[FigureKind]:
        """The figures that it has."""
        return [cell.kind for cell in self.whole.cells]


def parts_of(figures: Figures) -> Mapping[FigureKind, tuple[int, int]]:
    """Each figure as how many of how many: sessions of the possible ones, or pupils with a session."""
    tally = figures.tally
    return {
        FigureKind.ATTENDANCE: (tally.attended, tally.possible),
        FigureKind.AUTHORISED: (tally.authorised, tally.possible),
        FigureKind.UNAUTHORISED: (tally.unauthorised, tally.possible),
        FigureKind.LATE: (tally.late, tally.possible),
        FigureKind.LATE_AFTER_CLOSE: (tally.late_after_close, tally.possible),
        FigureKind.PERSISTENT: (figures.persistent, figures.counted),
        FigureKind.SEVERE: (figures.severe, figures.counted),
        FigureKind.FEW: (figures.few, figures.counted),
    }


def fraction_words(part: int, whole: int) -> str:
    """A fraction as people read it: "1,920 of 2,210"; "no sessions" of nothing."""
    return f"{part:,} of {whole:,}" if whole else percent(None)


def percent_words(part: int, whole: int) -> str:
    """Its percentage: "86.9%"; empty of nothing."""
    return percent(Fraction(part, whole)) if whole else ""


def open_table(
    found: SchoolFigures, base_url: str, query: str, whole_name: str, *, pupils_url: str = ""
) -> FigureTable:
    """The table of somebody who may see the pupils behind every figure; its names open the lists of them."""
    whole = replace(figure_row(whole_name, WHOLE, found.whole, base_url, query), pupils_url=pupils_url)
    rows = [_with_list(row, pupils_url) for row in _rows(found, base_url, query)]
    return with_few_or_none(table_of(rows, whole), found.whole)


def _with_list(row: FigureRow, pupils_url: str) -> FigureRow:
    """A row whose name opens the list of the group's pupils; the rest of the school is no group."""
    if not pupils_url or row.slug == NO_GROUP:
        return row
    return replace(row, pupils_url=f"{pupils_url}?{urlencode({'group': row.slug})}")


def closed_table(
    found: SchoolFigures, base_url: str, query: str, whole_name: str, *, hidden: HiddenColumns
) -> FigureTable:
    """The table of somebody who sees totals without pupils: small numbers hidden, few sessions left out."""
    whole = figure_row(whole_name, WHOLE, found.whole, base_url, query)
    rows = [closed_row(row, hidden.groups) for row in _rows(found, base_url, query)]
    return table_of(rows, closed_row(whole, hidden.whole))


def table_of(rows: Sequence[FigureRow], whole: FigureRow) -> FigureTable:
    """Rows and their whole; whether anything is hidden is read from their cells."""
    hides = any(cell.is_hidden for row in (*rows, whole) for cell in row.cells)
    return FigureTable(tuple(rows), whole, hides)


def with_few_or_none(table: FigureTable, whole: Figures) -> FigureTable:
    """A table without the column of few sessions where nobody has few."""
    if whole.few:
        return table
    return replace(table, rows=tuple(map(without_few, table.rows)), whole=without_few(table.whole))


def name_of(group: GroupFigures) -> str:
    """A group's name; the rest of the school has none."""
    return group.name or "In no group"


def slug_of(group: GroupFigures) -> str:
    """A group as an address names it."""
    return NO_GROUP if group.group_id is None else str(group.group_id)


def figure_row(name: str, slug: str, figures: Figures, base_url: str, query: str) -> FigureRow:
    """A row of a table; without `base_url` its figures open nothing."""
    cells = tuple(
        FigureCell(
            kind,
            fraction_words(part, whole),
            percent_words(part, whole),
            _url(base_url, query, kind, slug),
        )
        for kind, (part, whole) in parts_of(figures).items()
    )
    return FigureRow(name, slug, figures.pupils, cells)


def closed_row(row: FigureRow, hidden: Collection[FigureKind]) -> FigureRow:
    """A row without its hidden figures and few sessions; how many pupils it has goes with its attendance."""
    cells = tuple(
        FigureCell(cell.kind, "", "", "", is_hidden=True) if cell.kind in hidden else cell
        for cell in without_few(row).cells
    )
    is_gone = FigureKind.ATTENDANCE in hidden
    return replace(row, pupils=0 if is_gone else row.pupils, cells=cells, is_hidden=is_gone)


def without_few(row: FigureRow) -> FigureRow:
    """A row without the count of pupils with few sessions, which is nearly always a small number."""
    return replace(row, cells=tuple(cell for cell in row.cells if cell.kind is not FigureKind.FEW))


def _rows(found: SchoolFigures, base_url: str, query: str) -> list[FigureRow]:
    return [
        figure_row(name_of(group), slug_of(group), group.figures, base_url, query) for group in found.groups
    ]


def _url(base_url: str, query: str, kind: FigureKind, slug: str) -> str:
    return f"{base_url}?{query}&{urlencode({'figure': kind.value, 'group': slug})}" if base_url else ""
