"""What GOV.UK Notify's statuses and errors mean to a school. Pure.

The words of its errors may change, their status codes and types do not (Notify's documentation, "General
errors").
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from schools.message_faults import (
    ACCOUNT_REFUSED,
    KEY_REFUSED,
    NOT_NOW,
    REFUSED,
    TECHNICAL,
    TOO_MANY,
    UNDELIVERED,
    Fault,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message at the family's end: delivered, or why not."""

    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that says that nothing was taken: why, and whether the same message may be tried again."""

    fault: Fault
    may_pass: bool = False


DELIVERED = Outcome()
# A status that is not here is one of waiting ("created", "sending", "pending", "accepted") or of a network
# abroad that tells no more ("sent"): nothing is known yet, or ever.
OUTCOMES: dict[str, Outcome] = {
    "delivered": DELIVERED,
    "received": DELIVERED,  # a letter, printed and dispatched
    "permanent-failure": Outcome(UNDELIVERED),
    "temporary-failure": Outcome(NOT_NOW),
    "technical-failure": Outcome(TECHNICAL),
    "validation-failed": Outcome(TECHNICAL),
    "virus-scan-failed": Outcome(TECHNICAL),
    "cancelled": Outcome(TECHNICAL),
}
# The number or address is at fault; of another type, the account or the template is.
OF_THE_ADDRESS = "ValidationError"
# The limit of a minute, which passes; the other 429 is the limit of a day.
OF_THE_MINUTE = "RateLimitError"
TIMED_OUT = 408


def outcome_of(status: str) -> Outcome | None:
    """What a status of Notify says of a text, an email or a letter; None while nothing is known."""
    return OUTCOMES.get(status)


def refusal_of(status_code: int, types: Collection[str]) -> Refusal | None:
    """What an error of sending says, by its status code and the types of its errors.

    None where nobody can tell whether the message was taken: no answer, or an error of Notify's own.
    """
    if status_code == TIMED_OUT or not 400 <= status_code < 500:
        return None
    if status_code in (401, 403):
        return Refusal(KEY_REFUSED)
    if status_code == 429:
        return Refusal(TOO_MANY, may_pass=OF_THE_MINUTE in types)
    return Refusal(REFUSED if status_code == 400 and OF_THE_ADDRESS in types else ACCOUNT_REFUSED)


def provider_refusal_of(status_code: int | None) -> Refusal | None:
    """What a provider of mail says by its status code; None where nobody can tell."""
    return refusal_of(status_code or 0, {OF_THE_MINUTE})


def mail_refusal_of(code: int, fault: Fault = ACCOUNT_REFUSED) -> Refusal:
    """What a mail server says by its reply code: 4xx passes, 5xx is final (RFC 5321, section 4.2.1)."""
    return Refusal(fault, may_pass=400 <= code < 500)
