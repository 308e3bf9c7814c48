"""What the stand-in does wrong when it is told to."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """A fault: how a request ends. Asking knows no taking, and fails in the same way."""

    # Answered at once, and not taken: the number, the account, the key; the minute's and the day's limit.
    BAD_REQUEST = "400"
    TRIAL = "400 account"
    FORBIDDEN = "403"
    TOO_FAST = "429"
    TOO_MANY = "429 day"
    BROKEN = "500"
    AWAY = "503"
    # Not taken, and never answered.
    LOST = "lost"
    # Taken, and never answered; or answered after so many seconds, or with something that is no JSON.
    SILENT = "silent"
    SLOW = "slow"
    GARBLED = "garbled"
    # Taken and answered: not listed for so many seconds, or its receipt comes twice.
    UNLISTED = "unlisted"
    TWICE = "twice"


RATE_LIMIT = ("RateLimitError", "Exceeded rate limit for key type live of 3000 requests per 60 seconds")
DAILY_LIMIT = ("TooManyRequestsError", "Exceeded send limits (sms: 250000) for today")
# The answers of kinds that answer at once and take nothing: the status, and Notify's error and message.
REFUSALS: dict[Kind, tuple[int, tuple[str, str]]] = {
    Kind.BAD_REQUEST: (400, ("ValidationError", "phone_number Not a UK mobile number")),
    Kind.TRIAL: (400, ("BadRequestError", "Can't send to this recipient when service is in trial mode")),
    Kind.FORBIDDEN: (403, ("AuthError", "Invalid token: API key not found")),
    Kind.TOO_FAST: (429, RATE_LIMIT),
    Kind.TOO_MANY: (429, DAILY_LIMIT),
    Kind.BROKEN: (500, ("Exception", "Internal server error")),
    Kind.AWAY: (503, ("Exception", "Service unavailable")),
}


@dataclass(frozen=True)
class Fault:
    """The next `times` requests of one sort go wrong: `on` is "send" (POST) or "ask" (GET)."""

    kind: Kind
    times: int = 1
    seconds: float = 0.0
    on: str = "send"

    @classmethod
    def read(cls, told: dict[str, Any]) -> Fault:
        """A fault as it is told over HTTP: {"kind": "slow", "times": 3, "seconds": 12, "on": "send"}."""
        return cls(**(told | {"kind": Kind(told["kind"])}))


class Plan:
    """Faults that wait for their request, in the order in which they were told; `met` counts what came."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, list[Fault]] = {"send": [], "ask": []}
        self.met: Counter[str] = Counter()

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._waiting[fault.on].extend([fault] * fault.times)

    def clear(self) -> None:
        with self._lock:
            for waiting in self._waiting.values():
                waiting.clear()

    def next(self, on: str) -> Fault | None:
        with self._lock:
            fault = self._waiting[on].pop(0) if self._waiting[on] else None
            if fault is not None:
                self.met[fault.kind.value] += 1
            return fault

    def waiting(self) -> int:
        with self._lock:
            return sum(map(len, self._waiting.values()))
