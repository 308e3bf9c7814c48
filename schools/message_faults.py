"""Why a message was not sent, or not delivered, and what the school does about it. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason: its key as a row keeps it, what happened, and what to do; `ring`: the family was not told.

    `may_retry`: somebody may have it tried again, once the cause is gone.
    """

    key: str
    words: str
    advice: str = ""
    ring: bool = True
    may_retry: bool = False


# Withdrawn before it was sent: nothing left the school.
EXPLAINED = Fault("explained", "The absence was explained before it was sent", ring=False)
MARK_CHANGED = Fault("mark_changed", "The mark changed before it was sent", ring=False)
BY_HAND = Fault("by_hand", "Withdrawn by the school", ring=False)
DAY_OVER = Fault("day_over", "Its day was over before it could be sent", "Ring the family")
QUIET = Fault("quiet", "It was after the hour from which families are not written to", "Ring the family")
ASK_FIRST = Fault("ask_first", "The DSL is asked before anybody writes to this family", "Speak to the DSL")
NO_CONTACT = Fault("no_contact", "This person may not be contacted", "Ring the next contact")
NO_ADDRESS = Fault("no_address", "No number or address to send to", "Ring the family, and add a number")
ADDRESS_CHANGED = Fault(
    "address_changed", "The number or address changed before it was sent", "Ring the family"
)
NEVER = Fault("never", "The school sends nothing to this number or address", "Ring another contact")
LEFT = Fault("left", "No longer with the school", ring=False)
# Not sent.
OFF = Fault(
    "off", "Messages of this kind are not set up", "Ask an administrator to set them up", may_retry=True
)
CAP = Fault("cap", "Today's limit for the cost of messages is reached", "Ring the family", may_retry=True)
REFUSED = Fault(
    "refused", "The provider refused this number or address", "Ring the family, and check the number"
)
KEY_REFUSED = Fault(
    "key_refused",
    "The provider refused the school's key",
    "Ring the family; tell an administrator",
    may_retry=True,
)
ACCOUNT_REFUSED = Fault(
    "account_refused",
    "The provider refused the school's account or its template",
    "Ring the family; tell an administrator",
    may_retry=True,
)
TOO_MANY = Fault("too_many", "The provider takes no more messages today", "Ring the family", may_retry=True)
NO_ANSWER = Fault("no_answer", "The provider did not answer", "Ring the family", may_retry=True)
UNSURE = Fault("unsure", "Nobody can tell whether it was sent", "Ring the family")
# Sent, and the receipt says no.
UNDELIVERED = Fault("undelivered", "The network says that the number does not work", "Ring the next contact")
NOT_NOW = Fault("not_now", "The telephone was off or out of reach for too long", "Ring the family")
TECHNICAL = Fault("technical", "The provider could not deliver it", "Ring the family", may_retry=False)

FAULTS: tuple[Fault, ...] = (
    EXPLAINED, MARK_CHANGED, BY_HAND, DAY_OVER, QUIET, ASK_FIRST, NO_CONTACT, ADDRESS_CHANGED, LEFT,
    NO_ADDRESS, NEVER,
    OFF, CAP, REFUSED, KEY_REFUSED, ACCOUNT_REFUSED, TOO_MANY, NO_ANSWER, UNSURE,
    UNDELIVERED, NOT_NOW, TECHNICAL,
)  # fmt: skip
_BY_KEY = {fault.key: fault for fault in FAULTS}


def fault_of(key: str) -> Fault:
    """The reason with this key; KeyError for another."""
    return _BY_KEY[key]
