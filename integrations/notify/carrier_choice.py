"""Which carrier takes a message: as its school chose for its channel."""

from __future__ import annotations

from django.conf import settings

from integrations.notify.carriers import Carries, FileCarrier
from integrations.notify.client import NotifyCarrier
from integrations.notify.emails import MailCarrier
from integrations.queries.notify_accounts import notify_account
from schools.models import Carrier


def carrier_of(name: str, school_id: int) -> Carries | None:
    """The carrier of this name for a school; None where nothing stands behind the name."""
    if name == Carrier.FILE:
        return FileCarrier(settings.DATA_DIR / "messages")
    if name == Carrier.MAIL:
        return MailCarrier()
    account = notify_account(school_id) if name == Carrier.NOTIFY else None
    return NotifyCarrier(account) if account else None
