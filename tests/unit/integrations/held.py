"""A message as whoever carries it gets it."""

from datetime import date
from typing import Any
from uuid import UUID

from schools.services.sending import Held

REFERENCE = UUID("3f1c6f0e-7a2b-4d5c-8e9f-0a1b2c3d4e5f")


def held(**changed: Any) -> Held:
    """A text to Amir's mother about this morning, unless said otherwise."""
    facts: dict[str, Any] = {
        "message_id": 7,
        "attempts": 1,
        "clear_tries": 0,
        "school_id": 3,
        "reference": REFERENCE,
        "kind": "first_day",
        "channel": "text",
        "date": date(2027, 3, 9),
        "session": 1,
        "subject": "",
        "words": "Marlowe Park Academy: Amir is not in school this morning",
        "sent_to": "07700900123",
        "carrier": "notify",
        "cost": 0,
        "is_stopped": False,
    }
    return Held(**(facts | changed))
