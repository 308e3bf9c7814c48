"""What happened with a pupil, entry by entry: the one shape that every app's entries have. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from schools.calendar import LONDON
from schools.wording import count_words, short_day_words, time_words


class EntryKind(Enum):
    """What an entry is about: its name in an address, its words, and its icon."""

    MARK = ("mark", "Absences", "user-off")
    CONTACT = ("contact", "Calls and messages", "phone")
    ABSENCE = ("absence", "Steps", "checklist")
    LEAD = ("lead", "Safeguarding lead", "shield-lock")
    AGENCY = ("agency", "Agencies", "building-community")
    VISIT = ("visit", "Visits", "users")
    DESK = ("desk", "Desk", "clock")

    @property
    def slug(self) -> str:
        """Its name in an address."""
        return self.value[0]

    @property
    def title(self) -> str:
        """Its words."""
        return self.value[1]

    @property
    def icon(self) -> str:
        """Its icon; the words beside it carry the meaning."""
        return self.value[2]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, as one reader may know it.

    `at` is when it happened, not when it was written; `halves` name sessions where there is no time of day.
    `flag` is one short word beside the title; with `css` it is a mark of that class. `shows_year`:
    it is of an earlier school year than its reader's. What was struck out
    stays, with the `note` that says by whom and why.
    """

    at: datetime
    kind: EntryKind
    title: str
    words: str = ""
    by: str = ""
    flag: str = ""
    is_struck: bool = False
    note: str = ""
    css: str = ""
    halves: str = ""
    shows_year: bool = False

    @property
    def day_words(self) -> str:
        """The day in London: "Tue 9 Mar"; "Tue 9 Mar 2026" where it `shows_year`."""
        on = self.at.astimezone(LONDON).date()
        return f"{short_day_words(on)} {on.year}" if self.shows_year else short_day_words(on)

    @property
    def time_words(self) -> str:
        """The time in London: "09:02"; or the sessions: "AM PM"."""
        return self.halves or time_words(self.at.astimezone(LONDON))


@dataclass(frozen=True)
class Entries:
    """The latest entries of one source for one reader, newest first.

    `kinds` are those that the reader's rights open, whether there is an entry or not. `restricted` counts
    what the reader may know to be there and not read; what they may not know of is not counted. `opened`
    names the tables whose words stand here and whose reading is written down.
    """

    kinds: frozenset[EntryKind] = frozenset()
    entries: Sequence[Entry] = ()
    restricted: int = 0
    opened: frozenset[str] = field(default_factory=frozenset)


def kind_of(slug: str) -> EntryKind | None:
    """The kind that an address names, or None."""
    return next((kind for kind in EntryKind if kind.slug == slug), None)


def newest_first(sources: Iterable[Entries]) -> list[Entry]:
    """The entries of all sources, latest first; those of one instant stay in the order of their sources."""
    return sorted((entry for source in sources for entry in source.entries), key=_at, reverse=True)


def restricted_words(count: int) -> str:
    """How many entries the reader may not read; empty for none."""
    return count_words(count, "restricted entry", "restricted entries") if count else ""


def _at(entry: Entry) -> datetime:
    return entry.at
