"""What must happen to messages after a database came back from a backup."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from accounts.audit import acting
from schools.models import Message, MessageState, Messaging

WHY = "The database was restored from a backup"


@transaction.atomic
def stop_after_restore(*, at: datetime) -> int:
    """Stop the messages of every school, and let each that waits be asked for before it is sent.

    The backup does not know what left after it was made. Answers how many messages wait. Each school starts
    again by its own stop switch.
    """
    acting(None, at=at)
    Messaging.objects.filter(stopped_at=None).update(stopped_at=at, stopped_why=WHY)
    waiting = Message.objects.filter(state=MessageState.QUEUED)
    return waiting.update(attempts=Greatest(F("attempts"), 1))
