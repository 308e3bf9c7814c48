"""How far a register is: one answer for the board, its own page and the inspector's pack. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from attendance.codes import ATTENDING_NUMBERS, CLOSURE_NUMBERS

OFFICE, IMPORT = "office", "import"


class RegisterState(StrEnum):
    """Where a register stands. That its close is past is no state, and `SCHOOL_CLOSED` is no hour."""

    AHEAD = "ahead"
    NOT_STARTED = "not_started"
    PART = "part"
    MARKED = "marked"
    SUBMITTED = "submitted"
    LATE = "late"
    IMPORTED = "imported"
    SCHOOL_CLOSED = "school_closed"


class MarkCounts(NamedTuple):
    """The pupils of a register and their marks: those of other systems, of the office, of an unexpected
    closure (Y3, Y4), and those that count as attending.
    """

    pupils: int
    marked: int
    imported: int
    by_office: int
    closures: int
    attending: int

    @property
    def is_school_closed(self) -> bool:
        """Whether the school was closed to this class and nobody of it attended: none is left to mark."""
        return self.closures > 0 and self.by_office == self.pupils and not self.attending


def count_marks(marks: Iterable[tuple[int | None, str]]) -> MarkCounts:
    """Count the marks of a register, each its code's number (None without a mark) and its source."""
    listed = list(marks)
    numbers = [number for number, _ in listed if number is not None]
    sources = [source for _, source in listed]
    return MarkCounts(
        pupils=len(listed),
        marked=len(numbers),
        imported=sources.count(IMPORT),
        by_office=sources.count(OFFICE),
        closures=sum(number in CLOSURE_NUMBERS for number in numbers),
        attending=sum(number in ATTENDING_NUMBERS for number in numbers),
    )


def register_state(
    counts: MarkCounts, *, is_submitted: bool, is_late: bool = False, is_begun: bool = True
) -> RegisterState:
    """The state of a register. `is_late`: submitted after its close; `is_begun`: its session has started."""
    if is_submitted:
        return RegisterState.LATE if is_late else RegisterState.SUBMITTED
    if counts.is_school_closed:
        return RegisterState.SCHOOL_CLOSED
    if counts.pupils and counts.imported == counts.pupils:
        return RegisterState.IMPORTED
    if counts.marked == counts.by_office:
        # What the office agreed ahead starts no register: nobody has taken it yet.
        if not is_begun:
            return RegisterState.AHEAD
        if counts.marked < counts.pupils or not counts.pupils:
            return RegisterState.NOT_STARTED
    return RegisterState.PART if counts.marked < counts.pupils else RegisterState.MARKED
