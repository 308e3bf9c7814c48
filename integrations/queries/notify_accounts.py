"""A school's account at GOV.UK Notify: its key and templates, and the secret of Notify's own calls."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.db.models import Q, QuerySet

from accounts.secrets import unlock
from schools.models import Carrier, Channel, Messaging, School

# A key of Notify ends with the number of its service and its own, each of 36 characters.
SHORTEST_KEY = 73


@dataclass(frozen=True)
class NotifyAccount:
    """The key, and the template of each channel that has one; neither is ever shown."""

    school: School
    key: str
    templates: dict[str, UUID]

    def __repr__(self) -> str:
        return f"NotifyAccount({self.school.pk})"


def notify_account(school_id: int) -> NotifyAccount | None:
    """The account of a school; None where it has no key, or none that can be opened: one statement."""
    return next(iter(_accounts(Messaging.objects.filter(school=school_id))), None)


def notify_accounts() -> list[NotifyAccount]:
    """The accounts of all schools that send something by Notify: one statement."""
    notify = Carrier.NOTIFY
    uses_it = Q(texts=notify) | Q(emails=notify) | Q(letters=notify)
    return _accounts(Messaging.objects.filter(uses_it).order_by("school"))


def hook_of(slug: str) -> tuple[School, str] | None:
    """The school of an address that Notify calls, and its secret; None where none was made: one statement."""
    row = Messaging.objects.select_related("school").filter(school__slug=slug).first()
    secret = _opened(row.hook_secret) if row else ""
    return (row.school, secret) if row and secret else None


def _accounts(rows: QuerySet[Messaging]) -> list[NotifyAccount]:
    return [
        NotifyAccount(row.school, key, _templates(row))
        for row in rows.select_related("school")
        if len(key := _opened(row.notify_key)) >= SHORTEST_KEY
    ]


def _templates(row: Messaging) -> dict[str, UUID]:
    numbers = {
        Channel.TEXT.value: row.notify_text_template,
        Channel.EMAIL.value: row.notify_email_template,
        Channel.LETTER.value: row.notify_letter_template,
    }
    return {channel: number for channel, number in numbers.items() if number}


def _opened(locked: str) -> str:
    """The secret; empty where there is none, or where the key that locked it is gone."""
    try:
        return unlock(locked) if locked else ""
    except InvalidToken:
        return ""
