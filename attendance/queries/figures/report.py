"""The figures of a school as a file: each pupil's sessions by number, and the school's totals."""

from __future__ import annotations

from dataclasses import dataclass

from attendance.figure_bases import Basis
from attendance.line_rules import is_crossed
from attendance.lines import LineKind
from attendance.metrics import Tally
from attendance.queries.figures.groups import Figures, school_totals
from attendance.queries.figures.limits import FigureLimits, limits_of
from attendance.queries.figures.pupils import FIGURES
from attendance.queries.figures.sums import Days, sum_values, sums_sql
from schools.models import School
from schools.queries.rows import rows_of

ABSENCE = (LineKind.PERSISTENT, LineKind.SEVERE)
# Everybody on roll within the days stands in the list, with or without a session.
_PUPILS = """
WITH {sums}, own AS (SELECT pupil_id, {totals} FROM sums GROUP BY pupil_id)
SELECT p.upn, p.admission_number, {columns}
FROM schools_pupil p LEFT JOIN own ON own.pupil_id = p.id
WHERE p.id IN (
    SELECT r.pupil_id FROM schools_rollentry r
    WHERE r.school_id = ANY(%(schools)s) AND r.admitted_on <= %(until_on)s
      AND (r.left_on IS NULL OR r.left_on >= %(from_on)s))
  {cohort}
ORDER BY p.upn, p.admission_number, p.id
"""
_IN_COHORT = "AND p.born_on BETWEEN %(born_from)s AND %(born_until)s"


@dataclass(frozen=True, slots=True)
class PupilReport:
    """A pupil of the file, by number alone."""

    upn: str
    admission_number: str
    tally: Tally
    is_persistent: bool
    is_severe: bool


@dataclass(frozen=True, slots=True)
class FigureReport:
    """A school's figures of some days on one basis, and what they were measured by."""

    school: School
    days: Days
    basis: Basis
    is_below: bool
    few_sessions: int
    totals: Figures
    pupils: tuple[PupilReport, ...]


def figure_report(school: School, days: Days, *, basis: Basis) -> FigureReport:
    """The figures of a school, by the values in force on the last of the days: three statements."""
    limits = limits_of([school.pk], basis=basis, on=days.until_on)
    limit = limits[school.pk]
    return FigureReport(
        school=school,
        days=days,
        basis=basis,
        is_below=limit.is_below,
        few_sessions=limit.few_sessions,
        totals=school_totals(limits, days, basis=basis)[school.pk],
        pupils=_pupils(school, days, basis, limit),
    )


def _pupils(school: School, days: Days, basis: Basis, limit: FigureLimits) -> tuple[PupilReport, ...]:
    statement = _PUPILS.format(
        sums=sums_sql(basis),
        totals=", ".join(f"sum({name}) AS {name}" for name in FIGURES),
        columns=", ".join(f"coalesce(own.{name}, 0)" for name in FIGURES),
        cohort=_IN_COHORT if basis is Basis.DFE else "",
    )
    tallies = (
        (upn, number, Tally(*figures))
        for upn, number, *figures in rows_of(statement, sum_values([school.pk], days))
    )
    return tuple(
        PupilReport(
            upn,
            number,
            tally,
            *(is_crossed(kind, tally.absent, tally.possible, is_below=limit.is_below) for kind in ABSENCE),
        )
        for upn, number, tally in tallies
    )
