"""What a carrier of messages does, and the carrier that writes them to files."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from schools.message_faults import Fault
from schools.models import MessageState
from schools.services.sending import Held


class Refused(Exception):
    """The carrier will never take this message; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.key)
        self.fault = fault


class NotNow(Exception):
    """The carrier took nothing, and may later; `fault` is what stands when it never does."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.key)
        self.fault = fault


class NoAnswer(Exception):
    """Nobody can tell from this whether the carrier took the message."""


class CannotTell(Exception):
    """This carrier keeps no list that could be asked."""


@dataclass(frozen=True, slots=True)
class Found:
    """A message that the carrier has: its own name for it, and where it stands there."""

    provider_id: str
    state: str = MessageState.SENT.value


class Carries(Protocol):
    """Carries messages out of the school."""

    def send(self, held: Held) -> str:
        """Send it and answer with the carrier's own name for it; raises Refused, NotNow or NoAnswer."""

    def find(self, held: Held) -> Found | None:
        """What the carrier has under our reference, None for nothing; raises NoAnswer or CannotTell."""


# The carrier of a message, by its name and school; None where the school has not set it up.
CarrierOf = Callable[[str, int], Carries | None]


@dataclass(frozen=True)
class FileCarrier:
    """Writes each message to a file of its own, and sends it to nobody: for demonstrations and tests."""

    folder: Path

    def send(self, held: Held) -> str:
        """Write the file; the same message twice is one file."""
        place = self._place(held)
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_suffix(f".{os.getpid()}")
        draft.write_text(
            json.dumps({"to": held.sent_to, "subject": held.subject, "words": held.words}), encoding="utf-8"
        )
        draft.rename(place)
        return place.name

    def find(self, held: Held) -> Found | None:
        """The file, where it is there."""
        place = self._place(held)
        return Found(place.name, MessageState.DELIVERED) if place.exists() else None

    def _place(self, held: Held) -> Path:
        return self.folder / str(held.school_id) / f"{held.reference}.json"
