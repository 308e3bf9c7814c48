"""Who changed what in a pupil's record, and when: the audit rows in words, each field by its right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone

from accounts.roles import Permission
from schools.access import Rights, reaches_pupil
from schools.addresses import WITHHELD
from schools.models import Group, Parent, Pupil
from schools.queries.families import parent_name
from schools.queries.history_events import (
    ADDRESS_LINES,
    CHAPTERS,
    CONTACTS,
    HIDDEN,
    MEMBERS,
    PARENTS,
    Event,
    events_of,
)
from schools.queries.history_secrets import secret_places_ever, stopped_parents
from schools.queries.record_words import value_words
from schools.wording import short_day_words, time_words

LINES_ON_PAGE = 50
REACH = ("mobile", "phone", "email")
VERBS = {"insert": "added", "update": "changed", "delete": "removed"}


@dataclass(frozen=True)
class FieldChange:
    """A field with what stood before and after; either may be empty."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryLine:
    """One change, as the page shows it."""

    when: str
    what: str
    fields: list[FieldChange]
    by: str
    by_title: str


@dataclass(frozen=True)
class HistoryPage:
    """Fifty changes, newest first; `newer` and `older` are the numbers of the pages beside, or 0.

    `tables` are those of which the lines tell something.
    """

    pupil_id: int
    name: str
    lines: list[HistoryLine]
    tables: frozenset[str]
    newer: int
    older: int


def history_page(rights: Rights, pupil: Pupil, *, page: int) -> HistoryPage:
    """A page of a pupil's history without what is beyond the reader's rights: always as many statements."""
    tables = [name for name, chapter in CHAPTERS.items() if reaches_pupil(rights, chapter.right, pupil)]
    sees_hidden = reaches_pupil(rights, Permission.HIDDEN_ADDRESS_VIEW, pupil)
    skip = (page - 1) * LINES_ON_PAGE
    events = events_of(pupil, tables, most=LINES_ON_PAGE + 1, skip=skip)
    reader = _Reader(
        secret=frozenset() if sees_hidden else secret_places_ever(pupil, tables),
        contact_safety=reaches_pupil(rights, Permission.CONTACT_SAFETY_VIEW, pupil),
        stopped=stopped_parents(pupil),
        names=_names(events),
    )
    told = [(event.tbl, line) for event in events[:LINES_ON_PAGE] if (line := reader.line(event))]
    return HistoryPage(
        pupil_id=pupil.pk,
        name=pupil.known_name,
        lines=[line for _, line in told],
        tables=frozenset(tbl for tbl, _ in told),
        newer=page - 1,
        older=page + 1 if len(events) > LINES_ON_PAGE else 0,
    )


def _names(events: Iterable[Event]) -> dict[tuple[str, str], str]:
    """What the rows of contacts, parents and groups are called, by table and number."""
    parents = {int(event.row["parent_id"]) for event in events if event.tbl == CONTACTS}
    parents |= {int(event.obj) for event in events if event.tbl == PARENTS}
    groups = {int(event.row["group_id"]) for event in events if event.tbl == MEMBERS}
    return {(PARENTS, str(row.pk)): parent_name(row) for row in Parent.objects.filter(pk__in=parents)} | {
        (MEMBERS, str(row.pk)): row.name for row in Group.objects.filter(pk__in=groups)
    }


@dataclass(frozen=True)
class _Reader:
    """Puts the audit's lines into words for one person."""

    secret: frozenset[str]
    contact_safety: bool
    stopped: frozenset[str]
    names: Mapping[tuple[str, str], str]

    def line(self, event: Event) -> HistoryLine | None:
        """A line, or None where nothing of it is for this person."""
        fields = self._fields(event)
        if event.verb == "update" and not fields:
            return None
        at = timezone.localtime(event.at)
        return HistoryLine(
            when=f"{short_day_words(at.date())} {at.year}, {time_words(at)}",
            what=" ".join(filter(None, (CHAPTERS[event.tbl].noun, self._name(event), VERBS[event.verb]))),
            fields=fields,
            by=event.by or "Daymark",
            by_title=event.by_title,
        )

    def _name(self, event: Event) -> str:
        if event.tbl == MEMBERS:
            return self.names.get((MEMBERS, str(event.row.get("group_id"))), "")
        number = event.obj if event.tbl == PARENTS else str(event.row.get("parent_id"))
        return self.names.get((PARENTS, number), "") if event.tbl in (PARENTS, CONTACTS) else ""

    def _fields(self, event: Event) -> list[FieldChange]:
        changes = [
            FieldChange(label, *words)
            for name, label in self._open_fields(event).items()
            if (words := _words(event, name)) and words[0] != words[1]
        ]
        before, after = event.addresses
        withheld = before != after and self._is_withheld(event) and not self._is_stopped(event)
        return [*changes, FieldChange("Address", "", WITHHELD)] if withheld else changes

    def _is_withheld(self, event: Event) -> bool:
        """Whether the address of a line may not be told."""
        return any(address.places & self.secret for address in event.addresses)

    def _is_stopped(self, event: Event) -> bool:
        """Whether how to reach a parent is told to nobody but those who may know why not to."""
        return event.tbl == PARENTS and event.obj in self.stopped and not self.contact_safety

    def _open_fields(self, event: Event) -> dict[str, str]:
        """The fields of a line that this person may read."""
        closed: set[str] = set()
        if self._is_stopped(event):
            closed = {*REACH, ADDRESS_LINES[PARENTS], "postcode", HIDDEN[PARENTS]}
        if event.tbl == CONTACTS and not self.contact_safety:
            closed = {"must_not_contact"}
        if event.tbl in ADDRESS_LINES and self._is_withheld(event):
            closed |= {ADDRESS_LINES[event.tbl], "postcode"}
        return {name: label for name, label in CHAPTERS[event.tbl].fields.items() if name not in closed}


def _words(event: Event, name: str) -> tuple[str, str]:
    """A field before and after. A row that is new or gone says only what it held, and no "No"."""
    before, after = (value_words(name, state.get(name)) for state in (event.before, event.after))
    if event.verb == "update":
        return before, after
    return ("" if before == "No" else before), ("" if after == "No" else after)
