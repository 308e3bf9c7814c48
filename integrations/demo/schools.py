"""The two schools of Greenway Learning Trust, and who has been on their rolls from when to when (pure)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time
from functools import cache, cached_property
from random import Random

from integrations.demo.calendars import YearPlan, plan_year
from integrations.demo.families import make_family
from integrations.demo.people import Child, Place
from integrations.demo.pupils import (
    ASHGROVE_ESTABLISHMENT,
    LA_CODE,
    Cohort,
    grow_cohorts,
    make_child,
    make_upn,
)
from integrations.demo.pupils import Nursery as LeaversNursery
from integrations.demo.tutor_group import LETTER
from schools.calendar import SessionTimes, academic_year_of

TRUST_NAME = "Greenway Learning Trust"
SEED = 2026
FROM_ASHGROVE = 28
SIXTH_FORM_SEATS = 80
FORMS = ("AB", "CM", LETTER, "JS", "RT")
SIXTH_FORMS = ("AB", "CM", LETTER)
CLASSES = ("A", "B")
JOINER_SHARE = 0.02
LEAVER_SHARE = 0.03
DUAL_SEAT = 7
FIRST_SECONDARY_YEAR, LAST_FORM_YEAR = 7, 11


@dataclass(frozen=True, slots=True)
class SchoolPlan:
    """What a school is, as its set-up page will hold it."""

    slug: str
    name: str
    urn: str
    la_code: str
    establishment: str
    phase: str
    youngest_year: int
    oldest_year: int
    times: SessionTimes

    @property
    def is_primary(self) -> bool:
        return self.phase == "PS"


ASHGROVE = SchoolPlan(
    "ashgrove", "Ashgrove Primary School", "999001", LA_CODE, ASHGROVE_ESTABLISHMENT, "PS", 0, 6,
    SessionTimes(time(8, 50), time(12, 0), time(13, 0), time(15, 20), 30),
)  # fmt: skip
MARLOWE = SchoolPlan(
    "marlowe", "Marlowe Park Academy", "999002", LA_CODE, "4999", "SS", 7, 13,
    SessionTimes(time(8, 45), time(12, 25), time(13, 15), time(15, 10), 30),
)  # fmt: skip
SCHOOLS = (ASHGROVE, MARLOWE)


@dataclass(frozen=True)
class World:
    """All that the files are written from: fixed by the seed and the year in which Daymark began."""

    seed: int
    first_year: int

    @cached_property
    def cohorts(self) -> dict[int, Cohort]:
        return grow_cohorts(self.seed, self.first_year, self.first_year + 3)

    @property
    def first_day_on(self) -> date:
        """The trust's first day on Daymark: leavers from before it come in as history."""
        return date(self.first_year, 9, 1)

    @cached_property
    def rolls(self) -> dict[str, tuple[Place, ...]]:
        """Every place at each school, by the slug of the school."""
        return {
            ASHGROVE.slug: tuple(
                place for cohort in self.cohorts.values() for place in _ashgrove_places(self, cohort)
            ),
            MARLOWE.slug: tuple(
                place for cohort in self.cohorts.values() for place in _marlowe_places(self, cohort)
            ),
        }

    def years(self, on: date) -> tuple[int, ...]:
        """The school years of which files are written: the one before Daymark began, and those up to `on`."""
        return tuple(range(self.first_year - 1, academic_year_of(on) + 1))


@cache
def make_world(seed: int, first_year: int) -> World:
    """The world of a seed; made once, since it is the same each time."""
    return World(seed, first_year)


def world_on(on: date, *, seed: int = SEED, first_year: int | None = None) -> World:
    """The world as a demo first set up on a day sees it; give `first_year` again on every later day."""
    return make_world(seed, academic_year_of(on) if first_year is None else first_year)


def calendar_of(school: SchoolPlan, year: int) -> YearPlan:
    """A school's own calendar of a year."""
    return plan_year(year, is_primary=school.is_primary)


def _ashgrove_places(world: World, cohort: Cohort) -> list[Place]:
    """A cohort's places in Reception to Year 6, two classes of thirty."""
    return [
        place
        for seat, child in enumerate(cohort.ashgrove)
        for place in _seat_places(world, ASHGROVE, child, seat, CLASSES[seat % 2], "")
    ]


def _marlowe_places(world: World, cohort: Cohort) -> list[Place]:
    """A cohort's places in Years 7 to 13: five forms of thirty, and three in the sixth form."""
    rng = Random(f"{world.seed}:forms:{cohort.start}")
    known = [child for child in (*cohort.ashgrove, *cohort.elsewhere) if child.bearing]
    from_ashgrove = [child for child in cohort.ashgrove if not child.bearing]
    movers = rng.sample(from_ashgrove, FROM_ASHGROVE - sum(child.bearing != "" for child in cohort.ashgrove))
    others = [*movers, *(child for child in cohort.elsewhere if not child.bearing)]
    rng.shuffle(others)
    letters = [letter for letter in FORMS if not known or letter != LETTER]
    seated = [(child, LETTER) for child in known]
    seated += [(child, letters[seat % len(letters)]) for seat, child in enumerate(others)]
    staying = set(rng.sample(range(len(seated)), SIXTH_FORM_SEATS))
    places: list[Place] = []
    for seat, (child, letter) in enumerate(seated):
        sixth = SIXTH_FORMS[seat % len(SIXTH_FORMS)] if seat in staying else ""
        places += _seat_places(world, MARLOWE, child, seat, letter, sixth)
    return places


def _seat_places(
    world: World, school: SchoolPlan, child: Child, seat: int, letter: str, sixth: str
) -> list[Place]:
    """One seat: its child, who may have joined late, and in the year before Daymark a child who left it."""
    rng = Random(f"{world.seed}:seat:{school.slug}:{child.upn}")
    first = child.cohort + school.youngest_year
    last = child.cohort + (school.oldest_year if school.is_primary or sixth else LAST_FORM_YEAR)
    place = Place(
        child, letter, sixth, calendar_of(school, first).dates[0], calendar_of(school, last).dates[-1]
    )
    if child.bearing:
        return [place]
    if seat == DUAL_SEAT and child.cohort % 3 == 0:
        return [replace(place, enrolment="M")]
    left_in = world.first_year - 1
    if first < left_in < last and rng.random() < LEAVER_SHARE:
        return _changed_hands(world, school, place, seat, rng)
    if rng.random() < JOINER_SHARE:
        # In the year in which Daymark began where that can be, so that there is one to show.
        year = world.first_year if first <= world.first_year < last else rng.randrange(first, last)
        if year == world.first_year:
            child = replace(child, upn=make_upn(child.cohort, seat, school.is_primary, temporary=True))
        days = calendar_of(school, year).dates
        return [replace(place, child=child, admitted_on=days[rng.randrange(15, 150)])]
    return [place]


def _changed_hands(world: World, school: SchoolPlan, place: Place, seat: int, rng: Random) -> list[Place]:
    """A child left in the year before Daymark, and this one took the seat some weeks later."""
    days = calendar_of(school, world.first_year - 1).dates
    left = rng.randrange(20, 130)
    leaver = _make_leaver(world, place.child, school, seat)
    return [
        replace(place, child=leaver, left_on=days[left]),
        replace(place, admitted_on=days[left + rng.randrange(8, 40)]),
    ]


def _make_leaver(world: World, successor: Child, school: SchoolPlan, seat: int) -> Child:
    """A child of another family, of the same year as the one who came after."""
    number = f"{successor.cohort}L{school.slug}{seat:03}"
    family = make_family(number, Random(f"{world.seed}:family:{number}"))
    nursery = LeaversNursery(world.seed, world.first_year, {}, {number: set()})
    serial = 300 + seat + 200 * (not school.is_primary)
    child = make_child(nursery, family, successor.cohort, serial, school.is_primary)
    return replace(child, upn=make_upn(successor.cohort, serial, school.is_primary))
