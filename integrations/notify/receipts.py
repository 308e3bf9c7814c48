"""Delivery receipts of Notify: taken when it calls, and asked for when no call came."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from integrations.notify.carriers import NoAnswer
from integrations.notify.client import statuses
from integrations.notify.mapping import outcome_of
from integrations.queries.notify_accounts import NotifyAccount, notify_accounts
from integrations.queries.receipts import without_receipt
from schools.models import School
from schools.services.messages import take_receipt

log = logging.getLogger(__name__)
# Of 250 messages each: a large school's whole week.
MOST_PAGES = 20


def take_status(*, school: School, reference: str, provider_id: str, status: str, at: datetime) -> bool:
    """Take what Notify says of one message; twice is once. Returns whether the message is the school's.

    Without Notify's own number of it nothing is taken, so that the number that we know stays: Notify is
    asked for the outcome later.
    """
    number, theirs, outcome = _uuid(reference), _uuid(provider_id), outcome_of(status)
    if number is None or theirs is None or outcome is None:
        return False
    return take_receipt(school=school, reference=number, provider_id=str(theirs), fault=outcome.fault, at=at)


def ask_for_receipts(*, at: datetime) -> int:
    """Ask Notify what became of messages whose receipt never came; how many are settled now.

    A school whose account does not answer is asked again the next time, and holds up no other.
    """
    accounts = notify_accounts()
    waiting = without_receipt([account.school.pk for account in accounts], at=at)
    return sum(
        _ask(account, waiting[account.school.pk], at) for account in accounts if account.school.pk in waiting
    )


def _ask(account: NotifyAccount, references: frozenset[str], at: datetime) -> int:
    """Read the school's messages at Notify, newest first, until all that wait were seen."""
    left, settled = set(references), 0
    try:
        for reference, number, status in statuses(account, pages=MOST_PAGES):
            if reference in left:
                left.remove(reference)
                settled += take_status(
                    school=account.school, reference=reference, provider_id=number, status=status, at=at
                )
            if not left:
                break
    except NoAnswer:
        log.warning("Receipts of school %d could not be asked for", account.school.pk)
    return settled


def _uuid(text: str) -> UUID | None:
    """The number in this text; None where it is none: a message that the school sent from Notify itself."""
    try:
        return UUID(text)
    except ValueError:
        return None
