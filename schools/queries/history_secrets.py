"""The addresses that a pupil's history may not tell without the right to hidden addresses."""

from __future__ import annotations

from dataclasses import dataclass, replace

from schools.addresses import hidden_places
from schools.models import Pupil
from schools.queries.hidden_addresses import secret_places
from schools.queries.history_events import HIDDEN, Event, events_of


@dataclass(frozen=True)
class Secret:
    """The rows that were ever hidden, and the places of which a family's hidden addresses speak.

    What stood in a row before it was hidden is as secret as what stands there now.
    """

    rows: frozenset[tuple[str, str]] = frozenset()
    places: frozenset[str] = frozenset()

    def covers(self, event: Event) -> bool:
        """Whether the address of a line may not be told."""
        if (event.tbl, event.obj) in self.rows:
            return True
        return any(address.words and address.places & self.places for address in event.addresses)


def secret_of(pupil: Pupil, tables: list[str]) -> Secret:
    """What the history of a pupil keeps secret: two statements."""
    events = events_of(pupil, [name for name in tables if name in HIDDEN], most=None)
    rows = {(event.tbl, event.obj) for event in events if any(address.hidden for address in event.addresses)}
    places = (
        hidden_places(replace(address, hidden=True) for address in event.addresses)
        for event in events
        if (event.tbl, event.obj) in rows
    )
    return Secret(frozenset(rows), secret_places(pupil.pk).union(*places))
