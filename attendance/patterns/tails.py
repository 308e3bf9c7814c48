"""How often chance alone does as much or more, by sums of whole numbers without rounding. Pure.

Counts are coarse: of what chance does exactly as much, half is taken (the mid-p value), so that few days do
not hide what is plain. The rates that follow from it are measured by tests.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import comb


def drawn_tail(found: int, *, drawn: int, marked: int, of: int, odds: Fraction = Fraction(1)) -> Fraction:
    """The chance that `found` or more of `drawn` days are among the `marked` of `of` days.

    With odds of one the hypergeometric tail; else Fisher's noncentral one, where a marked day is drawn that
    many times as readily as another.
    """
    ways = {
        count: comb(marked, count)
        * comb(of - marked, drawn - count)
        * odds.numerator**count
        * odds.denominator ** (drawn - count)
        for count in range(max(0, drawn + marked - of), min(drawn, marked) + 1)
    }
    more = sum(way for count, way in ways.items() if count > found)
    return Fraction(2 * more + ways.get(found, 0), 2 * sum(ways.values()))


def tossed_tail(found: int, chances: Iterable[Fraction]) -> Fraction:
    """The chance that `found` or more of some events happen, each with its own chance (Poisson binomial)."""
    ways, whole = [1], 1
    for chance in chances:
        yes, no = chance.numerator, chance.denominator - chance.numerator
        ways = [a * no + b * yes for a, b in zip([*ways, 0], [0, *ways], strict=True)]
        whole *= chance.denominator
    return Fraction(2 * sum(ways[found:]) - ways[found], 2 * whole)


def spread_tail(found: int, *, mean: Fraction) -> Fraction:
    """The chance of `found` or more where pupils differ much among themselves around the mean.

    The negative binomial tail of size two: a tenth of pupils have nearly twice the mean or more as their own.
    """
    again = mean / (mean + 2)

    def at_least(count: int) -> Fraction:
        return again**count * (1 + count * (1 - again))

    return (at_least(found) + at_least(found + 1)) / 2


def odds_between(part: tuple[int, int], rest: tuple[int, int]) -> Fraction:
    """By how much the odds of a part lie over those of the rest, to hundredths; 1 where either is too small.

    Each is a count and what it is of.
    """
    yes, no = part[0], part[1] - part[0]
    rest_yes, rest_no = rest[0], rest[1] - rest[0]
    if not (yes and no and rest_yes and rest_no):
        return Fraction(1)
    return max(Fraction(1, 100), Fraction(round(Fraction(100 * yes * rest_no, no * rest_yes)), 100))
