"""A pupil's days as the detectors of patterns read them: what was missed, where it began, when it was late.

A session counts where it was possible and the absence, if any, was not the school's own act or agreed with it
beforehand (a part-time timetable, a suspension, study leave, a performance, an interview, religious
observance, a travelling parent, leave granted). Who arrived after the register closed (U) came, and was late.
A missing mark is in no count.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from attendance.codes import (
    ATTENDING_NUMBERS,
    ILLNESS,
    LATE,
    LATE_AFTER_CLOSE,
    MEDICAL,
    POSSIBLE_NUMBERS,
    numbers_of,
)
from attendance.line_rules import Mark
from schools.calendar import SATURDAY, Session

AGREED_NUMBERS = frozenset(numbers_of(("C", "C1", "C2", "E", "J1", "R", "S", "T")))
LATE_NUMBERS = frozenset({LATE, LATE_AFTER_CLOSE})
COUNTED_NUMBERS = frozenset(POSSIBLE_NUMBERS) - AGREED_NUMBERS
MISSED_NUMBERS = COUNTED_NUMBERS - frozenset(ATTENDING_NUMBERS) - {LATE_AFTER_CLOSE}
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PupilDay:
    """A school day of a pupil by its code numbers; None for a session without a mark that counts."""

    on: date
    morning: int | None
    afternoon: int | None

    @property
    def codes(self) -> tuple[int | None, int | None]:
        """Both codes, the morning's first."""
        return self.morning, self.afternoon

    @property
    def is_counted(self) -> bool:
        """Whether any session of the day counts."""
        return self.morning is not None or self.afternoon is not None

    @property
    def is_missed(self) -> bool:
        """Whether the day was missed in whole or in part."""
        return self.morning in MISSED_NUMBERS or self.afternoon in MISSED_NUMBERS

    @property
    def is_late(self) -> bool:
        """Whether the pupil came late to a session of the day."""
        return self.morning in LATE_NUMBERS or self.afternoon in LATE_NUMBERS

    @property
    def missed_half(self) -> Session | None:
        """The session that was missed where the pupil came to the other; None for any other day."""
        if self.morning is None or self.afternoon is None:
            return None
        missed = [code in MISSED_NUMBERS for code in self.codes]
        return None if missed[0] is missed[1] else Session.AM if missed[0] else Session.PM


@dataclass(frozen=True, slots=True)
class Spell:
    """An absence: missed days in a row of the days that count. `start` is the place of its first day.

    `is_over`: a day on which the pupil came stands behind it.
    """

    start: int
    days: tuple[PupilDay, ...]
    is_over: bool

    @property
    def is_illness(self) -> bool:
        """Whether every missed session of it was illness (I)."""
        return all(code == ILLNESS for day in self.days for code in day.codes if code in MISSED_NUMBERS)


@dataclass(frozen=True, slots=True)
class Sibling:
    """A brother or sister: the days that count for them, and those that they missed in whole or part."""

    pupil_id: int
    counted: frozenset[date]
    missed: frozenset[date]


@dataclass(frozen=True)
class History:
    """A pupil's days that count, oldest first, among the school's days in order.

    `school_days` reach beyond the last of the pupil's days where the calendar does, so that a closure ahead
    is known. Made by `history_of`.
    """

    days: tuple[PupilDay, ...]
    school_days: Sequence[date]
    siblings: tuple[Sibling, ...] = ()

    @cached_property
    def missed(self) -> tuple[PupilDay, ...]:
        """The days missed in whole or part."""
        return tuple(day for day in self.days if day.is_missed)

    @cached_property
    def spells(self) -> tuple[Spell, ...]:
        """The absences, oldest first."""
        found: list[Spell] = []
        begun: list[PupilDay] = []
        for place, day in enumerate(self.days):
            if day.is_missed:
                begun.append(day)
            elif begun:
                found.append(Spell(place - len(begun), tuple(begun), is_over=True))
                begun = []
        if begun:
            found.append(Spell(len(self.days) - len(begun), tuple(begun), is_over=False))
        return tuple(found)

    def is_beside_closure(self, on: date) -> bool:
        """Whether a day stands beside a closure of the school."""
        return is_beside_closure(on, self.school_days)


def is_beside_closure(on: date, school_days: Sequence[date]) -> bool:
    """Whether the school does not meet on the weekday before or after a day; a weekend alone is none.

    `school_days` is in order; the first and the last have nothing known beside them.
    """
    place = bisect_left(school_days, on)
    before = school_days[place - 1] if place else None
    after = school_days[place + 1] if place + 1 < len(school_days) else None
    return (before is not None and before < _weekday(on, -A_DAY)) or (
        after is not None and after > _weekday(on, A_DAY)
    )


def history_of(
    marks: Iterable[Mark], school_days: Sequence[date], siblings: Iterable[Sibling] = ()
) -> History:
    """The history of marks (day, session and code number) on school days; those that count alone."""
    halves: dict[date, list[int | None]] = {}
    for on, session, code in marks:
        if code in COUNTED_NUMBERS:
            halves.setdefault(on, [None, None])[session - 1] = code
    days = tuple(PupilDay(on, morning, afternoon) for on, (morning, afternoon) in sorted(halves.items()))
    return History(days, school_days, tuple(siblings))


def sibling_of(pupil_id: int, marks: Iterable[Mark]) -> Sibling:
    """A brother or sister by their marks."""
    days = history_of(marks, ()).days
    return Sibling(
        pupil_id, frozenset(day.on for day in days), frozenset(day.on for day in days if day.is_missed)
    )


def has_appointments(days: Iterable[PupilDay]) -> bool:
    """Whether medical or dental appointments (M) are among what was missed."""
    return any(MEDICAL in day.codes for day in days)


def _weekday(on: date, step: timedelta) -> date:
    """The next weekday in a direction."""
    on += step
    while on.weekday() >= SATURDAY:
        on += step
    return on
