"""The timetable's rotation: which week it is, and so which lessons meet. Pure.

A timetable repeats every week or every two weeks. Weeks are counted as school weeks (Monday-based, with
at least one school day) from the Monday on which the rotation starts, so a holiday takes no turn.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from schools.calendar import DAY_NAMES, SATURDAY, monday_of

ROTATION_KEY = "timetable.rotation"
EVERY_WEEK = 0
LONGEST_ROTATION = 2
WEEKDAYS = DAY_NAMES[:SATURDAY]


@dataclass(frozen=True, slots=True)
class Rotation:
    """A timetable of one or two weeks: it begins on a Monday with its week `first`.

    Raises ValueError with a sentence for anything else.
    """

    starts_on: date
    weeks: int = 1
    first: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.weeks <= LONGEST_ROTATION:
            raise ValueError("A timetable repeats every week or every two weeks")
        if not 1 <= self.first <= self.weeks:
            raise ValueError("The first week must be a week of the timetable")
        if self.starts_on.weekday():
            raise ValueError("A timetable starts on a Monday")

    @property
    def all_weeks(self) -> tuple[int, ...]:
        """The weeks of the timetable: 1, or 1 and 2."""
        return tuple(range(1, self.weeks + 1))


def rotation_of(value: Mapping[str, int], starts_on: date) -> Rotation:
    """The rotation that a dated value holds, from its first day on."""
    return Rotation(starts_on, weeks=value["weeks"], first=value["first"])


def week_of(on: date, rotation: Rotation, mondays: Sequence[date]) -> int:
    """The week of the rotation on a day: 1 or 2.

    `mondays` are those of the school weeks, in order. A day in a holiday has the week that comes next.
    """
    passed = bisect_left(mondays, monday_of(on)) - bisect_left(mondays, rotation.starts_on)
    return (rotation.first - 1 + passed) % rotation.weeks + 1


def weeks_that_meet(week: int) -> tuple[int, int]:
    """The weeks whose lessons meet in a week of the rotation: those of every week, and its own."""
    return EVERY_WEEK, week


def week_words(week: int) -> str:
    """A lesson's week in words: "every week", "week 2"."""
    return f"week {week}" if week else "every week"
