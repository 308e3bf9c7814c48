"""Totals of schools and of their groups for any days: one statement, whatever the number of groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from attendance.figure_bases import Basis
from attendance.lines import LineKind
from attendance.metrics import Tally
from attendance.queries.figures.limits import FigureLimits
from attendance.queries.figures.pupils import FIGURES
from attendance.queries.figures.reached import EVERYBODY, Reached
from attendance.queries.figures.sums import Days, crossed_sql, sum_values, sums_sql
from schools.models import ONE_AT_A_TIME, GroupKind
from schools.queries.reach import Parameters
from schools.queries.rows import rows_of

# What is persistent is a pupil; in the DfE's figures an enrolment, so that a pupil who left and came back is
# two. `margin` and `few` are those of the school.
_UNITS = """
limits (school_id, margin, few) AS (
  SELECT * FROM unnest(%(schools)s::bigint[], %(margins)s::int[], %(fews)s::int[])),
units AS (
  SELECT s.school_id, s.pupil_id, {totals}, l.margin, l.few
  FROM sums s JOIN limits l ON l.school_id = s.school_id
  GROUP BY s.school_id, s.pupil_id, l.margin, l.few{enrolment})
"""
# A unit is in the last group of a kind that the pupil was in within the days, so that the groups of a year or
# of its classes add up to the school; of teaching groups in each.
_PLACED = """
placed AS (
  SELECT u.*, g.id AS group_id FROM units u LEFT JOIN LATERAL (
    SELECT g.id FROM schools_groupmember b JOIN schools_group g ON g.id = b.group_id
    WHERE b.pupil_id = u.pupil_id AND g.school_id = u.school_id AND g.kind = %(kind)s
      AND b.from_on <= %(until_on)s AND (b.until_on IS NULL OR b.until_on >= %(from_on)s)
    {last}) g ON true)
"""
_LAST, _EACH = "ORDER BY b.from_on DESC, g.id LIMIT 1", "GROUP BY g.id"
SUMS = ", ".join(f"sum(u.{name}) AS {name}" for name in FIGURES)
ABSENT = "(u.authorised + u.unauthorised)"
IS_PERSISTENT = crossed_sql(LineKind.PERSISTENT, ABSENT, "u.possible", "u.margin")
IS_SEVERE = crossed_sql(LineKind.SEVERE, ABSENT, "u.possible", "u.margin")
IS_FEW = "u.possible BETWEEN 1 AND u.few - 1"
# How many pupils stand behind each of the figures, in the order of `Behind`.
_BEHIND = {
    "absent": f"{ABSENT} > 0",
    "authorised": "u.authorised > 0",
    "unauthorised": "u.unauthorised > 0",
    "late": "u.late > 0",
    "late_after_close": "u.late_after_close > 0",
    "persistent": IS_PERSISTENT,
    "severe": IS_SEVERE,
}
_PUPILS_BEHIND = ", ".join(
    f"count(DISTINCT u.pupil_id) FILTER (WHERE {condition}) AS {name}_pupils"
    for name, condition in _BEHIND.items()
)
COUNTED = f"""
count(DISTINCT u.pupil_id) FILTER (WHERE u.possible > 0) AS pupils,
count(*) FILTER (WHERE u.possible > 0) AS counted,
count(*) FILTER (WHERE {IS_PERSISTENT}) AS persistent, count(*) FILTER (WHERE {IS_SEVERE}) AS severe,
count(*) FILTER (WHERE {IS_FEW}) AS few
"""
_COUNTS = f"{COUNTED}, {_PUPILS_BEHIND}"
_NUMBERS = ("pupils", "counted", "persistent", "severe", "few")
_COLUMNS = ", ".join(f"t.{name}" for name in (*FIGURES, *_NUMBERS, *(f"{name}_pupils" for name in _BEHIND)))


@dataclass(frozen=True, slots=True)
class Behind:
    """How many pupils stand behind a figure: each once, with at least one such session or enrolment."""

    absent: int = 0
    authorised: int = 0
    unauthorised: int = 0
    late: int = 0
    late_after_close: int = 0
    persistent: int = 0
    severe: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """The totals of a school or a group.

    `counted` is how many have a possible session: pupils, or enrolments on the DfE's basis. `persistent`
    (severe ones as well), `severe` and `few` (fewer possible sessions than the school's limit) are of these.
    A small number is one of pupils, whom enrolments count twice: `behind`.
    """

    tally: Tally = field(default_factory=Tally)
    pupils: int = 0
    counted: int = 0
    persistent: int = 0
    severe: int = 0
    few: int = 0
    behind: Behind = field(default_factory=Behind)

    def __add__(self, other: Figures) -> Figures:
        """Two schools together, without the pupils behind: one may be at both."""
        return Figures(
            self.tally + other.tally,
            self.pupils + other.pupils,
            self.counted + other.counted,
            self.persistent + other.persistent,
            self.severe + other.severe,
            self.few + other.few,
        )

    def __sub__(self, part: Figures) -> Figures:
        """The rest of a group without a part of it, without the pupils behind."""
        return Figures(
            self.tally - part.tally,
            self.pupils - part.pupils,
            self.counted - part.counted,
            self.persistent - part.persistent,
            self.severe - part.severe,
            self.few - part.few,
        )


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """A group and its totals; without a number, those of the school who are in no group of the kind."""

    group_id: int | None
    name: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class SchoolFigures:
    """A school's totals, and those of its groups of one kind, in their order."""

    whole: Figures
    groups: tuple[GroupFigures, ...]


def units_sql(basis: Basis, reached: Reached = EVERYBODY) -> str:
    """A WITH clause whose last table is `units`: who is counted, with the six figures of a tally."""
    totals = ", ".join(f"sum(s.{name})::int AS {name}" for name in FIGURES)
    enrolment = ", s.roll_entry_id" if basis is Basis.DFE else ""
    units = _UNITS.format(totals=totals, enrolment=enrolment)
    return f"WITH {reached.tables}{sums_sql(basis, among=reached.among)}, {units}"


def placed_sql(kind: GroupKind) -> str:
    """A table after `units`: each of them with the group of a kind (`group_id`); value `kind`."""
    return _PLACED.format(last=_LAST if kind in ONE_AT_A_TIME else _EACH)


def unit_values(limits: Mapping[int, FigureLimits], days: Days, reached: Reached = EVERYBODY) -> Parameters:
    """What `units_sql` takes: the schools are those of the limits."""
    return {
        **reached.values,
        **sum_values(list(limits), days),
        "margins": [int(limit.is_below) for limit in limits.values()],
        "fews": [limit.few_sessions for limit in limits.values()],
    }


def school_totals(
    limits: Mapping[int, FigureLimits], days: Days, *, basis: Basis, reached: Reached = EVERYBODY
) -> dict[int, Figures]:
    """The totals of each school of the limits, whoever asks: one statement."""
    statement = f"{units_sql(basis, reached)} SELECT u.school_id, {SUMS}, {_COUNTS} FROM units u GROUP BY 1"
    found = {
        school: figures_of(row) for school, *row in rows_of(statement, unit_values(limits, days, reached))
    }
    return {school: found.get(school, Figures()) for school in limits}


def group_totals(
    limits: Mapping[int, FigureLimits],
    days: Days,
    *,
    basis: Basis,
    kind: GroupKind,
    reached: Reached = EVERYBODY,
) -> SchoolFigures:
    """The totals of one school and of its groups of a kind: one statement."""
    statement = f"""
    {units_sql(basis, reached)}, {placed_sql(kind)}
    SELECT t.is_whole, g.id, coalesce(g.name, ''), {_COLUMNS} FROM (
      SELECT false AS is_whole, u.group_id, {SUMS}, {_COUNTS} FROM placed u GROUP BY u.group_id
      UNION ALL SELECT true, NULL, {SUMS}, {_COUNTS} FROM units u HAVING count(*) > 0) t
    LEFT JOIN schools_group g ON g.id = t.group_id
    ORDER BY t.is_whole, g.year_group NULLS LAST, g.name NULLS LAST, g.id
    """
    values = unit_values(limits, days, reached) | {"kind": kind.value}
    rows = [
        (is_whole, GroupFigures(group, name, figures_of(row)))
        for is_whole, group, name, *row in rows_of(statement, values)
    ]
    whole = next((line.figures for is_whole, line in rows if is_whole), Figures())
    return SchoolFigures(whole, tuple(line for is_whole, line in rows if not is_whole))


def figures_of(row: list[int]) -> Figures:
    """Totals from a row of `SUMS` and `COUNTED`, with or without the pupils behind."""
    sessions, rest = row[: len(FIGURES)], row[len(FIGURES) :]
    pupils, counted, persistent, severe, few, *behind = rest
    return Figures(Tally(*sessions), pupils, counted, persistent, severe, few, Behind(*behind))
