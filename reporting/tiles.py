"""The figures at the head of a page, and how a tally becomes figures. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from attendance.bands import MovementValues
from attendance.line_rules import is_crossed
from attendance.lines import LineKind
from attendance.metrics import Tally, percent
from schools.wording import count_words


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


def percent_words(tally: Tally, values: MovementValues) -> str:
    """Attendance as a percentage; empty while the sessions are few, of which a percentage says little."""
    return percent(tally.attendance_rate) if tally.possible >= values.few_sessions else ""


def absence_words(tally: Tally, values: MovementValues) -> str:
    """Whether the pupil is persistently or severely absent by the school's rule; empty of few sessions."""
    if tally.possible < values.few_sessions or not _is_over(tally, LineKind.PERSISTENT, values):
        return ""
    return "Severely absent" if _is_over(tally, LineKind.SEVERE, values) else "Persistently absent"


def absence_tone(words: str) -> str:
    """The tone that goes with `absence_words`."""
    return {"Severely absent": "due", "Persistently absent": "warn"}.get(words, "")


def attendance_tiles(tally: Tally, values: MovementValues) -> list[Tile]:
    """A pupil's year in four figures, fractions first."""
    if not tally.possible:
        return []
    few = tally.possible < values.few_sessions
    absence = absence_words(tally, values)
    return [
        Tile(
            str(tally.attended),
            "Attended",
            percent_words(tally, values) or f"Percentage after {values.few_sessions} sessions",
            of=str(tally.possible),
        ),
        Tile(
            str(tally.absent),
            "Missed",
            absence or ("Few sessions" if few else "Below the line for persistent absence"),
            tone=absence_tone(absence),
        ),
        Tile(str(tally.unauthorised), "Unauthorised", f"{tally.authorised} authorised"),
        Tile(str(tally.late), "Late (L)", count_words(tally.late_after_close, "time") + " after close (U)"),
    ]


def _is_over(tally: Tally, kind: LineKind, values: MovementValues) -> bool:
    return is_crossed(kind, tally.absent, tally.possible, is_below=values.is_below)
