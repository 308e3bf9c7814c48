"""What people and receipts change of a queued message: withdrawn, tried again, delivered or not."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Greatest

from accounts.audit import acting
from accounts.roles import Permission
from schools.access import Rights, pupils_visible_to
from schools.message_faults import BY_HAND, FAULTS, NO_ANSWER, UNSURE, Fault
from schools.models import Message, MessageState, School

# Failed, and nobody can tell whether the provider has them.
IN_DOUBT = [NO_ANSWER.key, UNSURE.key]
MAY_RETRY = [fault.key for fault in FAULTS if fault.may_retry]


@transaction.atomic
def withdraw_messages(*, rights: Rights, message_ids: Collection[int], at: datetime) -> int:
    """Withdraw those of these messages that certainly have not left; how many were.

    One whose try was not answered may be with its provider already, and stays. Messages out of reach are
    left alone.
    """
    acting(rights.user, at=at)
    waiting = _reached(rights, message_ids).filter(state=MessageState.QUEUED, attempts=F("clear_tries"))
    return waiting.update(state=MessageState.WITHDRAWN, why=BY_HAND.key, ended_at=at)


@transaction.atomic
def retry_messages(*, rights: Rights, message_ids: Collection[int], at: datetime) -> int:
    """Let those of these messages that failed, for a cause that may be gone, be tried again; how many were.

    The same reference goes with them, so that the provider is asked first and nothing is sent twice; it is
    given time to list what it has.
    """
    acting(rights.user, at=at)
    failed = _reached(rights, message_ids).filter(
        state=MessageState.FAILED, why__in=MAY_RETRY, date=at.date()
    )
    listed_at = F("ended_at") + timedelta(seconds=settings.MESSAGE_LOST_AFTER)
    due_at = Case(When(why__in=IN_DOUBT, then=Greatest(listed_at, Value(at))), default=Value(at))
    return failed.update(state=MessageState.QUEUED, why="", due_at=due_at, claimed_at=None, ended_at=None)


@transaction.atomic
def take_receipt(
    *, school: School, reference: UUID, provider_id: str, fault: Fault | None, at: datetime
) -> bool:
    """Take a provider's receipt: delivered, or not and why. The same receipt twice changes nothing.

    A receipt may come before the sending was written down, or after everybody gave up waiting for an answer.
    Returns whether the school has such a message.
    """
    acting(None, at=at)
    known = Message.objects.filter(school=school, reference=reference)
    state = MessageState.FAILED if fault else MessageState.DELIVERED
    open_ones = known.filter(
        Q(state=MessageState.SENT)
        | Q(state=MessageState.QUEUED, attempts__gt=0)
        | Q(state=MessageState.FAILED, why__in=IN_DOUBT)
    )
    changed = open_ones.update(
        state=state,
        why=fault.key if fault else "",
        provider_id=provider_id,
        claimed_at=None,
        ended_at=at,
    )
    return bool(changed) or known.exists()


def _reached(rights: Rights, message_ids: Collection[int]) -> QuerySet[Message]:
    rights.check(Permission.ABSENCE_MESSAGE)
    return Message.objects.filter(
        school=rights.school,
        pk__in=message_ids,
        pupil__in=pupils_visible_to(rights, Permission.ABSENCE_MESSAGE),
    )
