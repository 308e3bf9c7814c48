"""A few pupils whose marks hold something to ask about, in every year and school (pure)."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from random import Random

from attendance.patterns.history import is_beside_closure
from integrations.demo.year_book import PRESENT, PupilYear, YearBook, whole_days

MONDAY = 0
# Whoever has so little written in the year that what is planted stands alone.
STEADY_SHARE = 0.05


def plant_patterns(book: YearBook) -> None:
    """Write each pattern into the years of some steady pupils, after all else."""
    for step in STEPS:
        step(book, book.rng(step.__name__))


def miss_mondays(book: YearBook, rng: Random) -> None:
    """Every other Monday."""
    mondays = [day for day, on in enumerate(book.dates) if on.weekday() == MONDAY]
    for pupil in _steady(book, rng, _few(book)):
        code = rng.choice("IO")
        for place, day in enumerate(mondays):
            if place % 2:
                pupil.write(whole_days(day, 1), code)


def lengthen_holidays(book: YearBook, rng: Random) -> None:
    """The days beside holidays and closures; four of them have passed in January."""
    edges = [day for day, on in enumerate(book.dates) if is_beside_closure(on, book.dates)]
    for pupil in _steady(book, rng, _few(book)):
        for day in edges:
            pupil.write(whole_days(day, 1), "I")


def stay_away_after_lates(book: YearBook, rng: Random) -> None:
    """Late every eighth day, and mostly away on the day behind it."""
    for pupil in _steady(book, rng, _few(book)):
        for place, day in enumerate(range(rng.randrange(4), len(book.dates) - 1, 8)):
            if pupil.is_free(2 * day):
                pupil.codes[2 * day] = "L"
                pupil.minutes[2 * day] = rng.randint(6, 25)
            if place % 5:
                pupil.write(whole_days(day + 1, 1), "O")


def miss_together(book: YearBook, rng: Random) -> None:
    """Brothers and sisters who are away on the same days; the office confirms them (`siblings`)."""
    families: defaultdict[str, list[PupilYear]] = defaultdict(list)
    for pupil in _steady(book, rng, len(book.pupils)):
        families[pupil.place.child.family.number].append(pupil)
    pairs = [pair for members in families.values() for pair in combinations(members, 2)]
    for pair in rng.sample(pairs, min(_few(book), len(pairs))):
        book.siblings.append(pair)
        for day in range(rng.randrange(3, 6), len(book.dates), 11):
            for pupil in pair:
                pupil.write(whole_days(day, 1), "I")


def _few(book: YearBook) -> int:
    return 1 if book.school.is_primary else 2


def _steady(book: YearBook, rng: Random, count: int) -> list[PupilYear]:
    """Pupils of compulsory age who are on roll all year, nearly always present, and in no other pattern."""
    most = STEADY_SHARE * 2 * len(book.dates)
    return book.pick(
        rng,
        count,
        lambda pupil: (
            1 <= pupil.year_group <= 10
            and (pupil.first, pupil.end) == (0, 2 * len(book.dates))
            and sum(code not in PRESENT for code in pupil.codes) <= most
        ),
    )


STEPS = (miss_together, miss_mondays, lengthen_holidays, stay_away_after_lates)
