"""Attendance in whole sessions, on the DfE's basis. Pure.

possible = attended + authorised + unauthorised. Sessions coded D, Q, X, Y1 to Y7, Z or # are
in none of them. Rates are exact fractions; thresholds are tested on the integers, never on a
rounded percentage. A group's rate is the rate of its summed tally, never a mean of rates.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Self

from attendance.codes import (
    ATTENDING_NUMBERS,
    AUTHORISED_NUMBERS,
    LATE,
    LATE_AFTER_CLOSE,
    UNAUTHORISED_NUMBERS,
    code_of,
    find_code,
)

NO_SESSIONS = "no sessions"


class UnknownCodeError(ValueError):
    """A letter that is no code on the day in question."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Sessions counted by class. `late` is L (also attended), `late_after_close` is U (also unauthorised).

    Raises ValueError when a figure is negative or the figures do not add up.
    """

    possible: int = 0
    attended: int = 0
    authorised: int = 0
    unauthorised: int = 0
    late: int = 0
    late_after_close: int = 0

    def __post_init__(self) -> None:
        if min(self.attended, self.authorised, self.unauthorised, self.late, self.late_after_close) < 0:
            raise ValueError("A tally holds no negative number of sessions")
        if self.possible != self.attended + self.absent:
            raise ValueError("Possible sessions are attended, authorised and unauthorised together")
        if self.late > self.attended or self.late_after_close > self.unauthorised:
            raise ValueError("Late sessions are part of attended, late after close of unauthorised")

    @classmethod
    def of(cls, counts: Mapping[str, int], on: date) -> Self:
        """The tally of sessions counted by letter, each letter filed as the code it was on that day.

        Raises UnknownCodeError for a letter that was no code then: nothing is left out in silence.
        """
        numbers: dict[int, int] = {}
        for letter, sessions in counts.items():
            code = find_code(letter, on)
            if code is None:
                raise UnknownCodeError(f"{letter!r} is no code on {on:%d/%m/%Y}")
            numbers[code.number] = numbers.get(code.number, 0) + sessions
        return cls.of_numbers(numbers)

    @classmethod
    def of_numbers(cls, counts: Mapping[int, int]) -> Self:
        """The tally of sessions counted by code number; KeyError for a number that is no code."""
        for number in counts:
            code_of(number)
        attended = _sessions_in(counts, ATTENDING_NUMBERS)
        authorised = _sessions_in(counts, AUTHORISED_NUMBERS)
        unauthorised = _sessions_in(counts, UNAUTHORISED_NUMBERS)
        return cls(
            possible=attended + authorised + unauthorised,
            attended=attended,
            authorised=authorised,
            unauthorised=unauthorised,
            late=counts.get(LATE, 0),
            late_after_close=counts.get(LATE_AFTER_CLOSE, 0),
        )

    def __add__(self, other: "Tally") -> "Tally":
        """Both tallies together: two weeks of a pupil, or two pupils of a class."""
        return Tally(
            possible=self.possible + other.possible,
            attended=self.attended + other.attended,
            authorised=self.authorised + other.authorised,
            unauthorised=self.unauthorised + other.unauthorised,
            late=self.late + other.late,
            late_after_close=self.late_after_close + other.late_after_close,
        )

    def __sub__(self, part: "Tally") -> "Tally":
        """What is left without a part of it: a year without its last week, a class without some pupils."""
        return Tally(
            possible=self.possible - part.possible,
            attended=self.attended - part.attended,
            authorised=self.authorised - part.authorised,
            unauthorised=self.unauthorised - part.unauthorised,
            late=self.late - part.late,
            late_after_close=self.late_after_close - part.late_after_close,
        )

    @property
    def absent(self) -> int:
        """Sessions missed: authorised and unauthorised."""
        return self.authorised + self.unauthorised

    @property
    def late_in_all(self) -> int:
        """Sessions late before or after the register closed: what the DfE's figures call late."""
        return self.late + self.late_after_close

    @property
    def attendance_rate(self) -> Fraction | None:
        """Attended of possible sessions, or None without sessions."""
        return self._rate(self.attended)

    @property
    def absence_rate(self) -> Fraction | None:
        """Missed of possible sessions, or None without sessions."""
        return self._rate(self.absent)

    @property
    def authorised_rate(self) -> Fraction | None:
        """Sessions missed with authority of possible sessions, or None without sessions."""
        return self._rate(self.authorised)

    @property
    def unauthorised_rate(self) -> Fraction | None:
        """Sessions missed without authority of possible sessions, or None without sessions."""
        return self._rate(self.unauthorised)

    @property
    def is_persistently_absent(self) -> bool:
        """Whether 10 % or more of the pupil's own possible sessions were missed (DfE, since 2015/16)."""
        return self.possible > 0 and 10 * self.absent >= self.possible

    @property
    def is_severely_absent(self) -> bool:
        """Whether half or more of the pupil's own possible sessions were missed; persistent as well."""
        return self.possible > 0 and 2 * self.absent >= self.possible

    def _rate(self, sessions: int) -> Fraction | None:
        return Fraction(sessions, self.possible) if self.possible else None


def total(tallies: Iterable[Tally]) -> Tally:
    """All tallies together; an empty tally for none."""
    return sum(tallies, start=Tally())


def round_half_up(value: Fraction, places: int = 1) -> Decimal:
    """An exact number to so many decimal places, halves away from zero, as the DfE publishes."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if value >= 0 else -whole).scaleb(-places)


def percent(rate: Fraction | None, places: int = 1) -> str:
    """A rate as people read it: "93.8%", or "no sessions" for None. Never for testing a threshold."""
    return NO_SESSIONS if rate is None else f"{round_half_up(rate * 100, places)}%"


def _sessions_in(counts: Mapping[int, int], numbers: range) -> int:
    return sum(sessions for number, sessions in counts.items() if number in numbers)
