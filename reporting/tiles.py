"""The figures at the head of a page, and how a tally becomes figures. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from attendance.metrics import Tally, percent
from schools.wording import count_words

# A percentage of a few sessions misleads, so a new joiner has none yet.
LEAST_SESSIONS = 10


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure with its label; `tone` is empty, "warn" or "due"."""

    value: str
    label: str
    note: str = ""
    of: str = ""
    tone: str = ""
    href: str = ""


def tally_of(sessions: Sequence[int | None]) -> Tally:
    """The tally of sums as the database gives them: in the order of its fields, nulls for no week at all."""
    return Tally(*(number or 0 for number in sessions))


def fraction_words(tally: Tally) -> str:
    """Attended of possible sessions: "192 of 221"; "no sessions yet" without any."""
    return f"{tally.attended} of {tally.possible}" if tally.possible else "no sessions yet"


def percent_words(tally: Tally) -> str:
    """Attendance as a percentage, once there are ten sessions; empty before."""
    return percent(tally.attendance_rate) if tally.possible >= LEAST_SESSIONS else ""


def absence_words(tally: Tally) -> str:
    """Whether the pupil is persistently or severely absent, once there are ten sessions (DfE thresholds)."""
    if tally.possible < LEAST_SESSIONS or not tally.is_persistently_absent:
        return ""
    return "Severely absent" if tally.is_severely_absent else "Persistently absent"


def absence_tone(tally: Tally) -> str:
    """The tone that goes with `absence_words`."""
    return {"Severely absent": "due", "Persistently absent": "warn"}.get(absence_words(tally), "")


def attendance_tiles(tally: Tally) -> list[Tile]:
    """A pupil's year in four figures, fractions first."""
    if not tally.possible:
        return []
    return [
        Tile(str(tally.attended), "Attended", _attendance_note(tally), of=str(tally.possible)),
        Tile(str(tally.absent), "Missed", _missed_note(tally), tone=absence_tone(tally)),
        Tile(str(tally.unauthorised), "Unauthorised", f"{tally.authorised} authorised"),
        Tile(str(tally.late), "Late (L)", count_words(tally.late_after_close, "time") + " after close (U)"),
    ]


def _attendance_note(tally: Tally) -> str:
    return percent_words(tally) or f"Percentage after {LEAST_SESSIONS} sessions"


def _missed_note(tally: Tally) -> str:
    return absence_words(tally) or "Below the line for persistent absence"
