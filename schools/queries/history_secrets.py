"""What a pupil's history may not tell: hidden addresses, and how to reach whom nobody may contact."""

from __future__ import annotations

from dataclasses import replace

from django.db import connection

from schools.addresses import hidden_places
from schools.models import Pupil
from schools.queries.hidden_addresses import secret_places
from schools.queries.history_events import HIDDEN, events_of

# One who was taken out of the contacts is stopped as long as the history stands.
STOPPED = """
SELECT parent_id::text FROM schools_contact WHERE pupil_id = %(pupil)s AND must_not_contact
UNION
SELECT before ->> 'parent_id' FROM accounts_auditevent
WHERE pupil = %(pupil)s AND tbl = 'schools_contact' AND verb = 'delete'
  AND before ->> 'must_not_contact' = 'true'
"""


def stopped_parents(pupil: Pupil) -> frozenset[str]:
    """The numbers of the parents whom nobody may contact about a pupil: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(STOPPED, {"pupil": pupil.pk})
        return frozenset(parent for (parent,) in cursor.fetchall())


def secret_places_ever(pupil: Pupil, tables: list[str]) -> frozenset[str]:
    """The places of which hidden addresses speak or spoke: two statements.

    What stood in a row before it was hidden is as secret as what stands there now.
    """
    events = events_of(pupil, [name for name in tables if name in HIDDEN], most=None)
    rows = {(event.tbl, event.obj) for event in events if any(address.hidden for address in event.addresses)}
    told = (
        replace(address, hidden=True)
        for event in events
        if (event.tbl, event.obj) in rows
        for address in event.addresses
    )
    return secret_places(pupil.pk) | hidden_places(told)
