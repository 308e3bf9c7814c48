"""Messages that Notify took, and of which it has not said whether they arrived."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from schools.models import Carrier, Message, MessageState

# A receipt comes within minutes; a network tries for 72 hours, and Notify forgets a message after 7 days.
ASKED_AFTER = timedelta(minutes=10)
KEPT_FOR = timedelta(days=7)


def without_receipt(*, at: datetime) -> dict[int, frozenset[str]]:
    """The references of messages whose receipt is missing, by school: one statement."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    rows = Message.objects.filter(
        state=MessageState.SENT,
        carrier=Carrier.NOTIFY,
        sent_at__lt=at - ASKED_AFTER,
        sent_at__gt=at - KEPT_FOR,
    ).order_by()
    for school, reference in rows.values_list("school_id", "reference"):
        found[school].add(str(reference))
    return {school: frozenset(references) for school, references in found.items()}
