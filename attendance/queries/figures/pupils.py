"""The sessions of each pupil over any days, as a tally."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from accounts.roles import Permission
from attendance.figure_bases import Basis
from attendance.metrics import Tally
from attendance.queries.figures.sums import COLUMNS, Days, sum_values, sums_sql
from schools.access import Rights
from schools.models import School
from schools.queries.reach import reaches
from schools.queries.rows import rows_of

# Of the columns of a tally row, those of `attendance.metrics.Tally`, in its order.
FIGURES = COLUMNS[:6]
_TOTALS = ", ".join(f"sum({name})" for name in FIGURES)
# Joined to a pupil `p` after `sums`: `t.sessions` in the order of a tally, empty without a session.
PUPIL_SESSIONS = f"""
LEFT JOIN (SELECT pupil_id, ARRAY[{_TOTALS}] AS sessions FROM sums GROUP BY pupil_id) t ON t.pupil_id = p.id
"""


@dataclass(frozen=True, slots=True)
class PupilSum:
    """What one pupil attended and missed, over all the pupil's entries in the roll within the days."""

    pupil_id: int
    tally: Tally


def pupil_sums(
    school: School, days: Days, *, basis: Basis = Basis.ALL, only: Collection[int] | None = None
) -> list[PupilSum]:
    """Each pupil with a session in the days, whoever asks: one statement. `only` some of them."""
    among = "" if only is None else "SELECT unnest(%(only)s::bigint[])"
    statement = f"WITH {sums_sql(basis, among=among)} SELECT pupil_id, {_TOTALS} FROM sums GROUP BY pupil_id"
    values = sum_values([school.pk], days) | {"only": list(only or ())}
    return _sums(statement, values)


def pupil_sums_within(rights: Rights, days: Days, *, basis: Basis = Basis.ALL) -> list[PupilSum]:
    """The same for the pupils whose figures a person may see: one statement."""
    tables, values = reaches(rights, seen=Permission.FIGURES_VIEW)
    statement = (
        f"{tables}, {sums_sql(basis, among='SELECT id FROM seen')} "
        f"SELECT pupil_id, {_TOTALS} FROM sums GROUP BY pupil_id"
    )
    return _sums(statement, values | sum_values([rights.school.pk], days))


def _sums(statement: str, values: dict[str, object]) -> list[PupilSum]:
    return [PupilSum(pupil_id, Tally(*figures)) for pupil_id, *figures in rows_of(statement, values)]
