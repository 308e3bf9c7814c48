"""Kinds of marks by which a page of marks may be narrowed. Pure."""

from __future__ import annotations

from attendance.codes import (
    ATTENDING_NUMBERS,
    AUTHORISED_NUMBERS,
    ILLNESS,
    LATE,
    LATE_AFTER_CLOSE,
    POSSIBLE_NUMBERS,
    UNAUTHORISED_NUMBERS,
)

MISSING = "missing"
# By the word of an address: what a choice says.
KINDS = {
    "missed": "Missed",
    "illness": "Illness (I)",
    "authorised": "Authorised",
    "unauthorised": "Unauthorised",
    "late": "Late (L and U)",
    "attended": "Attended",
    "uncounted": "Not counted",
    MISSING: "Without a mark",
}
_NUMBERS = {
    "missed": frozenset((*AUTHORISED_NUMBERS, *UNAUTHORISED_NUMBERS)),
    "illness": frozenset((ILLNESS,)),
    "authorised": frozenset(AUTHORISED_NUMBERS),
    "unauthorised": frozenset(UNAUTHORISED_NUMBERS),
    "late": frozenset((LATE, LATE_AFTER_CLOSE)),
    "attended": frozenset(ATTENDING_NUMBERS),
}


def is_of_kind(kind: str, number: int | None) -> bool:
    """Whether a mark, by the number of its code, is of a kind of `KINDS`; None is a missing mark."""
    if number is None:
        return kind == MISSING
    if kind == "uncounted":
        return number not in POSSIBLE_NUMBERS
    return number in _NUMBERS.get(kind, ())
