"""The page of the list of pupils, and the same list as a table for a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.urls import reverse

from accounts.roles import Permission
from reporting.queries.links import pupil_url
from reporting.queries.lists.choices import COLUMNS, FACT, GROUP, WITHOUT, WORDS, ListChoice
from reporting.queries.lists.columns import Column, cell_of, heading_of
from reporting.queries.lists.found import AskedList, asked_list, everybody_of, ids_of
from reporting.queries.lists.notes import notes_of
from reporting.queries.lists.panels import (
    ColumnBox,
    ColumnHead,
    Panel,
    PanelLink,
    address,
    carried,
    column_boxes,
    heads_of,
    panels_of,
    set_filters,
)
from reporting.queries.lists.rows import ListedPupil
from reporting.queries.lists.saved import ViewLine, views_of
from reporting.queries.pupil_lists import roll_words
from reporting.table_files import FileKind, Table, cell_words
from reporting.tiles import absence_tone, absence_words
from schools.access import Rights
from schools.pupil_flags import PROTECTED, Flag, glance_flags
from schools.wording import count_words

ROWS_ON_PAGE = 50


@dataclass(frozen=True)
class ListCell:
    """A cell: its words, under which heading, and whether it is a number."""

    title: str
    words: str
    is_figure: bool
    tone: str = ""


@dataclass(frozen=True)
class PupilLine:
    """A pupil of the list; cells of figures are empty for who may not see them."""

    name: str
    url: str
    flags: list[Flag]
    note: str
    cells: list[ListCell]

    def cell(self, title: str) -> str:
        """What stands under a heading; empty where the column is not chosen."""
        return next((cell.words for cell in self.cells if cell.title == title), "")


@dataclass(frozen=True)
class PupilList:
    """One page of pupils, what narrows it and could, and by which rules it is counted.

    `opened` are the pupils of whom a protected fact is told.
    """

    choice: ListChoice
    groups: list[tuple[str, str]]
    group: str
    count_words: str
    rows: list[PupilLine]
    heads: list[ColumnHead]
    panels: list[Panel]
    narrowed: list[PanelLink]
    boxes: list[ColumnBox]
    views: list[ViewLine]
    files: list[tuple[str, str]]
    notes: list[str]
    carried_by_search: list[tuple[str, str]]
    carried_by_columns: list[tuple[str, str]]
    before_url: str
    after_url: str
    all_url: str
    new_url: str
    keep_url: str
    by_name_url: str
    page_words: str
    opened: list[int]

    @property
    def query(self) -> str:
        """The words that were searched for."""
        return self.choice.words


def pupil_list(rights: Rights, asked: Mapping[str, str], *, on: date) -> PupilList:
    """A page of fifty pupils: seven statements at most, whatever is asked for and whatever their number.

    A filter, column or order that is not this person's to use is as good as none, and a page that is not
    there is the first or the last.
    """
    found = asked_list(rights, asked, on=on)
    page, pupils = _page_of(rights, found)
    count = page.paginator.count
    url, choice = reverse("pupils", args=[rights.school.slug]), found.choice
    turn = f"{address(url, choice)}{'&' if choice.query else '?'}page="
    return PupilList(
        choice=choice,
        groups=[(group.value, group.name) for group in found.groups],
        group=choice.filters.get(GROUP, ""),
        count_words=_count_words(choice, count),
        rows=[_line(rights, found, pupil) for pupil in pupils],
        heads=heads_of(found, url),
        panels=panels_of(found, url),
        narrowed=set_filters(found, url),
        boxes=column_boxes(found),
        views=views_of(rights, choice.saved),
        files=_files(rights, choice),
        notes=notes_of(found),
        carried_by_search=carried(choice, but=(WORDS, GROUP)),
        carried_by_columns=carried(choice, but=(COLUMNS,)),
        before_url=f"{turn}{page.previous_page_number()}" if page.has_previous() else "",
        after_url=f"{turn}{page.next_page_number()}" if page.has_next() else "",
        all_url=url,
        new_url=_new_url(rights),
        keep_url=address(reverse("pupil_views", args=[rights.school.slug]), choice),
        by_name_url=address(url, choice.sorted_by(None)),
        page_words=f"{page.start_index()} to {page.end_index()} of {count}",
        opened=_opened(choice, pupils),
    )


def pupil_table(rights: Rights, asked: Mapping[str, str], *, on: date) -> tuple[Table, ListChoice, list[int]]:
    """The whole list as a table with the columns and order of its page: six statements at most.

    Of those alone whose attendance the person may take out; with what was asked for, and the pupils of whom
    it tells a protected fact.
    """
    found = asked_list(rights, asked, on=on)
    pupils = everybody_of(rights, found, ids_of(rights, found, to_leave=True))
    columns, values = found.choice.columns, found.values.movement
    table = Table(
        title="Pupils",
        headings=("Pupil", *(heading_of(column, found.values.lines) for column in columns), "Note"),
        rows=[
            (
                pupil.name,
                *(cell_of(column, pupil, values) for column in columns),
                _note(found, pupil),
            )
            for pupil in pupils
        ],
        notes=[_count_words(found.choice, len(pupils)), *notes_of(found)],
        pupils=[pupil.pupil_id for pupil in pupils],
    )
    return table, found.choice, _opened(found.choice, pupils)


def _page_of(rights: Rights, found: AskedList) -> tuple[Page[Any], list[ListedPupil]]:
    """The page and its pupils: where sessions choose or order, all are read for it."""
    ids = ids_of(rights, found)
    if found.choice.needs_all:
        everybody = Paginator(everybody_of(rights, found, ids), ROWS_ON_PAGE).get_page(found.choice.page)
        return everybody, list(everybody.object_list)
    page = Paginator(ids, ROWS_ON_PAGE).get_page(found.choice.page)
    return page, everybody_of(rights, found, list(page.object_list))


def _line(rights: Rights, found: AskedList, pupil: ListedPupil) -> PupilLine:
    values, columns = found.values.movement, found.choice.columns
    tone = absence_tone(_absence(found, pupil))
    return PupilLine(
        name=pupil.name,
        url=pupil_url(rights, pupil.pupil_id),
        flags=[] if Column.FLAGS in columns else glance_flags(pupil.support),
        note=_note(found, pupil),
        cells=[
            ListCell(
                heading_of(column, found.values.lines),
                cell_words(cell_of(column, pupil, values)),
                column.is_figure,
                tone if column is Column.PERCENT else "",
            )
            for column in columns
        ],
    )


def _note(found: AskedList, pupil: ListedPupil) -> str:
    """What else there is to say: another legal name, why not on roll, the absence in words."""
    notes = [
        f"Legal name {pupil.legal_name}" if pupil.legal_name != pupil.name else "",
        roll_words(pupil.admitted_on, pupil.left_on, on=found.days.on),
        _absence(found, pupil),
    ]
    return ". ".join(note for note in notes if note)


def _absence(found: AskedList, pupil: ListedPupil) -> str:
    if not (pupil.is_counted and found.choice.shows_figures):
        return ""
    return absence_words(pupil.tally, found.values.movement)


def _count_words(choice: ListChoice, count: int) -> str:
    return count_words(count, "pupil") + (" on roll" if choice.is_usual else " found")


def _opened(choice: ListChoice, pupils: Sequence[ListedPupil]) -> list[int]:
    """Of whom the list tells a protected fact: by who is listed, by a flag, or by the order of flags."""
    if any(kind in PROTECTED for kind in [*choice.values(FACT), *choice.values(WITHOUT)]):
        return [pupil.pupil_id for pupil in pupils]
    shows = Column.FLAGS in (*choice.columns, choice.sort)
    return [pupil.pupil_id for pupil in pupils if shows and pupil.protected]


def _files(rights: Rights, choice: ListChoice) -> list[tuple[str, str]]:
    """The list as files, for who may take attendance out."""
    if not rights.reaches_people(Permission.EXPORT_ATTENDANCE):
        return []
    return [
        (kind.words, address(reverse("pupils_file", args=[rights.school.slug, kind.value]), choice))
        for kind in FileKind
    ]


def _new_url(rights: Rights) -> str:
    """Where a joiner is entered; empty for who may not."""
    may_enter = rights.has_for_school(Permission.PUPIL_MANAGE)
    return reverse("pupil_new", args=[rights.school.slug]) if may_enter else ""
