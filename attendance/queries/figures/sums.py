"""Sessions of any days as a table in SQL: whole weeks from the tallies, weeks that the days cut from marks.

So each part of a period has its own count, and the parts always add up to the whole.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from attendance.codes import (
    ATTENDING_NUMBERS,
    AUTHORISED_NUMBERS,
    ILLNESS,
    LATE,
    LATE_AFTER_CLOSE,
    NO_REASON,
    POSSIBLE_NUMBERS,
    UNAUTHORISED_NUMBERS,
)
from attendance.figure_bases import SUMMER_2, Basis, dfe_cohort
from attendance.line_rules import ONE_IN
from attendance.lines import LineKind
from attendance.models import TALLY_COLUMNS
from schools.calendar import monday_of
from schools.queries.reach import Parameters

COLUMNS = TALLY_COLUMNS
# The columns of a mark `m`, in the same order.
_OF_A_MARK = (
    *(
        f"(m.code BETWEEN {numbers[0]} AND {numbers[-1]})::int"
        for numbers in (POSSIBLE_NUMBERS, ATTENDING_NUMBERS, AUTHORISED_NUMBERS, UNAUTHORISED_NUMBERS)
    ),
    f"(m.code = {LATE})::int",
    f"(m.code = {LATE_AFTER_CLOSE})::int",
    "coalesce(m.minutes_late, 0)",
    f"(m.code = {ILLNESS})::int",
    f"(m.code = {NO_REASON})::int",
)
_OF_PUPIL = """JOIN schools_rollentry e ON e.id = w.roll_entry_id JOIN schools_pupil p ON p.id = e.pupil_id"""
# The weeks that the days cut: only those of the first and the last day can have a school day outside them.
_CUT_WEEKS = """SELECT d.school_id, d.monday FROM schools_schoolday d
      WHERE d.school_id = ANY (%(schools)s) AND d.date NOT BETWEEN %(from_on)s AND %(until_on)s
        AND d.monday IN (%(from_week)s, %(until_week)s)"""
# The cohort has weeks of two half terms, and weeks that the oldest are not counted in.
_TWO_HALF_TERMS = """
      UNION ALL
      SELECT d.school_id, d.monday FROM schools_schoolday d WHERE d.school_id = ANY (%(schools)s)
      GROUP BY d.school_id, d.monday HAVING min(d.half_term_id) < max(d.half_term_id)"""
_IN_COHORT = """AND p.born_on BETWEEN %(born_from)s AND %(born_until)s
      AND (p.born_on > %(oldest_until)s OR ({row}.school_id, {row}.{day}) NOT IN (
        SELECT d.school_id, d.{day} FROM schools_schoolday d JOIN schools_halfterm t ON t.id = d.half_term_id
        WHERE d.school_id = ANY (%(schools)s) AND t.number = %(summer_2)s))"""


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
    of_tally = ", ".join(f"sum(w.{name})::int AS {name}" for name in COLUMNS)
    of_marks = ", ".join(f"sum({mark})::int" for mark in _OF_A_MARK)
    totals = ", ".join(f"sum(parts.{name})::int AS {name}" for name in COLUMNS)
    some_weeks = f"AND w.roll_entry_id IN (SELECT id FROM schools_rollentry WHERE pupil_id IN ({among}))"
    some_marks = f"AND m.pupil_id IN ({among})"
    dfe = basis is Basis.DFE
    # Spares most rows the look into the cut weeks.
    may_be_cut = "" if dfe else "w.monday > %(from_week)s AND w.monday < %(until_week)s OR"
    cut_weeks = _CUT_WEEKS + (_TWO_HALF_TERMS if dfe else "")
    return f"""
cut_days AS MATERIALIZED (
  SELECT k.school_id, k.monday, k.date FROM schools_schoolday k
  WHERE k.school_id = ANY (%(schools)s) AND k.date BETWEEN %(from_on)s AND %(until_on)s
    {"AND k.monday = ANY (%(mondays)s)" if only_weeks else ""}
    AND (k.school_id, k.monday) IN (
    {cut_weeks})),
sums AS (
  SELECT r.id AS roll_entry_id, r.pupil_id, r.school_id, {totals}
  FROM (
    SELECT w.roll_entry_id, {of_tally}
    FROM attendance_weektally w
    {_OF_PUPIL if dfe else ""}
    WHERE w.school_id = ANY (%(schools)s)
      AND w.monday BETWEEN %(from_week)s AND %(until_week)s
      {"AND w.monday = ANY (%(mondays)s)" if only_weeks else ""}
      AND ({may_be_cut} (w.school_id, w.monday) NOT IN (
      {cut_weeks}))
      {some_weeks if among else ""} {_IN_COHORT.format(row="w", day="monday") if dfe else ""}
    GROUP BY w.roll_entry_id
    UNION ALL
    SELECT e.id, {of_marks}
    FROM cut_days k
    JOIN attendance_mark m ON m.school_id = k.school_id AND m.date = k.date
    JOIN schools_rollentry e ON e.pupil_id = m.pupil_id AND m.date >= e.admitted_on
         AND (e.left_on IS NULL OR m.date <= e.left_on)
    {"JOIN schools_pupil p ON p.id = e.pupil_id" if dfe else ""}
    WHERE true {some_marks if among else ""} {_IN_COHORT.format(row="k", day="date") if dfe else ""}
    GROUP BY e.id) parts
  JOIN schools_rollentry r ON r.id = parts.roll_entry_id
  GROUP BY r.id)
"""


def crossed_sql(kind: LineKind, absent: str, possible: str, margin: str = "0") -> str:
    """Whether summed sessions are persistent or severe absence, in SQL: `line_rules.is_crossed`.

    `margin` is 1 where exactly the line does not cross, else 0.
    """
    return f"({possible} > 0 AND {ONE_IN[kind]} * ({absent}) >= {possible} + {margin})"


def sum_values(schools: Collection[int], days: Days) -> Parameters:
    """What `sums_sql` takes: the schools' numbers and the days."""
    cohort = dfe_cohort(days.until_on)
    return {
        "schools": list(schools),
        "from_on": days.from_on,
        "until_on": days.until_on,
        "from_week": monday_of(days.from_on),
        "until_week": monday_of(days.until_on),
        "born_from": cohort.born_from,
        "born_until": cohort.born_until,
        "oldest_until": cohort.oldest_until,
        "summer_2": SUMMER_2,
    }
