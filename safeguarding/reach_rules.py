"""Who still opens a child's file once exclusions and restrictions hold, and when a review is due (pure)."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta

WORKING_DAYS = 2
SATURDAY = 5


def leads_left(
    leads: AbstractSet[int], *, excluded: AbstractSet[int], only: AbstractSet[int]
) -> frozenset[int]:
    """The safeguarding leads who still open the file: exclusions win, and the few who alone may open it.

    Without `only` there is no restriction. A file that no lead opens would be nobody's.
    """
    few = leads & only if only else leads
    return frozenset(few - excluded)


def review_due(at: datetime, closed: Collection[date] = ()) -> datetime:
    """When an opening in an emergency must have been reviewed: two working days on, at the same time.

    Saturdays, Sundays and the days `closed` are no working days.
    """
    due, left = at, WORKING_DAYS
    while left:
        due += timedelta(days=1)
        left -= due.weekday() < SATURDAY and due.date() not in closed
    return due
