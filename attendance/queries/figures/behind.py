"""The pupils behind a figure, with what each attended and missed: for who may see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from attendance.figure_bases import Basis
from attendance.figure_kinds import FigureKind
from attendance.metrics import Tally
from attendance.queries.figures.groups import (
    ABSENT,
    IS_FEW,
    IS_PERSISTENT,
    IS_SEVERE,
    placed_sql,
    unit_values,
    units_sql,
)
from attendance.queries.figures.limits import FigureLimits
from attendance.queries.figures.pupils import FIGURES
from attendance.queries.figures.reached import Reached
from attendance.queries.figures.sums import Days
from schools.models import GroupKind
from schools.queries.rows import rows_of

PUPILS_ON_PAGE = 100
# Which pupils a figure counts, and the order in which they matter to it: a share of the possible sessions.
_OF: Mapping[FigureKind, tuple[str, str]] = {
    FigureKind.ATTENDANCE: ("u.possible > 0", ABSENT),
    FigureKind.AUTHORISED: ("u.authorised > 0", "u.authorised"),
    FigureKind.UNAUTHORISED: ("u.unauthorised > 0", "u.unauthorised"),
    FigureKind.LATE: ("u.late > 0", "u.late"),
    FigureKind.LATE_AFTER_CLOSE: ("u.late_after_close > 0", "u.late_after_close"),
    FigureKind.PERSISTENT: (IS_PERSISTENT, ABSENT),
    FigureKind.SEVERE: (IS_SEVERE, ABSENT),
    FigureKind.FEW: (IS_FEW, ABSENT),
}
_CLASS = f"""LEFT JOIN LATERAL (
      SELECT g.name FROM schools_groupmember b JOIN schools_group g ON g.id = b.group_id
      WHERE b.pupil_id = p.id AND g.school_id = p.school_id AND g.kind = '{GroupKind.REGISTRATION.value}'
        AND b.from_on <= %(until_on)s AND (b.until_on IS NULL OR b.until_on >= %(from_on)s)
      ORDER BY b.from_on DESC, g.id LIMIT 1) c ON true"""


@dataclass(frozen=True, slots=True)
class PupilBehind:
    """A pupil whom a figure counts; on the DfE's basis one enrolment of theirs."""

    pupil_id: int
    name: str
    class_name: str
    tally: Tally
    has_few: bool


@dataclass(frozen=True, slots=True)
class PupilsBehind:
    """Those whom a figure counts, those who weigh most first: a page of those `found`."""

    lines: tuple[PupilBehind, ...]
    found: int


def pupils_behind(
    limits: Mapping[int, FigureLimits],
    days: Days,
    reached: Reached,
    *,
    figure: FigureKind,
    basis: Basis,
    kind: GroupKind | None = None,
    group_id: int | None = None,
    page: int = 1,
) -> PupilsBehind:
    """The pupils of a school, or of a group of a kind (None: of no group), behind a figure: one statement.

    `page` is counted from 1; behind the last there is nobody.
    """
    counts, weight = _OF[figure]
    placed = f", {placed_sql(kind)}" if kind else ""
    source = "placed u" if kind else "units u"
    of_group = "AND u.group_id IS NOT DISTINCT FROM %(group)s" if kind else ""
    statement = f"""
    {units_sql(basis, reached)}{placed}
    SELECT p.id, p.known_forename || ' ' || p.known_surname, coalesce(c.name, ''), {IS_FEW},
           count(*) OVER (), {_columns()}
    FROM {source} JOIN schools_pupil p ON p.id = u.pupil_id {_CLASS}
    WHERE {counts} {of_group}
    ORDER BY {weight}::numeric / u.possible DESC, p.known_surname, p.known_forename, p.id
    LIMIT {PUPILS_ON_PAGE} OFFSET %(before)s
    """
    values = unit_values(limits, days, reached) | {
        "kind": kind and kind.value,
        "group": group_id,
        "before": (page - 1) * PUPILS_ON_PAGE,
    }
    rows = rows_of(statement, values)
    lines = tuple(PupilBehind(pk, name, form, Tally(*tally), few) for pk, name, form, few, _, *tally in rows)
    return PupilsBehind(lines, rows[0][4] if rows else 0)


def _columns() -> str:
    return ", ".join(f"u.{name}" for name in FIGURES)
