"""The values of concerns: how soon somebody must have read one. Pure."""

from __future__ import annotations

from schools.value_kinds import OWN_CHOICE, Kind, Value

CONCERN_VALUES = (
    Value(
        "concern.read_within",
        "Concern: read by a safeguarding lead within",
        "Safeguarding",
        Kind.NUMBER,
        30,
        "After this time all leads are told again. After twice this time the head is told too, and may open "
        "the child's file for some days.",
        OWN_CHOICE,
        unit="minute",
        least=5,
        most=240,
    ),
    Value(
        "concern.watched_from",
        "Concern: somebody reads from",
        "Safeguarding",
        Kind.TIME,
        "08:00",
        "Outside these hours the time does not run, and the page says whom to ring instead.",
        OWN_CHOICE,
    ),
    Value(
        "concern.watched_until",
        "Concern: somebody reads until",
        "Safeguarding",
        Kind.TIME,
        "17:00",
        "From then on, and at weekends, a concern waits for the next morning; danger does not: ring 999.",
        OWN_CHOICE,
    ),
)
