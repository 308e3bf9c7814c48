"""Clocks of concerns: no child and no words, outside the door."""

from __future__ import annotations

from datetime import datetime

from safeguarding.concern_rules import ROUNDS
from safeguarding.models import ConcernClock, ConcernState


def unread_concerns(*, at: datetime) -> list[ConcernClock]:
    """The concerns of every school that nobody has read in time, the longest due first; one statement."""
    rows = ConcernClock.objects.filter(state=ConcernState.NEW, told__lt=ROUNDS, due_at__lte=at)
    return list(rows.select_related("school").order_by("due_at"))
