"""Who moved over a line of attendance in a school week, and who may soon: each list by the pure rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from attendance.bands import (
    MOVEMENT_KEYS,
    Move,
    MovementValues,
    is_falling,
    is_near,
    is_target,
    moves,
    sessions_left,
)
from attendance.line_rules import is_crossed
from attendance.lines import LineKind
from attendance.queries.figures.pupil_years import (
    NamedPupil,
    PupilYear,
    Weeks,
    named,
    weeks_up_to,
    years_of,
    years_within,
)
from attendance.thresholds import PERSISTENT_PERCENT
from schools.access import Rights
from schools.models import School
from schools.queries.dated_values import values_of


class Standing(StrEnum):
    """A list of pupils who have not moved: where they stand this week."""

    NEAR = "near"
    FALLING = "falling"
    TARGET = "target"


Listed = Move | Standing


@dataclass(frozen=True, slots=True)
class Movement:
    """The pupils of a reach in a school week: their years, and who stands in each list, most absent first."""

    values: MovementValues
    weeks: Weeks
    years: list[PupilYear]
    listed: dict[Listed, list[PupilYear]]

    def names(self, wanted: Iterable[PupilYear]) -> dict[int, NamedPupil]:
        """Names of pupils of these lists, and the past of who came over the line: one statement."""
        moved = [year.pupil_id for year in self.listed[Move.NEW]]
        return named(self.weeks, [year.pupil_id for year in wanted], moved=moved)

    def left(self, year: PupilYear) -> int:
        """How many more sessions missed this year make a pupil persistently absent; below 0 past it."""
        return _left(year, self.values)

    def was_over(self, pupil: NamedPupil) -> bool:
        """Whether a pupil was persistently absent at the end of an earlier week of the year, too."""
        return any(
            is_crossed(LineKind.PERSISTENT, absent, possible, is_below=self.values.is_below)
            for possible, absent in pupil.past
        )


def movement_within(rights: Rights, *, up_to: date, on: date) -> Movement | None:
    """The movement of the week of the last school day up to a day, within a person's reach: three statements.

    `on` is the day that asks: pupils who have left by then are in no list. None before the first school day.
    """
    values = MovementValues.of(values_of(rights.school, MOVEMENT_KEYS, on=on))
    weeks = weeks_up_to(rights.school, up_to, on=on, back=values.falling_weeks)
    return _movement(values, weeks, years_within(rights, weeks)) if weeks else None


def movement_counts(school: School, *, on: date) -> dict[str, int]:
    """How many of a school's pupils moved in the week of a day, by the words of `Move`: three statements."""
    values = MovementValues.of(values_of(school, MOVEMENT_KEYS, on=on))
    weeks = weeks_up_to(school, on, on=on, back=values.falling_weeks)
    if weeks is None:
        return {}
    found = _movement(values, weeks, years_of(school, weeks))
    return {move.value: len(found.listed[move]) for move in Move}


def _movement(values: MovementValues, weeks: Weeks, years: list[PupilYear]) -> Movement:
    listed: dict[Listed, list[PupilYear]] = {each: [] for each in (*Move, *Standing)}
    for year in sorted(years, key=_most_absent):
        stands: list[Listed] = [
            *moves(year.before, year.now, is_below=values.is_below),
            *_standings(year, values),
        ]
        for each in stands:
            listed[each].append(year)
    listed[Standing.NEAR].sort(key=lambda year: _left(year, values))
    return Movement(values, weeks, years, listed)


def _left(year: PupilYear, values: MovementValues) -> int:
    return sessions_left(year.now, year.to_come, is_below=values.is_below)[PERSISTENT_PERCENT]


def _standings(year: PupilYear, values: MovementValues) -> list[Standing]:
    found = {
        Standing.NEAR: is_near(year.now, year.to_come, values),
        Standing.FALLING: is_falling(year.week, year.weeks_before, year.now, values),
        Standing.TARGET: is_target(year.now, values),
    }
    return [standing for standing, stands in found.items() if stands]


def _most_absent(year: PupilYear) -> tuple[Fraction, int]:
    return -(year.now.absence_rate or Fraction(0)), year.pupil_id
