"""Who changed what in a pupil's record, and when: the audit rows in words, each field by its right."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.roles import Permission
from schools.access import Rights, reaches_pupil
from schools.addresses import WITHHELD, Address, hidden_places, is_secret
from schools.models import Group, Parent, Pupil
from schools.queries import record_words
from schools.queries.families import parent_name
from schools.queries.hidden_addresses import secret_places
from schools.queries.record_words import value_words
from schools.wording import short_day_words, time_words

LINES_ON_PAGE = 50
HOMES, PARENTS, CONTACTS = "schools_pupiladdress", "schools_parent", "schools_contact"
MEMBERS = "schools_groupmember"
ADDRESS_LINES, HIDDEN = (
    {HOMES: "lines", PARENTS: "address_lines"},
    {HOMES: "is_hidden", PARENTS: "address_hidden"},
)
VERBS = {"insert": "added", "update": "changed", "delete": "removed"}


@dataclass(frozen=True)
class Chapter:
    """A table of the record: its name, its fields in words, and the right that opens it."""

    noun: str
    fields: Mapping[str, str]
    right: Permission


CHAPTERS = {
    "schools_pupil": Chapter("Entry", record_words.PUPIL, Permission.PUPIL_MANAGE),
    HOMES: Chapter("Address", record_words.ADDRESS, Permission.PUPIL_MANAGE),
    "schools_rollentry": Chapter("Time on roll", record_words.ROLL, Permission.PUPIL_MANAGE),
    MEMBERS: Chapter("Group", record_words.MEMBER, Permission.PUPIL_MANAGE),
    CONTACTS: Chapter("Contact", record_words.CONTACT, Permission.CONTACTS_VIEW),
    PARENTS: Chapter("Parent", record_words.PARENT, Permission.CONTACTS_VIEW),
    "schools_safetynote": Chapter("Safety note", record_words.NOTE, Permission.CONTACT_SAFETY_VIEW),
    "schools_supportfact": Chapter("Support", record_words.SUPPORT, Permission.SUPPORT_FACTS_VIEW),
    "schools_protectedfact": Chapter(
        "Protected fact", record_words.PROTECTED, Permission.PROTECTED_FACTS_VIEW
    ),
}
# Whoever was once a contact stays part of the history.
EVENTS = """
WITH family AS (
  SELECT parent_id::text AS obj FROM schools_contact WHERE pupil_id = %(pupil)s
  UNION
  SELECT coalesce(after, before) ->> 'parent_id' FROM accounts_auditevent
  WHERE pupil = %(pupil)s AND tbl = 'schools_contact'
), events AS (
  SELECT * FROM accounts_auditevent
  WHERE pupil = %(pupil)s AND tbl = ANY (%(tables)s) AND verb IN ('insert', 'update', 'delete')
  UNION ALL
  SELECT * FROM accounts_auditevent
  WHERE tbl = 'schools_parent' AND tbl = ANY (%(tables)s) AND school = %(school)s
    AND obj IN (SELECT obj FROM family) AND verb IN ('insert', 'update', 'delete')
)
SELECT e.at, e.verb, e.tbl, e.obj, coalesce(e.before, '{}'), coalesce(e.after, '{}'),
       coalesce(u.full_name, ''), coalesce(u.job_title, '')
FROM events e LEFT JOIN accounts_user u ON u.id = e.actor ORDER BY e.id DESC LIMIT %(most)s OFFSET %(skip)s
"""


@dataclass(frozen=True)
class Event:
    """One line of the audit."""

    at: datetime
    verb: str
    tbl: str
    obj: str
    before: dict[str, Any]
    after: dict[str, Any]
    by: str
    by_title: str

    @property
    def row(self) -> dict[str, Any]:
        """The row as it was left, or as it was before it went."""
        return self.after or self.before


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
    """Fifty changes, newest first; `newer` and `older` are the numbers of the pages beside, or 0."""

    pupil_id: int
    name: str
    lines: list[HistoryLine]
    newer: int
    older: int


def history_page(rights: Rights, pupil: Pupil, *, page: int) -> HistoryPage:
    """A page of a pupil's history without what is beyond the reader's rights: always as many statements."""
    tables = [name for name, chapter in CHAPTERS.items() if reaches_pupil(rights, chapter.right, pupil)]
    skip = (page - 1) * LINES_ON_PAGE
    events = _events(pupil, tables, most=LINES_ON_PAGE + 1, skip=skip)
    reader = _Reader(
        secret=_Secret.of(rights, pupil, tables),
        contact_safety=reaches_pupil(rights, Permission.CONTACT_SAFETY_VIEW, pupil),
        names=_names(events),
    )
    return HistoryPage(
        pupil_id=pupil.pk,
        name=pupil.known_name,
        lines=[line for event in events[:LINES_ON_PAGE] if (line := reader.line(event))],
        newer=page - 1,
        older=page + 1 if len(events) > LINES_ON_PAGE else 0,
    )


def _events(pupil: Pupil, tables: list[str], *, most: int | None, skip: int = 0) -> list[Event]:
    values: dict[str, Any] = {
        "pupil": pupil.pk,
        "school": pupil.school_id,
        "tables": tables,
        "most": most,
        "skip": skip,
    }
    with connection.cursor() as cursor:
        cursor.execute(EVENTS, values)
        return [
            Event(at, verb, tbl, obj, json.loads(before), json.loads(after), *who)
            for at, verb, tbl, obj, before, after, *who in cursor.fetchall()
        ]


def _names(events: Iterable[Event]) -> dict[tuple[str, str], str]:
    """What the rows of contacts, parents and groups are called, by table and number."""
    parents = {int(event.row["parent_id"]) for event in events if event.tbl == CONTACTS}
    parents |= {int(event.obj) for event in events if event.tbl == PARENTS}
    groups = {int(event.row["group_id"]) for event in events if event.tbl == MEMBERS}
    return {(PARENTS, str(row.pk)): parent_name(row) for row in Parent.objects.filter(pk__in=parents)} | {
        (MEMBERS, str(row.pk)): row.name for row in Group.objects.filter(pk__in=groups)
    }


@dataclass(frozen=True)
class _Secret:
    """The rows that were ever hidden, and the places of which a family's hidden addresses speak."""

    rows: frozenset[tuple[str, str]]
    places: frozenset[str]

    @classmethod
    def of(cls, rights: Rights, pupil: Pupil, tables: list[str]) -> _Secret:
        """Nothing is secret to who may see hidden addresses."""
        if reaches_pupil(rights, Permission.HIDDEN_ADDRESS_VIEW, pupil):
            return cls(frozenset(), frozenset())
        events = _events(pupil, [name for name in (HOMES, PARENTS) if name in tables], most=None)
        rows = frozenset(
            (event.tbl, event.obj)
            for event in events
            if any(state.get(HIDDEN[event.tbl]) for state in (event.before, event.after))
        )
        told = hidden_places(
            _address(event.tbl, state, hidden=True)
            for event in events
            if (event.tbl, event.obj) in rows
            for state in (event.before, event.after)
        )
        return cls(rows, told | secret_places(pupil.pk))

    def covers(self, event: Event) -> bool:
        """Whether the address of a line may not be told."""
        return (event.tbl, event.obj) in self.rows or any(
            is_secret(_address(event.tbl, state), self.places) for state in (event.before, event.after)
        )


def _address(tbl: str, state: Mapping[str, Any], *, hidden: bool = False) -> Address:
    return Address(state.get(ADDRESS_LINES[tbl], ""), state.get("postcode", ""), hidden=hidden)


@dataclass(frozen=True)
class _Reader:
    """Puts the audit's lines into words for one person."""

    secret: _Secret
    contact_safety: bool
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
        withheld = event.tbl in HIDDEN and self.secret.covers(event) and _tells_address(event)
        return [*changes, FieldChange("Address", "", WITHHELD)] if withheld else changes

    def _open_fields(self, event: Event) -> dict[str, str]:
        """The fields of a line that this person may read."""
        closed = set()
        if event.tbl == CONTACTS and not self.contact_safety:
            closed = {"must_not_contact"}
        if event.tbl in HIDDEN and self.secret.covers(event):
            closed = {ADDRESS_LINES[event.tbl], "postcode"}
        return {name: label for name, label in CHAPTERS[event.tbl].fields.items() if name not in closed}


def _words(event: Event, name: str) -> tuple[str, str]:
    """A field before and after. A row that is new or gone says only what it held, and no "No"."""
    before, after = (value_words(name, state.get(name)) for state in (event.before, event.after))
    if event.verb == "update":
        return before, after
    return ("" if before == "No" else before), ("" if after == "No" else after)


def _tells_address(event: Event) -> bool:
    """Whether a line is about the address at all."""
    return _address(event.tbl, event.before) != _address(event.tbl, event.after)
