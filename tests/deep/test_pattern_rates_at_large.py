"""The rates of the pattern detectors over 40,000 pupils without a pattern and 4,500 planted ones."""

import random
import sys
from collections import Counter
from fractions import Fraction

from attendance.patterns.find import find_patterns
from attendance.patterns.kinds import PatternKind
from tests.pattern_histories import VALUES, draw_school
from tests.pattern_plants import planted

ROUNDS, PUPILS, PLANTED = 10, 800, 50
MOMENTS = (20, 45, 80, 130, 188)


def test_of_40_000_pupils_without_a_pattern_at_most_one_in_fifty_is_named_and_planted_ones_are_found() -> (
    None
):
    seed = random.SystemRandom().randrange(1_000_000)
    source = random.Random(seed)
    named: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    for place in range(ROUNDS * len(MOMENTS)):
        until = MOMENTS[place % len(MOMENTS)]
        school = draw_school(source, pupils=PUPILS, until=until, shift=place % 3)
        for patterns in school.patterns:
            named.update({"pupils": 1, "named": bool(patterns)})
            named.update(pattern.kind.value for pattern in patterns)
        if until == 80:
            for kind in PatternKind:
                if kind is not PatternKind.SEPTEMBER:
                    histories = [planted(kind, source, school) for _ in range(PLANTED)]
                    hits[kind.value] += sum(
                        kind in {each.kind for each in find_patterns(history, VALUES, school.shape)}
                        for history in histories
                    )
    sys.stdout.write(f"\nSeed {seed}. Without a pattern: {dict(named)}. Planted: {dict(hits)}\n")

    assert Fraction(named["named"], named["pupils"]) <= Fraction(1, 50)
    assert sum(hits.values()) >= Fraction(8, 10) * ROUNDS * PLANTED * (len(PatternKind) - 1)
