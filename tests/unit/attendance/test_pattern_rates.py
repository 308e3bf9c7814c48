"""How often detectors name a pupil without a pattern, and how often they find a planted one. Both printed."""

import random
import sys
from collections import Counter
from fractions import Fraction

from attendance.patterns.find import find_patterns
from attendance.patterns.kinds import PatternKind
from tests.pattern_histories import VALUES, Drawn, draw_school
from tests.pattern_plants import planted

SEED = 20270309
# School days after which each school is looked at: from the sixth week to the end of the year.
MOMENTS = (30, 65, 100, 140, 188)
PUPILS, PLANTED = 200, 20
MOST = Fraction(1, 50)


def schools(moments: tuple[int, ...]) -> list[Drawn]:
    return [
        draw_school(random.Random(SEED + place), pupils=PUPILS, until=until, shift=place % 3)
        for place, until in enumerate(moments)
    ]


def test_of_1000_pupils_without_a_pattern_at_most_one_in_fifty_is_named() -> None:
    found = [patterns for school in schools(MOMENTS) for patterns in school.patterns]
    named = sum(bool(patterns) for patterns in found)
    kinds = Counter(pattern.kind.value for patterns in found for pattern in patterns)
    sys.stdout.write(f"\nWithout a pattern: {named} of {len(found)} named {dict(kinds)}, seed {SEED}\n")

    assert len(found) == 1000
    assert Fraction(named, len(found)) <= MOST


def test_planted_patterns_are_found() -> None:
    early, middle = schools((30,))[0], schools((100,))[0]
    source = random.Random(SEED)
    rates = {}
    for kind in PatternKind:
        school = early if kind is PatternKind.SEPTEMBER else middle
        histories = [planted(kind, source, school) for _ in range(PLANTED)]
        hits = sum(
            kind in {pattern.kind for pattern in find_patterns(history, VALUES, school.shape)}
            for history in histories
        )
        rates[kind.value] = hits
    whole = len(rates) * PLANTED
    sys.stdout.write(f"\nPlanted: {sum(rates.values())} of {whole} found {rates}, seed {SEED}\n")

    assert Fraction(sum(rates.values()), whole) >= Fraction(9, 10)
    assert {kind for kind, hits in rates.items() if Fraction(hits, PLANTED) < Fraction(1, 2)} == set()


def test_in_the_fifth_week_few_are_named_as_well() -> None:
    found = draw_school(random.Random(SEED), pupils=PUPILS, until=24).patterns
    assert Fraction(sum(map(bool, found)), len(found)) <= MOST
