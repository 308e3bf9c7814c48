"""Who still opens a child's file once exclusions and restrictions hold (pure)."""

from __future__ import annotations

from collections.abc import Set as AbstractSet


def leads_left(
    leads: AbstractSet[int], *, excluded: AbstractSet[int], only: AbstractSet[int]
) -> frozenset[int]:
    """The safeguarding leads who still open the file: exclusions win, and the few who alone may open it.

    Without `only` there is no restriction. A file that no lead opens would be nobody's.
    """
    few = leads & only if only else leads
    return frozenset(few - excluded)
