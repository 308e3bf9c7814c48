"""Children of the invented town, year of birth by year of birth, with brothers and sisters (pure)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from integrations.demo import tutor_group
from integrations.demo.families import make_family
from integrations.demo.names import BY_NAME, name_child, surname_for
from integrations.demo.people import Child, Family
from schools.upn import ALPHABET, check_letter

LA_CODE = "886"
ASHGROVE_ESTABLISHMENT = "3999"
OTHER_PRIMARIES = ("3991", "3992", "3993", "3994")
PRIMARY_SEATS = 60
OTHER_SEATS = 122
NAMED_FROM_ASHGROVE = 14
LARGEST_SIBLING_SHARE = 0.45
MORE_CHILDREN = (46, 37, 13, 4)
GAPS = {0: 3, 1: 12, 2: 38, 3: 30, 4: 17}


@dataclass(frozen=True, slots=True)
class Cohort:
    """The children who start Reception in one September: those of Ashgrove, and those of other schools."""

    start: int
    ashgrove: tuple[Child, ...]
    elsewhere: tuple[Child, ...]


@dataclass(slots=True)
class Nursery:
    """Families still growing: who is due in which cohort. Filled as the cohorts are made in order."""

    seed: int
    first_year: int
    due: dict[tuple[int, bool], list[Family]]
    forenames: dict[str, set[str]]


def grow_cohorts(seed: int, first_year: int, last_cohort: int) -> dict[int, Cohort]:
    """Every cohort from the oldest that was at school in the year before `first_year`."""
    nursery = Nursery(seed, first_year, defaultdict(list), defaultdict(set))
    return {start: _grow_cohort(nursery, start) for start in range(first_year - 14, last_cohort + 1)}


def _grow_cohort(nursery: Nursery, start: int) -> Cohort:
    named = tutor_group.PUPILS if start == nursery.first_year - tutor_group.YEAR_GROUP else ()
    here, there = named[:NAMED_FROM_ASHGROVE], named[NAMED_FROM_ASHGROVE:]
    return Cohort(
        start,
        tuple(_grow_side(nursery, start, at_ashgrove=True, seats=PRIMARY_SEATS, named=here)),
        tuple(_grow_side(nursery, start, at_ashgrove=False, seats=OTHER_SEATS, named=there)),
    )


def _grow_side(
    nursery: Nursery, start: int, *, at_ashgrove: bool, seats: int, named: tuple[tutor_group.Named, ...]
) -> list[Child]:
    """The children of one cohort on one side of the town: the named, then siblings, then new families."""
    children: list[Child] = []
    for place, pupil in enumerate(named):
        children.append(_named_child(nursery, start, place, pupil, at_ashgrove))
    due = nursery.due.pop((start, at_ashgrove), [])
    for family in due[: int(seats * LARGEST_SIBLING_SHARE)]:
        children.append(make_child(nursery, family, start, len(children), at_ashgrove))
    while len(children) < seats:
        children += _first_children(nursery, start, len(children), at_ashgrove, seats)
    return children


def _first_children(nursery: Nursery, start: int, place: int, at_ashgrove: bool, seats: int) -> list[Child]:
    """The first child of a new family, and its twin if it has one; the younger are put down for later."""
    number = f"{start}{'A' if at_ashgrove else 'B'}{place:03}"
    rng = Random(f"{nursery.seed}:family:{number}")
    family = make_family(number, rng)
    children = [make_child(nursery, family, start, place, at_ashgrove)]
    cohort = start
    for _ in range(rng.choices((0, 1, 2, 3), MORE_CHILDREN)[0]):
        gap = rng.choices(list(GAPS), list(GAPS.values()))[0]
        cohort += gap
        if cohort > start:
            nursery.due[cohort, at_ashgrove].append(family)
        elif place + len(children) < seats:
            twin = make_child(nursery, family, start, place + len(children), at_ashgrove)
            children.append(replace(twin, born_on=children[0].born_on))
    return children


def make_child(nursery: Nursery, family: Family, start: int, place: int, at_ashgrove: bool) -> Child:
    """A child of a family, with a name that no brother or sister has."""
    rng = Random(f"{nursery.seed}:child:{start}:{at_ashgrove}:{place}")
    sex = rng.choice("FM")
    taken = nursery.forenames[family.number]
    forename = name_child(rng, family.heritage, sex, taken)
    taken.add(forename)
    middle = name_child(rng, family.heritage, sex, taken) if rng.random() < 0.55 else ""
    return Child(
        upn=make_upn(start, place, at_ashgrove),
        family=family,
        cohort=start,
        sex=sex,
        forename=forename,
        middle_names=middle,
        surname=surname_for(family.surname, sex),
        known_forename=_known_as(rng, forename),
        born_on=date(start - 5, 9, 1) + timedelta(days=rng.randrange(365)),
        support=_support_facts(rng, family, sex),
        protected=_protected_facts(rng, family),
    )


def _named_child(
    nursery: Nursery, start: int, place: int, pupil: tutor_group.Named, at_ashgrove: bool
) -> Child:
    """A pupil of 8HW: name, sex and support as written, the rest as for any other."""
    number = f"{start}N{place:03}{at_ashgrove:d}"
    rng = Random(f"{nursery.seed}:family:{number}")
    surname = tutor_group.FAMILY_NAMES.get(pupil.surname, pupil.surname)
    family = make_family(number, rng, surname=surname, heritage=BY_NAME[pupil.heritage], shape="together")
    if rng.random() < 0.5:
        side = (start + rng.choice((2, 3)), at_ashgrove)
        nursery.due[side].append(family)
    nursery.forenames[family.number].add(pupil.forename)
    child = make_child(nursery, family, start, place, at_ashgrove)
    return replace(
        child,
        sex=pupil.sex,
        forename=pupil.forename,
        middle_names="",
        surname=pupil.surname,
        known_forename=pupil.forename,
        support=pupil.support,
        protected=frozenset(),
        bearing=pupil.bearing,
    )


SHORT_FORMS = {
    "Joshua": "Josh", "Alexander": "Alex", "Samuel": "Sam", "Daniel": "Dan", "Benjamin": "Ben",
    "Thomas": "Tom", "Isabella": "Bella", "Penelope": "Penny", "Abigail": "Abi", "Matilda": "Tilly",
    "Charlotte": "Lottie", "William": "Will", "Nathan": "Nate", "Maximilian": "Max", "Eleanor": "Nell",
}  # fmt: skip


def _known_as(rng: Random, forename: str) -> str:
    """The name a child goes by: for some a short form."""
    return SHORT_FORMS[forename] if forename in SHORT_FORMS and rng.random() < 0.5 else forename


def _support_facts(rng: Random, family: Family, sex: str) -> frozenset[str]:
    """SEN, EHCP and the rest, about as often as in the school census; "disadvantaged" is the family's."""
    chance = rng.random()
    boys = 1.35 if sex == "M" else 0.65
    facts = {"ehcp"} if chance < 0.045 * boys else {"sen"} if chance < 0.185 * boys else set()
    if rng.random() < 0.06:
        facts.add("medical")
    if rng.random() < 0.015:
        facts.add("young_carer")
    if not family.heritage.speaks_english_at_home and rng.random() < 0.8:
        facts.add("eal")
    if family.is_disadvantaged:
        facts.add("disadvantaged")
    return frozenset(facts)


def _protected_facts(rng: Random, family: Family) -> frozenset[str]:
    """Social-care facts: looked after in foster families, plans for a few others."""
    if family.is_fostering:
        return frozenset({"lac", "social_worker"})
    chance = rng.random() / (2.0 if family.is_disadvantaged else 0.7)
    if chance < 0.006:
        return frozenset({"cp", "social_worker"})
    if chance < 0.02:
        return frozenset({"cin", "social_worker"})
    return frozenset({"social_worker"}) if chance < 0.026 else frozenset()


def make_upn(start: int, place: int, at_ashgrove: bool, *, temporary: bool = False) -> str:
    """A well-formed number that no real child can have: the establishments do not exist."""
    establishment = ASHGROVE_ESTABLISHMENT if at_ashgrove else OTHER_PRIMARIES[place % len(OTHER_PRIMARIES)]
    serial = f"{place + 1:03}"
    if temporary:
        serial = serial[1:] + ALPHABET[place % len(ALPHABET)]
    body = f"{LA_CODE}{establishment}{start % 100:02}{serial}"
    return check_letter(body) + body
