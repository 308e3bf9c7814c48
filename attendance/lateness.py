"""Lateness of a pupil: counts of L and U, the minutes, and the days of the week on which it falls. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from schools.calendar import DAY_NAMES
from schools.wording import count_words, list_words, minutes_words

SCHOOL_WEEK = 5
MOST_UNITS = 5


@dataclass(frozen=True, slots=True)
class LateLimits:
    """From how many lates on a pupil is listed: in so many school weeks, and in a half term."""

    count: int
    weeks: int
    repeat_count: int

    @property
    def weeks_words(self) -> str:
        """The weeks that are counted: "the last 2 school weeks"."""
        return "this school week" if self.weeks == 1 else f"the last {self.weeks} school weeks"


@dataclass(frozen=True, slots=True)
class Lates:
    """A pupil's lates: `late` is L and `after_close` U in the weeks that count, `before` both before them.

    `half_term` is both in this half term. Minutes, `unwritten` (lates without minutes) and `weekdays` (Monday
    first) cover the longer of the two spans.
    """

    late: int
    after_close: int
    before: int
    half_term: int
    minutes: int
    unwritten: int
    weekdays: tuple[int, ...]

    @property
    def total(self) -> int:
        """L and U together: what the national figures call late."""
        return self.late + self.after_close

    @property
    def trend_words(self) -> str:
        """The weeks that count against as many before: "5, was 2"."""
        return f"{self.total}, was {self.before}"

    @property
    def minutes_words(self) -> str:
        """The minutes lost, and for how many lates nobody wrote them down."""
        if not self.unwritten:
            return minutes_words(self.minutes)
        if not self.minutes:
            return "not written down"
        return f"{minutes_words(self.minutes)}, {self.unwritten} not written down"

    @property
    def weekday_words(self) -> str:
        """The days of the week in words: "4 on Monday, 1 on Thursday"; empty without a late."""
        days = zip(self.weekdays, DAY_NAMES, strict=False)
        return ", ".join(f"{count} on {day}" for count, day in days if count)

    @property
    def bars(self) -> list[tuple[str, int, int]]:
        """Each day of the school week: letter, lates, and a height from 0 to 5; 0 stands for none."""
        highest = max(self.weekdays, default=0)
        shown = SCHOOL_WEEK if not any(self.weekdays[SCHOOL_WEEK:]) else len(self.weekdays)
        return [
            (DAY_NAMES[day][0], count, -(-count * MOST_UNITS // highest) if highest else 0)
            for day, count in enumerate(self.weekdays[:shown])
        ]

    def reasons(self, limits: LateLimits) -> tuple[bool, bool]:
        """Whether the pupil is listed for the weeks, and for the half term."""
        return self.total >= limits.count, self.half_term >= limits.repeat_count

    def falls_on(self, weekday: int) -> bool:
        """Whether several lates are on this day of the week (0 is Monday) and on no other are more."""
        return self.weekdays[weekday] > 1 and self.weekdays[weekday] == max(self.weekdays)


def late_words(late: int, after_close: int) -> str:
    """L and U apart: "3 L and 1 U"."""
    found = [f"{count} {letter}" for count, letter in ((late, "L"), (after_close, "U")) if count]
    return list_words(found) or "none"


def list_of_weekdays(counts: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """Pairs of ISO weekday (1 is Monday) and count as seven counts, Monday first."""
    found = dict(counts)
    return tuple(found.get(day, 0) for day in range(1, 8))


def left_out_words(count: int) -> str:
    """How many are known to be away and stand on no list; empty for none."""
    if not count:
        return ""
    verb = "is" if count == 1 else "are"
    return f"{count_words(count, 'more pupil')} {verb} left out: known to be away that day."
