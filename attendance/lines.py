"""The lines that a pupil's absence may cross: their names, and what a crossing rests on. Pure.

A line is a number set by law, by the DfE or by the school, with its dates and source (`schools.value_table`).
Whether it is crossed is decided by the rules of `attendance.line_rules`, on marks alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class LineKind(StrEnum):
    """A line, by the word that the database keeps."""

    PERSISTENT = "persistent"
    SEVERE = "severe"
    NOTICE = "notice"
    RETURN = "return"
    LONG = "long"
    SICKNESS = "sickness"
    SICKNESS_EXPECTED = "expected"
    LATES = "lates"


# Set by a person, who expects a pupil to reach the line; no sweep finds or ends it but by the line itself.
BY_HAND = frozenset({LineKind.SICKNESS_EXPECTED})
# What the law asks the school to consider or to send; of the others a person decides case by case.
ASKS_FOR_ACT = frozenset({LineKind.NOTICE, LineKind.RETURN, LineKind.LONG, LineKind.SICKNESS})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a crossing rests on: a count and its limit, the days that were looked at, and the sessions.

    `count` and `limit` are in the unit of the line: sessions, or days for the sickness return; for persistent
    and severe absence the count is of sessions missed, and `possible` those of the year. `reached_on` is the
    day of the session that made the count reach the limit. `sessions` are day, session and code number of
    each that counts, oldest first; persistent and severe absence name none, for every absence counts.
    """

    kind: LineKind
    count: int
    limit: int
    from_on: date
    until_on: date
    reached_on: date
    possible: int = 0
    sessions: tuple[tuple[date, int, int], ...] = field(default=())
