"""One chronology of a pupil for one reader: the entries of every app that has some, and a page of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from math import ceil
from urllib.parse import urlencode

from accounts.roles import Permission
from attendance.queries.first_day.chronology import absence_entries
from schools.access import Rights
from schools.calendar import LONDON, academic_year_start
from schools.chronology import Entries, Entry, EntryKind, kind_of, newest_first, restricted_words

PAGE_SIZE = 20
# Behind so many pages nobody looks by turning them: the kinds part the rest.
MOST_PAGES = 50


@dataclass(frozen=True)
class Chosen:
    """What somebody asked of a chronology: a kind by its name in the address, and a page from 1."""

    kind: str = ""
    page: int = 1


@dataclass(frozen=True)
class Choice:
    """A kind that may be chosen, or all of them."""

    label: str
    query: str
    is_chosen: bool


@dataclass(frozen=True)
class Chronology:
    """A page of a pupil's chronology, newest first; `opened` names tables whose reading is written down.

    `query` is what an address needs to show this page of it.
    """

    entries: list[Entry]
    choices: list[Choice]
    restricted_words: str
    query: str
    newer_query: str | None
    older_query: str | None
    opened: tuple[str, ...]


def chronology_of(
    rights: Rights,
    pupil_id: int,
    chosen: Chosen,
    *,
    held: frozenset[Permission],
    known: Sequence[Entries] = (),
) -> Chronology | None:
    """The chronology of a pupil whom rights reach (`held`); None for a reader to whom no kind is open.

    `known` are entries that the caller has read already, all of them. Each other source answers with as many
    as the page and those before it hold, so that the pages of all sources together are in order.
    """
    kind = kind_of(chosen.kind)
    page = min(max(1, chosen.page), MOST_PAGES)
    sources = [absence_entries(rights, pupil_id, held=held, kind=kind, most=page * PAGE_SIZE + 1)]
    sources += [replace(source, entries=_of_kind(source, kind)) for source in known]
    kinds = frozenset[EntryKind]().union(*(source.kinds for source in sources))
    restricted = sum(source.restricted for source in sources)
    if not kinds and not restricted:
        return None
    entries = newest_first(sources)
    # Beyond the last page with an entry that page stands: all entries are here then.
    page = min(page, max(1, ceil(len(entries) / PAGE_SIZE)))
    first = datetime.combine(academic_year_start(rights.on), time(), tzinfo=LONDON)
    has_older = len(entries) > page * PAGE_SIZE and page < MOST_PAGES
    return Chronology(
        entries=[
            replace(entry, shows_year=entry.at < first)
            for entry in entries[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        ],
        choices=_choices(kinds, kind),
        restricted_words=restricted_words(restricted),
        query=_query(kind, page),
        newer_query=_query(kind, page - 1) if page > 1 else None,
        older_query=_query(kind, page + 1) if has_older else None,
        opened=tuple(sorted(frozenset[str]().union(*(source.opened for source in sources)))),
    )


def _of_kind(source: Entries, kind: EntryKind | None) -> list[Entry]:
    return [entry for entry in source.entries if kind in (None, entry.kind)]


def _choices(kinds: frozenset[EntryKind], chosen: EntryKind | None) -> list[Choice]:
    """All, and each kind that is open; nothing where there is one alone."""
    if len(kinds) < 2:
        return []
    offered = [each for each in EntryKind if each in kinds]
    every = Choice("All", _query(None, 1), chosen is None)
    return [every, *(Choice(each.title, _query(each, 1), each is chosen) for each in offered)]


def _query(kind: EntryKind | None, page: int) -> str:
    asked = {"kind": kind.slug if kind else "", "page": str(page) if page > 1 else ""}
    return urlencode({name: value for name, value in asked.items() if value})
