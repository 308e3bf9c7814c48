"""Which carrier takes a message: as its school chose for its channel."""

from __future__ import annotations

from django.conf import settings

from integrations.notify.carriers import Carries, FileCarrier
from schools.models import Carrier


def carrier_of(name: str, school_id: int) -> Carries | None:
    """The carrier of this name for a school; None where nothing stands behind the name."""
    if name == Carrier.FILE:
        return FileCarrier(settings.DATA_DIR / "messages")
    return None
