"""Messages to families at any point of their way, for the tests of what the school sees of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from schools.message_faults import Fault
from schools.models import Contact, Message, MessageState, Pupil
from tests.integration.attendance.call_steps import family
from tests.world import NOW, TODAY

WORDS = "Marlowe Park Academy: please tell us where your child is"


def message(
    pupil: Pupil,
    state: MessageState = MessageState.QUEUED,
    *,
    fault: Fault | None = None,
    contact: Contact | None = None,
    on: date = TODAY,
    at: datetime = NOW,
    **facts: Any,
) -> Message:
    """A text about the pupil's morning, as it stands after what became of it."""
    is_sent = state in (MessageState.SENT, MessageState.DELIVERED)
    ended = at if state in (MessageState.FAILED, MessageState.WITHDRAWN, MessageState.DELIVERED) else None
    row: Message = Message.objects.create(
        **{
            "school": pupil.school,
            "pupil": pupil,
            "contact": contact or family(pupil),
            "kind": "first_day",
            "channel": "text",
            "date": on,
            "session": 1,
            "mark_version": 1,
            "state": state,
            "queued_at": at - timedelta(minutes=1),
            "due_at": at - timedelta(minutes=1),
            "why": fault.key if fault else "",
            "words": WORDS if is_sent else "",
            "sent_at": at if is_sent else None,
            "ended_at": ended,
        }
        | facts
    )
    return row
