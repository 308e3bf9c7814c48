"""The filters of a list as links, what is set with the way to take it off, and its columns to choose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reporting.queries.lists.choices import (
    COMMA,
    GROUP,
    WITHOUT,
    YEAR,
    Filter,
    ListChoice,
)
from reporting.queries.lists.columns import Column, heading_of
from reporting.queries.lists.found import AskedList


@dataclass(frozen=True)
class PanelLink:
    """A filter's value: its words, and the list with it set, or taken off where it is set."""

    words: str
    url: str
    is_set: bool


@dataclass(frozen=True)
class Panel:
    """A filter, with its values as links."""

    title: str
    links: Sequence[PanelLink]


@dataclass(frozen=True)
class ColumnHead:
    """A column's head: the list ordered by it, and whether it is so now ("ascending", "descending")."""

    title: str
    url: str
    is_figure: bool
    order: str


@dataclass(frozen=True)
class ColumnBox:
    """A column to choose."""

    value: str
    title: str
    is_chosen: bool


def panels_of(asked: AskedList, url: str) -> list[Panel]:
    """The filters of which a value is picked; of groups the classes of the chosen year."""
    found = []
    for each in asked.filters:
        if each.param == WITHOUT or each.is_free:
            continue
        picked = replace(each, options=_classes(asked)) if each.param == GROUP else each
        if picked.options:
            title = "Class" if each.param == GROUP else each.title
            found.append(Panel(title, list(_links(picked, asked.choice, url))))
    return found


def _classes(asked: AskedList) -> dict[str, str]:
    year = asked.choice.filters.get(YEAR, "")
    return {
        group.value: group.name
        for group in asked.groups
        if group.is_class and year and str(group.year) == year
    }


def _links(filtered: Filter, choice: ListChoice, url: str) -> Iterator[PanelLink]:
    chosen = choice.values(filtered.param) if filtered.is_many else [choice.filters.get(filtered.param, "")]
    for value, words in filtered.options.items():
        is_set = value in chosen
        rest = [each for each in chosen if each != value] if filtered.is_many else []
        wanted = COMMA.join(rest if is_set else [*rest, value])
        yield PanelLink(words, address(url, choice.with_filter(filtered.param, wanted)), is_set)


def set_filters(asked: AskedList, url: str) -> list[PanelLink]:
    """What narrows the list, each with the list without it."""
    found = []
    for each in asked.filters:
        if value := asked.choice.filters.get(each.param):
            without = asked.choice.with_filter(each.param, "")
            found.append(PanelLink(each.words(value), address(url, without), is_set=True))
    return found


def heads_of(asked: AskedList, url: str) -> list[ColumnHead]:
    """The heads of the chosen columns, each with the list ordered by it."""
    return [_head(column, asked, url) for column in asked.choice.columns]


def _head(column: Column, asked: AskedList, url: str) -> ColumnHead:
    choice = asked.choice
    is_order = choice.sort is column
    largest_first = not choice.largest_first if is_order else column.begins_large
    order = ("descending" if choice.largest_first else "ascending") if is_order else ""
    ordered = choice.sorted_by(column, largest_first=largest_first)
    return ColumnHead(heading_of(column, asked.values.lines), address(url, ordered), column.is_figure, order)


def column_boxes(asked: AskedList) -> list[ColumnBox]:
    """The columns that may be chosen."""
    chosen = asked.choice.columns
    lines = asked.values.lines
    return [ColumnBox(column.value, heading_of(column, lines), column in chosen) for column in asked.columns]


def carried(choice: ListChoice, *, but: Sequence[str]) -> list[tuple[str, str]]:
    """What a form of the page carries along unseen, but what it asks for itself."""
    return [(name, value) for name, value in choice.carried.items() if name not in but]


def address(url: str, choice: ListChoice) -> str:
    """A list's address."""
    return f"{url}?{choice.query}" if choice.query else url
