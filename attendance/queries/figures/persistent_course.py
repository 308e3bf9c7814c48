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

# The school weeks of each year by their place in it; a point stands at every second week of the newest year
# and at its last, and in the year before at the same places: the same weeks beside the same weeks. A pupil
# counts at each point in the year so far, with or without a session in its weeks.
COURSE = f"""
, years AS (
  SELECT y.id, y.starts_on FROM schools_academicyear y
  WHERE y.school_id = %(school)s AND y.starts_on <= %(last_on)s ORDER BY y.starts_on DESC LIMIT 2),
weeks AS (
  SELECT y.starts_on, d.monday, max(d.date) AS last_on,
         dense_rank() OVER (PARTITION BY y.id ORDER BY d.monday) AS place
  FROM years y JOIN schools_schoolday d ON d.academic_year_id = y.id
  WHERE d.school_id = %(school)s AND d.monday <= %(monday)s
  GROUP BY y.id, y.starts_on, d.monday),
points AS (
  SELECT place FROM weeks WHERE starts_on = (SELECT max(starts_on) FROM weeks)
    AND (place %% 2 = 0
         OR place = (SELECT max(place) FROM weeks WHERE starts_on = (SELECT max(starts_on) FROM weeks)))),
placed AS MATERIALIZED (
  SELECT k.starts_on, k.monday, k.last_on,
         (SELECT min(p.place) FROM points p WHERE p.place >= k.place) AS point
  FROM weeks k WHERE k.place <= (SELECT max(place) FROM points)),
parts AS (
  SELECT k.starts_on, k.point, r.pupil_id, sum(w.possible) AS possible,
         sum(w.authorised + w.unauthorised) AS absent
  FROM placed k
  JOIN attendance_weektally w ON w.school_id = %(school)s AND w.monday = k.monday
  JOIN schools_rollentry r ON r.id = w.roll_entry_id
  WHERE r.pupil_id IN (SELECT id FROM seen)
  GROUP BY k.starts_on, k.point, r.pupil_id),
ends AS (SELECT starts_on, point, max(last_on) AS last_on FROM placed GROUP BY starts_on, point),
runs AS (
  SELECT e.starts_on, e.point, e.last_on, sum(parts.possible) OVER year AS possible,
         sum(parts.absent) OVER year AS absent
  FROM ends e JOIN (SELECT DISTINCT starts_on, pupil_id FROM parts) here USING (starts_on)
  LEFT JOIN parts USING (starts_on, point, pupil_id)
  WINDOW year AS (PARTITION BY e.starts_on, here.pupil_id ORDER BY e.point))
SELECT starts_on, point,
       count(*) FILTER (WHERE {crossed_sql(LineKind.PERSISTENT, "absent", "possible", "%(margin)s")}),
       count(*), min(last_on)
FROM runs WHERE possible > 0
GROUP BY starts_on, point ORDER BY starts_on, point
"""


@dataclass(frozen=True, slots=True)
class Fortnight:
    """The end of a fortnight: `persistent` of so many `pupils` who had sessions, in the year so far."""

    last_on: date
    persistent: int
    pupils: int

    @property
    def rate(self) -> Fraction:
        """The part of the pupils who were persistently absent."""
        return Fraction(self.persistent, self.pupils)


@dataclass(frozen=True, slots=True)
class PersistentCourse:
    """The fortnights of this school year, and the same weeks of the year before; empty without a mark."""

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
