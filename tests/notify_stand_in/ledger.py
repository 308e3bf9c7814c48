"""What the stand-in has taken, in memory and in a file of one line each: the truth against which we count."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

TO = {"sms": "phone_number", "email": "email_address"}


@dataclass(frozen=True)
class Taken:
    """One message that was taken, and so would reach somebody. `listed_at`: not found by asking before."""

    id: str
    reference: str | None
    type: str
    to: str
    template_id: str
    personalisation: dict[str, Any]
    at: float
    listed_at: float

    @property
    def words(self) -> str:
        """What the family would read: our template holds one field."""
        return str(self.personalisation.get("words", ""))


class Ledger:
    """Every message that was taken, as often as it was taken; nothing is ever left out or joined."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._taken: list[Taken] = []
        self.outcomes: dict[str, str] = {}
        if file is not None and file.exists():
            lines = file.read_text(encoding="utf-8").splitlines()
            self._taken = [Taken(**json.loads(line)) for line in lines]

    def take(self, kind: str, body: Mapping[str, Any], *, unlisted_for: float = 0.0) -> Taken:
        """Write a message down, before anybody is answered."""
        now = time.time()
        fields = body.get("personalisation", {})
        taken = Taken(
            id=str(uuid.uuid4()),
            reference=body.get("reference"),
            type=kind,
            to=str(body[TO[kind]]) if kind in TO else address_of(fields),
            template_id=str(body["template_id"]),
            personalisation=dict(fields),
            at=now,
            listed_at=now + unlisted_for,
        )
        with self._lock:
            self._taken.append(taken)
            if self._file is not None:
                with self._file.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(asdict(taken)) + "\n")
        return taken

    def all(self) -> list[Taken]:
        """Everything that was taken, oldest first."""
        with self._lock:
            return list(self._taken)

    def listed(self, reference: str | None = None, *, older_than: str | None = None) -> list[Taken]:
        """What asking shows now, newest first; with `older_than`, what was taken before that message."""
        now = time.time()
        found = [
            taken
            for taken in reversed(self.all())
            if taken.listed_at <= now and reference in (None, taken.reference)
        ]
        numbers = [taken.id for taken in found]
        return found[numbers.index(older_than) + 1 :] if older_than in numbers else found

    def by_id(self, number: str) -> Taken | None:
        return next((taken for taken in self.all() if taken.id == number), None)

    def duplicates(self) -> list[str]:
        """References that were taken more than once."""
        counts = Counter(taken.reference or taken.id for taken in self.all())
        return [reference for reference, count in counts.items() if count > 1]

    def status_of(self, taken: Taken) -> str:
        """Delivered, unless `outcomes` says otherwise of its number or address; a letter is dispatched."""
        return self.outcomes.get(taken.to, "received" if taken.type == "letter" else "delivered")


def address_of(fields: Mapping[str, Any]) -> str:
    """The lines of a letter's address, as one string."""
    lines = sorted(name for name in fields if name.startswith("address_line_"))
    return "\n".join(str(fields[name]) for name in lines)


def stamp(at: float) -> str:
    """An instant as Notify writes it."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def receipt_of(taken: Taken, status: str) -> dict[str, Any]:
    """The body of a delivery receipt, as Notify's documentation on callbacks describes it."""
    return {
        "id": taken.id,
        "reference": taken.reference,
        "to": taken.to,
        "status": status,
        "created_at": stamp(taken.at),
        "completed_at": stamp(taken.at + 2),
        "sent_at": stamp(taken.at + 1),
        "notification_type": taken.type,
        "template_id": taken.template_id,
        "template_version": 1,
    }
