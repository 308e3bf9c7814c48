"""The addresses that a pupil's history may not tell without the right to hidden addresses."""

from __future__ import annotations

from dataclasses import replace

from schools.addresses import hidden_places
from schools.models import Pupil
from schools.queries.hidden_addresses import secret_places
from schools.queries.history_events import HIDDEN, events_of


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
