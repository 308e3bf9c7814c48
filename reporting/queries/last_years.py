"""A school's figures beside those of the same weeks last year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from attendance.comparators import points_between
from attendance.figure_kinds import FigureKind
from attendance.queries.figures.groups import Figures, school_totals
from attendance.queries.figures.last_year import same_weeks_last_year
from attendance.queries.figures.limits import FigureLimits
from attendance.queries.figures.reached import EVERYBODY, Reached
from attendance.scrutiny import Period
from reporting.queries.figure_choices import FigureChoice
from reporting.queries.figure_tables import parts_of
from reporting.queries.figure_words import KINDS, Part, points_words
from schools.models import School


@dataclass(frozen=True, slots=True)
class YearLine:
    """A figure now and in the same weeks last year, and the difference in words."""

    kind: FigureKind
    fraction: str
    percent: str
    fraction_then: str
    percent_then: str
    change_words: str


@dataclass(frozen=True, slots=True)
class BesideLastYear:
    """The figures of both years; `whose` are the pupils of last year. Without lines there were no marks."""

    days_words: str
    whose: str
    lines: Sequence[YearLine]


def beside_last_year(
    school: School, now: Figures, choice: FigureChoice, limits: FigureLimits, reached: Reached
) -> BesideLastYear | None:
    """The figures of some days beside the same school weeks last year, by the same rule: two statements.

    Of a class or caseload they are of the same pupils a year ago. None without a possible session now.
    """
    if not now.tally.possible:
        return None
    days = same_weeks_last_year(school, choice.days)
    if days is None:
        return BesideLastYear("", "", ())
    totals = school_totals({school.pk: limits}, days, basis=choice.basis, reached=reached)
    then = totals[school.pk]
    if not then.tally.possible:
        return BesideLastYear("", "", ())
    whose = "Everybody who was on roll then" if reached is EVERYBODY else "The same pupils, a year ago"
    return BesideLastYear(Period(days.from_on, days.until_on).words, whose, _lines(now, then))


def _lines(now: Figures, then: Figures) -> list[YearLine]:
    here, before = parts_of(now), parts_of(then)
    return [_line(kind, Part(*here[kind]), Part(*before[kind])) for kind in KINDS]


def _line(kind: FigureKind, now: Part, then: Part) -> YearLine:
    return YearLine(
        kind=kind,
        fraction=now.fraction,
        percent=now.percent,
        fraction_then=then.fraction,
        percent_then=then.percent,
        change_words=points_words(points_between(now.share, then.share)),
    )
