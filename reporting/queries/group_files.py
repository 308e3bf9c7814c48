"""The page of groups as a table for a file: its rows, figures and words, with what counts beneath."""

from __future__ import annotations

from collections.abc import Iterator

from attendance.metrics import round_half_up
from reporting.queries.figure_words import Part
from reporting.queries.group_pages import GroupPage
from reporting.queries.group_tables import ComparedFigure, GroupRow
from reporting.table_files import Cell, Percent, Table

TOGETHER = "Facts together"


def groups_table(page: GroupPage) -> Table:
    """Every group of the page, a row each: fractions as they stand there, percentages as numbers."""
    headings = ["Section", "Group", "Pupils", "The rest"]
    for kind in page.columns:
        headings += [kind.title, f"{kind.title} %", f"{kind.title}, rest", f"{kind.title} %, rest"]
        headings.append(f"{kind.title}, gap in points")
    headings += ["Attendance last year", "Attendance last year %", "Gap last year", "Caution"]
    return Table("Groups against the rest", headings, [*_rows(page)], _notes(page))


def _rows(page: GroupPage) -> Iterator[list[Cell]]:
    if page.combined:
        yield _cells(TOGETHER, page.combined)
    for section in page.sections:
        yield from (_cells(section.title, row) for row in section.rows)


def _cells(section: str, row: GroupRow) -> list[Cell]:
    cells: list[Cell] = [section, row.name, row.pupils, row.rest_pupils]
    for figure in row.figures:
        cells += [*_with_percent(figure), figure.rest_fraction]
        cells += [_percent(figure, figure.others), figure.points]
    last_year = [*_with_percent(row.then), row.then.gap_words] if row.then else [None, None, None]
    return [*cells, *last_year, row.caution]


def _with_percent(figure: ComparedFigure) -> list[Cell]:
    return [figure.fraction, _percent(figure, figure.here)]


def _percent(figure: ComparedFigure, part: Part) -> Cell:
    if figure.is_small or part.share is None:
        return None
    return Percent(round_half_up(part.share * 100))


def _notes(page: GroupPage) -> list[str]:
    """By which rule, basis and days the figures are counted, as the page says it."""
    choice = page.choice
    return [
        f"{choice.period.words}. {choice.basis.words}. {page.scope_words}.",
        f"Last year: {page.then_words}." if page.then_words else "No marks of last year here.",
        f"{page.rule_words} {choice.basis.counts_words}",
        "The rest are all other pupils of whom the reader may see the same fact.",
        "A gap is in percentage points.",
        f"{page.small_words} Source: {page.source}.",
    ]
