"""The database's account of every message against the provider's own ledger. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

TOLD = frozenset({"sent", "delivered"})
NOT_TOLD = frozenset({"failed", "withdrawn"})


@dataclass(frozen=True)
class Entry:
    """One acceptance in the provider's ledger: our reference, and the provider's time in seconds."""

    reference: str
    accepted_at: float


@dataclass(frozen=True)
class Tally:
    """What became of the messages that were asked for.

    Lost: the provider never took it, and nobody at the school can see that. Duplicate: taken more than once.
    Misreported: taken, while the school is told that it was not. Refused and withdrawn are in plain view.
    """

    asked: int
    taken: int
    refused: int
    withdrawn: int
    lost: list[str]
    duplicate: list[str]
    misreported: list[str]
    strangers: list[str]
    worst_delay: float
    median_delay: float
    states: Mapping[str, int] = field(default_factory=dict)


def reconcile(asked: Mapping[str, float], states: Mapping[str, str], ledger: Sequence[Entry]) -> Tally:
    """Compare when each reference was asked for, the state that the school sees, and what was taken.

    A reference without a state is a row that is not there: it is lost, unless the provider took it.
    """
    times = Counter(entry.reference for entry in ledger)
    first: dict[str, float] = {}
    for entry in ledger:
        first[entry.reference] = min(entry.accepted_at, first.get(entry.reference, entry.accepted_at))
    waits = sorted(first[reference] - at for reference, at in asked.items() if reference in first)
    untold = {reference for reference in asked if reference not in times}
    return Tally(
        asked=len(asked),
        taken=len(asked) - len(untold),
        refused=sum(states.get(reference) == "failed" for reference in untold),
        withdrawn=sum(states.get(reference) == "withdrawn" for reference in untold),
        lost=sorted(reference for reference in untold if states.get(reference) not in NOT_TOLD),
        duplicate=sorted(reference for reference, count in times.items() if count > 1),
        misreported=sorted(
            reference for reference in times if reference in asked and states.get(reference) not in TOLD
        ),
        strangers=sorted(reference for reference in times if reference not in asked),
        worst_delay=waits[-1] if waits else 0.0,
        median_delay=waits[len(waits) // 2] if waits else 0.0,
        states=Counter(states.values()),
    )
