"""A school's year as a grid: pupils by sessions, empty but for those who were present (pure)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from random import Random

from integrations.demo.calendars import YearPlan
from integrations.demo.people import Place
from integrations.demo.schools import SchoolPlan, World, calendar_of

MORNING, AFTERNOON = "/", "\\"
PRESENT = (MORNING, AFTERNOON)
AUTHORISED = frozenset(("C", "C1", "C2", "E", "I", "J1", "M", "R", "S", "T"))
UNAUTHORISED = frozenset(("G", "N", "O", "U"))
ABSENT = AUTHORISED | UNAUTHORISED
NOT_POSSIBLE = frozenset(("D", "Q", "X", "Y1", "Y2", "Y3", "Y4", "Y5", "Y6", "Y7", "Z", "#"))


@dataclass(slots=True)
class PupilYear:
    """One pupil's sessions of a year. A slot is twice the school day's number, plus one in the afternoon.

    `first` and `end` bound the slots on roll (`end` is not included). `known_after` says, for an absence,
    how many school days it took until its reason was known; until then a register shows N.
    """

    place: Place
    year_group: int
    first: int
    end: int
    codes: list[str]
    minutes: dict[int, int] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)
    known_after: dict[int, int] = field(default_factory=dict)

    @property
    def bearing(self) -> str:
        return self.place.child.bearing

    def is_free(self, slot: int) -> bool:
        """Whether the pupil is on roll in a slot and nothing but present is written in it."""
        return self.first <= slot < self.end and self.codes[slot] in PRESENT

    def write(self, slots: Iterable[int], code: str, note: str = "") -> None:
        """Write a code in the free ones of some slots, with a note on the first."""
        for slot in slots:
            if self.is_free(slot):
                self.codes[slot] = code
                if note:
                    self.notes[slot] = note
                    note = ""


@dataclass(slots=True)
class YearBook:
    """The grid of one school and year. `siblings` are pairs who are away together."""

    world: World
    school: SchoolPlan
    year: int
    plan: YearPlan
    dates: tuple[date, ...]
    pupils: list[PupilYear]
    siblings: list[tuple[PupilYear, PupilYear]] = field(default_factory=list)

    def rng(self, purpose: str) -> Random:
        """Chance of its own for each purpose, so that a change to one leaves the others as they were."""
        return Random(f"{self.world.seed}:{purpose}:{self.school.slug}:{self.year}")

    def day(self, month: int, day_of_month: int) -> int:
        """The number of the first school day on or after a date; the last of the year after its end."""
        year = self.year if month >= 9 else self.year + 1
        return min(bisect_left(self.dates, date(year, month, day_of_month)), len(self.dates) - 1)

    def pick(self, rng: Random, count: int, fits: Callable[[PupilYear], bool]) -> list[PupilYear]:
        """Some of the pupils who fit, without those of 8HW, whose year is told by name."""
        fitting = [pupil for pupil in self.pupils if not pupil.bearing and fits(pupil)]
        return rng.sample(fitting, min(count, len(fitting)))

    def share(
        self, rng: Random, share: float, fits: Callable[[PupilYear], bool] = lambda _: True
    ) -> list[PupilYear]:
        """That share of the pupils who fit."""
        return self.pick(rng, round(share * sum(1 for pupil in self.pupils if fits(pupil))), fits)


def open_book(world: World, school: SchoolPlan, year: int) -> YearBook:
    """A year in which every pupil was present whenever on roll."""
    plan = calendar_of(school, year)
    dates = plan.dates
    pupils = [
        _open_line(place, year, dates)
        for place in world.rolls[school.slug]
        if place.was_there(dates[0], dates[-1])
    ]
    return YearBook(world, school, year, plan, dates, pupils)


def _open_line(place: Place, year: int, dates: tuple[date, ...]) -> PupilYear:
    first = bisect_left(dates, place.admitted_on)
    end = len(dates) if place.left_on is None else bisect_left(dates, place.left_on) + 1
    end = min(end, len(dates))
    codes = [""] * (2 * first) + list(PRESENT) * (end - first) + [""] * (2 * (len(dates) - end))
    return PupilYear(place, place.child.year_group(year), 2 * first, 2 * end, codes)


def whole_days(first: int, count: int) -> range:
    """The slots of some school days on end."""
    return range(2 * first, 2 * (first + count))
