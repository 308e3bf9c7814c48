"""How many pupils were persistently absent at the end of each fortnight, this year and the last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from accounts.roles import Permission
from attendance.lines import LineKind
from attendance.queries.figures.sums import crossed_sql
from schools.access import Rights
from schools.calendar import academic_year_of
from schools.queries.reach import reaches
from schools.queries.rows import rows_of

# Fortnights of school weeks from the beginning of each year; of the year before as many as this one has had.
COURSE = f"""
, years AS (
  SELECT y.id, y.starts_on FROM schools_academicyear y
  WHERE y.school_id = %(school)s AND y.starts_on <= %(last_on)s ORDER BY y.starts_on DESC LIMIT 2),
weeks AS (
  SELECT y.starts_on, d.monday, max(d.date) AS last_on,
         (1 + dense_rank() OVER (PARTITION BY y.id ORDER BY d.monday)) / 2 AS fortnight
  FROM years y JOIN schools_schoolday d ON d.academic_year_id = y.id
  WHERE d.school_id = %(school)s AND d.monday <= %(monday)s
  GROUP BY y.id, y.starts_on, d.monday),
parts AS (
  SELECT k.starts_on, k.fortnight, r.pupil_id, sum(w.possible) AS possible,
         sum(w.authorised + w.unauthorised) AS absent
  FROM weeks k
  JOIN attendance_weektally w ON w.school_id = %(school)s AND w.monday = k.monday
  JOIN schools_rollentry r ON r.id = w.roll_entry_id
  WHERE r.pupil_id IN (SELECT id FROM seen)
    AND k.fortnight <= (SELECT max(n.fortnight) FROM weeks n
                        WHERE n.starts_on = (SELECT max(starts_on) FROM years))
  GROUP BY k.starts_on, k.fortnight, r.pupil_id),
runs AS (
  SELECT starts_on, fortnight, sum(possible) OVER year AS possible, sum(absent) OVER year AS absent
  FROM parts WINDOW year AS (PARTITION BY starts_on, pupil_id ORDER BY fortnight))
SELECT runs.starts_on, runs.fortnight,
       count(*) FILTER (WHERE {crossed_sql(LineKind.PERSISTENT, "absent", "possible", "%(margin)s")}),
       count(*),
       (SELECT max(k.last_on) FROM weeks k
        WHERE k.starts_on = runs.starts_on AND k.fortnight = runs.fortnight)
FROM runs WHERE possible > 0
GROUP BY runs.starts_on, runs.fortnight ORDER BY runs.starts_on, runs.fortnight
"""


@dataclass(frozen=True, slots=True)
class Fortnight:
    """The end of a fortnight: `persistent` of so many `pupils` who had sessions in it, in the year so far."""

    last_on: date
    persistent: int
    pupils: int

    @property
    def rate(self) -> Fraction:
        """The part of the pupils who were persistently absent."""
        return Fraction(self.persistent, self.pupils)


@dataclass(frozen=True, slots=True)
class PersistentCourse:
    """The fortnights of this school year, and as many of the year before; empty where nothing was marked."""

    this_year: list[Fortnight]
    last_year: list[Fortnight]


def persistent_course(rights: Rights, *, monday: date, last_on: date, is_below: bool) -> PersistentCourse:
    """The course up to a school week, for the pupils whose figures a person may see: one statement.

    `is_below`: the school does not count exactly 90 per cent. Each year is its pupils' own: of a caseload it
    is what the same pupils did a year ago, and of a school everybody who was there.
    """
    tables, values = reaches(rights, seen=Permission.FIGURES_VIEW)
    asked = {"school": rights.school.pk, "monday": monday, "last_on": last_on, "margin": int(is_below)}
    found: dict[date, list[Fortnight]] = {}
    for starts_on, _, persistent, pupils, ends_on in rows_of(tables + COURSE, values | asked):
        found.setdefault(starts_on, []).append(Fortnight(ends_on, persistent, pupils))
    years = sorted(found)
    this_year = [year for year in years if academic_year_of(year) == academic_year_of(last_on)]
    return PersistentCourse(
        this_year=found[this_year[0]] if this_year else [],
        last_year=next((found[year] for year in years if year not in this_year), []),
    )
