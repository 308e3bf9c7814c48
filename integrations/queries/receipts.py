"""Messages that Notify took, or may have taken, and of which it has not said what became of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Q

from schools.message_faults import NO_ANSWER
from schools.models import Carrier, Message, MessageState

# A receipt comes within minutes; a network tries for 72 hours, and Notify forgets a message after 7 days.
ASKED_AFTER = timedelta(minutes=10)
KEPT_FOR = timedelta(days=7)
AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
# A run early in an hour looks further back than the others; in each sixth hour, the whole week.
EARLY_MINUTES, MANY_HOURS = 10, 6


def without_receipt(school_ids: Collection[int], *, at: datetime) -> dict[int, frozenset[str]]:
    """The references of messages to ask about now, since their receipt is missing, by school: one statement.

    Among them are those that failed because Notify did not answer: it may have taken them all the same. The
    older a message is, the less often it is asked about: a receipt that never comes costs little.
    """
    first, last = at - _looked_back(at), at - ASKED_AFTER
    sent = Q(state=MessageState.SENT, sent_at__range=(first, last))
    given_up = Q(state=MessageState.FAILED, why=NO_ANSWER.key, ended_at__range=(first, last))
    rows = Message.objects.filter(
        sent | given_up, school__in=school_ids, date__gte=first.date(), carrier=Carrier.NOTIFY
    )
    found: defaultdict[int, set[str]] = defaultdict(set)
    for school, reference in rows.order_by().values_list("school_id", "reference"):
        found[school].add(str(reference))
    return {school: frozenset(references) for school, references in found.items()}


def _looked_back(at: datetime) -> timedelta:
    """An hour; once an hour, a day; four times a day, as long as Notify keeps a message."""
    if at.minute >= EARLY_MINUTES:
        return AN_HOUR
    return A_DAY if at.hour % MANY_HOURS else KEPT_FOR
