"""The file of a school's figures: what each line holds. Pure.

Rates are exact: one decimal, halves up, as text; nothing where no session was possible. A pupil stands by
number alone.
"""

from __future__ import annotations

from fractions import Fraction

from attendance.metrics import Tally, round_half_up

SESSIONS = ("possible", "attended", "authorised", "unauthorised", "late", "late_after_close")
PUPIL_COLUMNS = ("upn", "admission_number", *SESSIONS, "persistent", "severe")


def rate(part: int, whole: int) -> str | None:
    """A part of a whole in percent: "93.8"; None where the whole is nothing."""
    return str(round_half_up(Fraction(100 * part, whole))) if whole else None


def sessions_of(tally: Tally) -> dict[str, int]:
    """The sessions of a tally by the file's names; `late` is L and `late_after_close` U."""
    return {name: getattr(tally, name) for name in SESSIONS}


def rates_of(tally: Tally) -> dict[str, str | None]:
    """The rates of a tally by the file's names: late is L and late after close U, as its sessions are."""
    parts = {
        "attendance_rate": tally.attended,
        "absence_rate": tally.absent,
        "authorised_rate": tally.authorised,
        "unauthorised_rate": tally.unauthorised,
        "late_rate": tally.late,
        "late_after_close_rate": tally.late_after_close,
    }
    return {name: rate(part, tally.possible) for name, part in parts.items()}


def pupil_line(upn: str, admission_number: str, tally: Tally, *marked: bool) -> dict[str, str | int]:
    """A pupil of the file; `marked` is whether persistent, and whether severe."""
    told: tuple[str | int, ...] = (upn, admission_number, *sessions_of(tally).values(), *marked)
    return dict(zip(PUPIL_COLUMNS, told, strict=True))
