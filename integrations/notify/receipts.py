"""Delivery receipts of Notify: taken when it calls, and asked for when no call came."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from integrations.notify.client import statuses
from integrations.notify.mapping import outcome_of
from integrations.queries.notify_accounts import NotifyAccount, notify_accounts
from integrations.queries.receipts import without_receipt
from schools.models import School
from schools.services.messages import take_receipt

log = logging.getLogger(__name__)
# Of 250 messages each: a large school's whole week.
MOST_PAGES = 20
# To ask for each of so many by itself is no more calls than to read all those pages.
FEW = MOST_PAGES


def take_status(*, school: School, reference: str, provider_id: str, status: str, at: datetime) -> bool:
    """Take what Notify says of one message; twice is once. Returns whether the message is the school's.

    Without Notify's own number of it nothing is taken, so that the number that we know stays: Notify is
    asked for the outcome later.
    """
    number, theirs, outcome = _uuid(reference), _uuid(provider_id), outcome_of(status)
    if number is None or theirs is None or outcome is None:
        return False
    return take_receipt(school=school, reference=number, provider_id=str(theirs), fault=outcome.fault, at=at)


@dataclass(frozen=True)
class Asked:
    """How many receipts were taken, of how many schools, and at how many of these it failed."""

    settled: int
    failed: int
    schools: int


def ask_for_receipts(*, at: datetime) -> Asked:
    """Ask Notify what became of messages whose receipt never came.

    A school whose account does not answer is asked again another time. No fault at one school stops another;
    the log has its kind alone, since its words may hold a number.
    """
    accounts = notify_accounts()
    waiting = without_receipt([account.school.pk for account in accounts], at=at)
    settled = failed = 0
    for account in accounts:
        school_id = account.school.pk
        try:
            settled += _ask(account, waiting[school_id], at) if school_id in waiting else 0
        except Exception as fault:
            log.error("Receipts of school %d could not be asked for: %s", school_id, type(fault).__name__)
            failed += 1
    return Asked(settled, failed, len(waiting))


def _ask(account: NotifyAccount, references: frozenset[str], at: datetime) -> int:
    """Take what Notify says of these messages: how many receipts. Raises NoAnswer."""
    left, settled = set(references), 0
    for reference, number, status in _statuses(account, left):
        if reference in left:
            left.remove(reference)
            settled += take_status(
                school=account.school, reference=reference, provider_id=number, status=status, at=at
            )
        if not left:
            break
    return settled


def _statuses(account: NotifyAccount, left: set[str]) -> Iterator[tuple[str, str, str]]:
    """What Notify lists, newest first. Where few messages wait, its first page is read alone; what is still
    left then is older, and each is asked for by itself.
    """
    are_few = len(left) <= FEW
    yield from statuses(account, pages=1 if are_few else MOST_PAGES)
    if are_few:
        for reference in sorted(left):
            yield from statuses(account, pages=1, reference=reference)


def _uuid(text: str) -> UUID | None:
    """The number in this text; None where it is none: a message that the school sent from Notify itself."""
    try:
        return UUID(text)
    except ValueError:
        return None
