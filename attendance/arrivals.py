"""Which session a late pupil came to, by how much, and what their mark becomes. Pure.

Instants are compared in UTC: two times of one zone are compared by their wall time, which the clocks repeat.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from attendance.code_rules import A_MINUTE, PRESENT_NUMBERS
from attendance.codes import LATE, LATE_AFTER_CLOSE, Code, code_of, numbers_of
from schools.calendar import LONDON, Session, SessionTimes
from schools.wording import count_words, time_words

OTHER_REASON = "Other"
# Chosen at the desk by the keys 1 to 5; the sixth is `OTHER_REASON`, with words.
LATE_REASONS = ("Overslept", "Transport", "Appointment", "Weather", "Family")
KIOSK_REASONS = (*LATE_REASONS, OTHER_REASON)
# A pupil who came is no longer absent without a reason (WTISA, codes L and U): these and a blank give way.
GIVES_WAY = frozenset(numbers_of(frozenset({"N", "O"})))
LATE_NUMBERS = frozenset({LATE, LATE_AFTER_CLOSE})


class Stands(StrEnum):
    """What a session's mark says to somebody who signs a pupil in."""

    ABSENT = "absent"
    PRESENT = "present"
    LATE = "late"
    BETTER = "better"


@dataclass(frozen=True, slots=True)
class Lateness:
    """A late arrival: its session, the whole minutes since that session began, and L or U."""

    session: Session
    minutes: int
    code: Code

    @property
    def words(self) -> str:
        """The code and the minutes: "L, 17 minutes"."""
        return f"{self.code.letter}, {late_words(self.minutes)}"


def lateness(arrived_at: datetime, times: SessionTimes) -> Lateness | None:
    """How late an arrival is, or None while no session is on: nobody is late then.

    L before the register closes and U from that instant to the session's end (WTISA; regs 10 and 11, SI
    2024/208), by the hours of the arrival's own day in London.
    """
    on, came = arrived_at.astimezone(LONDON).date(), arrived_at.astimezone(UTC)
    for session in Session:
        starts_at = times.starts_at(on, session).astimezone(UTC)
        if starts_at <= came < times.ends_at(on, session).astimezone(UTC):
            is_open = came < times.closes_at(on, session).astimezone(UTC)
            code = code_of(LATE if is_open else LATE_AFTER_CLOSE)
            return Lateness(session, (came - starts_at) // A_MINUTE, code)
    return None


def why_not_late(arrived_at: datetime, times: SessionTimes) -> str:
    """Why nobody is late at an instant, as a sentence; empty while a session is on."""
    if lateness(arrived_at, times) is not None:
        return ""
    on, came = arrived_at.astimezone(LONDON).date(), arrived_at.astimezone(UTC)
    if came < times.starts_at(on, Session.AM).astimezone(UTC):
        return f"School starts at {time_words(times.am_starts)}. Nobody is late yet"
    if came < times.starts_at(on, Session.PM).astimezone(UTC):
        return f"The afternoon starts at {time_words(times.pm_starts)}. Nobody is late yet"
    return f"School ended at {time_words(times.pm_ends)}. Nobody signs in any more today"


def stands(code: int | None) -> Stands:
    """What a mark says to the desk: a blank, N and O give way to L or U, and any better code stays."""
    if code is None or code in GIVES_WAY:
        return Stands.ABSENT
    if code in PRESENT_NUMBERS:
        return Stands.PRESENT
    return Stands.LATE if code in LATE_NUMBERS else Stands.BETTER


def late_words(minutes: int) -> str:
    """Minutes late as people say them: "17 minutes", "less than a minute"."""
    return count_words(minutes, "minute") if minutes else "less than a minute"


def slip_words(code: int | None) -> str:
    """What a slip says of a mark, for the teacher to whom the pupil brings it."""
    if code == LATE:
        return "Late, before the register closed"
    return "Late, after the register closed" if code == LATE_AFTER_CLOSE else "Signed in"


def day_of(arrived_at: datetime) -> date:
    """The school's day of an instant."""
    return arrived_at.astimezone(LONDON).date()
