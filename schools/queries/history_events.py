"""The lines of the audit about a pupil's record and family, and the right that opens each table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from accounts.roles import Permission
from schools.addresses import Address
from schools.models import Pupil
from schools.queries import record_words

HOMES, PARENTS, CONTACTS = "schools_pupiladdress", "schools_parent", "schools_contact"
MEMBERS = "schools_groupmember"
ADDRESS_LINES = {HOMES: "lines", PARENTS: "address_lines"}
HIDDEN = {HOMES: "is_hidden", PARENTS: "address_hidden"}


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
  SELECT state ->> 'parent_id' FROM accounts_auditevent, unnest(ARRAY[before, after]) state
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

    @property
    def addresses(self) -> tuple[Address, Address]:
        """The address before and after, where the row has one."""
        return self._address(self.before), self._address(self.after)

    def _address(self, state: Mapping[str, Any]) -> Address:
        name = ADDRESS_LINES.get(self.tbl, "")
        is_hidden = bool(state.get(HIDDEN.get(self.tbl, "")))
        return Address(state.get(name, ""), state.get("postcode", ""), hidden=is_hidden)


def events_of(pupil: Pupil, tables: list[str], *, most: int | None, skip: int = 0) -> list[Event]:
    """The latest lines of the tables, newest first: one statement."""
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
