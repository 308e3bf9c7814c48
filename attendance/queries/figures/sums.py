"""Sessions of any days as a table in SQL: whole weeks from the tallies, weeks that the days cut from marks.

So each part of a period has its own count, and the parts always add up to the whole.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from attendance.figure_bases import SUMMER_2, Basis, dfe_cohort
from schools.queries.reach import Parameters

COLUMNS = (
    "possible",
    "attended",
    "authorised",
    "unauthorised",
    "late",
    "late_after_close",
    "minutes",
    "illness",
    "no_reason",
)
# The columns of a mark `m`, in the same order; the ranges are those of attendance.codes.
_OF_A_MARK = """(m.code BETWEEN 10 AND 299)::int, (m.code BETWEEN 10 AND 99)::int,
         (m.code BETWEEN 100 AND 199)::int, (m.code BETWEEN 200 AND 299)::int, (m.code = 20)::int,
         (m.code = 210)::int, coalesce(m.minutes_late, 0), (m.code = 104)::int, (m.code = 220)::int"""
_IN_COHORT = """AND p.born_on BETWEEN %(born_from)s AND %(born_until)s
       AND (p.born_on > %(oldest_until)s OR {day}.half_term <> %(summer_2)s)"""


@dataclass(frozen=True, slots=True)
class Days:
    """The days that a figure counts, both included, in one school year."""

    from_on: date
    until_on: date


def sums_sql(basis: Basis = Basis.ALL, *, among: str = "", only_weeks: bool = False) -> str:
    """Tables for a WITH clause, the last of them `sums`: a row a roll entry with sessions, and its `COLUMNS`.

    It has `pupil_id` and `school_id` as well. `among` is SQL that names the table or list of pupils' ids to
    count ("SELECT id FROM seen"); without it, every pupil of the schools. Values: `sum_values`.
    `only_weeks` counts the weeks of the value `mondays` alone.
    """
    of_tally = ", ".join(f"w.{name}" for name in COLUMNS)
    totals = ", ".join(f"sum(parts.{name})::int AS {name}" for name in COLUMNS)
    who = f"AND r.pupil_id IN ({among})" if among else ""
    weeks = "AND d.monday = ANY(%(mondays)s)" if only_weeks else ""
    pupil = "JOIN schools_pupil p ON p.id = r.pupil_id" if basis is Basis.DFE else ""
    week_cohort, day_cohort = (
        (_IN_COHORT.format(day=day) if basis is Basis.DFE else "") for day in ("k", "k")
    )
    return f"""
weeks AS (
  SELECT d.school_id, d.monday, min(t.number) AS half_term,
         bool_and(d.date BETWEEN %(from_on)s AND %(until_on)s) AND min(t.number) = max(t.number) AS is_whole
  FROM schools_schoolday d JOIN schools_halfterm t ON t.id = d.half_term_id
  WHERE d.school_id = ANY(%(schools)s)
    AND d.monday BETWEEN date_trunc('week', %(from_on)s::date)::date AND %(until_on)s {weeks}
  GROUP BY d.school_id, d.monday),
cut_days AS (
  SELECT d.school_id, d.date, t.number AS half_term
  FROM weeks JOIN schools_schoolday d USING (school_id, monday)
  JOIN schools_halfterm t ON t.id = d.half_term_id
  WHERE NOT weeks.is_whole AND d.date BETWEEN %(from_on)s AND %(until_on)s),
sums AS (
  SELECT parts.id AS roll_entry_id, parts.pupil_id, parts.school_id, {totals}
  FROM (
    SELECT r.id, r.pupil_id, w.school_id, {of_tally}
    FROM weeks k
    JOIN attendance_weektally w ON w.school_id = k.school_id AND w.monday = k.monday
    JOIN schools_rollentry r ON r.id = w.roll_entry_id {pupil}
    WHERE k.is_whole {who} {week_cohort}
    UNION ALL
    SELECT r.id, r.pupil_id, m.school_id, {_OF_A_MARK}
    FROM cut_days k
    JOIN attendance_mark m ON m.school_id = k.school_id AND m.date = k.date
    JOIN schools_rollentry r ON r.pupil_id = m.pupil_id AND m.date >= r.admitted_on
         AND (r.left_on IS NULL OR m.date <= r.left_on) {pupil}
    WHERE true {who} {day_cohort}) parts ({_names()})
  GROUP BY parts.id, parts.pupil_id, parts.school_id)
"""


def sum_values(schools: Collection[int], days: Days) -> Parameters:
    """What `sums_sql` takes: the schools' numbers and the days."""
    cohort = dfe_cohort(days.until_on)
    return {
        "schools": list(schools),
        "from_on": days.from_on,
        "until_on": days.until_on,
        "born_from": cohort.born_from,
        "born_until": cohort.born_until,
        "oldest_until": cohort.oldest_until,
        "summer_2": SUMMER_2,
    }


def _names() -> str:
    return ", ".join(("id", "pupil_id", "school_id", *COLUMNS))
