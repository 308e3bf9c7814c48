"""The marks of a school's year, and what of them a register shows on a day (pure).

A year is the same whatever the day it is looked at; only a reason not yet known stands as N.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from random import Random
from typing import NamedTuple

from integrations.demo.absences import miss_school
from integrations.demo.arrangements import arrange
from integrations.demo.patterns import plant_patterns
from integrations.demo.schools import SchoolPlan, World
from integrations.demo.year_book import PupilYear, YearBook, open_book
from schools.calendar import Session, academic_year_of

UNKNOWN = "N"
LATE = "L"
LATENESS = {"late": 0.3, "persistent": 0.12, "ordinary": 0.04, "good": 0.0, "unexplained": 0.03}


class DemoMark(NamedTuple):
    """One mark as a register shows it; `minutes` late is None where it does not apply."""

    upn: str
    code: str
    date: date
    session: Session
    minutes: int | None
    note: str


@lru_cache(maxsize=12)
def write_year(world: World, school: SchoolPlan, year: int) -> YearBook:
    """The finished grid of one school and year."""
    book = open_book(world, school, year)
    arrange(book)
    miss_school(book)
    _come_late(book)
    plant_patterns(book)
    return book


def _come_late(book: YearBook) -> None:
    """Turn some mornings, and a few afternoons, into lates with their minutes."""
    for pupil in book.pupils:
        rng = Random(f"{book.world.seed}:late:{pupil.place.child.upn}:{book.school.slug}:{book.year}")
        share = LATENESS[pupil.bearing] if pupil.bearing in LATENESS else _usual_lateness(rng)
        mornings = range(pupil.first, pupil.end, 2)
        for slot in rng.sample(
            mornings, min(len(mornings), round(share * len(mornings) + rng.uniform(-0.5, 0.5)))
        ):
            _be_late(pupil, slot, rng)
        if rng.random() < 0.4 and pupil.first < pupil.end:
            _be_late(pupil, rng.randrange(pupil.first, pupil.end) | 1, rng)


def _usual_lateness(rng: Random) -> float:
    """Most are late once or twice a term, a few one morning in five."""
    return rng.choices((0.0, 0.01, 0.03, 0.08, 0.2), (38, 38, 16, 6, 2))[0]


def _be_late(pupil: PupilYear, slot: int, rng: Random) -> None:
    if pupil.is_free(slot):
        pupil.codes[slot] = LATE
        pupil.minutes[slot] = round(rng.triangular(1, 28, 5))


def _number_of(book: YearBook, day: date) -> int:
    """The number of the school day on or after `day`; in a later school year every reason is long known."""
    if academic_year_of(day) > book.year:
        return 2 * len(book.dates)
    return bisect_left(book.dates, day)


def _shown(pupil: PupilYear, slot: int, today: int) -> str:
    """The code that stands in a register `today` (a number of a school day): N until the reason is known."""
    if slot in pupil.known_after and today - slot // 2 <= pupil.known_after[slot]:
        return UNKNOWN if pupil.known_after[slot] else pupil.codes[slot]
    return pupil.codes[slot]


def marks_before(world: World, school: SchoolPlan, year: int, *, day: date) -> Iterator[DemoMark]:
    """A year's marks up to the school day before `day`, pupil by pupil, as registers show them then."""
    book = write_year(world, school, year)
    today = _number_of(book, day)
    sessions = [(on, session) for on in book.dates[:today] for session in Session]
    for pupil in book.pupils:
        upn = pupil.place.child.upn
        for slot, (on, session) in enumerate(sessions):
            if pupil.codes[slot]:
                code = _shown(pupil, slot, today)
                note = "" if code == UNKNOWN else pupil.notes.get(slot, "")
                yield DemoMark(upn, code, on, session, pupil.minutes.get(slot), note)


def marks_on(world: World, school: SchoolPlan, day: date, session: Session) -> list[DemoMark]:
    """What the pupils on roll will be marked in one session: for the registers of the demo's own day."""
    book = write_year(world, school, academic_year_of(day))
    number = _number_of(book, day)
    if number == len(book.dates) or book.dates[number] != day:
        return []
    slot = 2 * number + session - 1
    return [
        DemoMark(
            pupil.place.child.upn,
            _shown(pupil, slot, number),
            day,
            session,
            pupil.minutes.get(slot),
            pupil.notes.get(slot, ""),
        )
        for pupil in book.pupils
        if pupil.first <= slot < pupil.end
    ]


def reasons_found(world: World, school: SchoolPlan, *, since: date, day: date) -> list[DemoMark]:
    """The marks that stood as N on the day `since` and have a reason on a later `day` of the same year."""
    earlier = {mark[:1] + mark[2:4] for mark in _marks_of_year(world, school, since) if mark.code == UNKNOWN}
    return [
        mark
        for mark in _marks_of_year(world, school, day)
        if mark.code != UNKNOWN and mark[:1] + mark[2:4] in earlier
    ]


def _marks_of_year(world: World, school: SchoolPlan, day: date) -> Iterator[DemoMark]:
    return marks_before(world, school, academic_year_of(day), day=day)
