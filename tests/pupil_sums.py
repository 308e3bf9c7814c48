"""The sessions of each pupil over any days, as `sums_sql` counts them."""

from collections.abc import Collection

from attendance.figure_bases import Basis
from attendance.metrics import Tally
from attendance.queries.figures.pupils import FIGURES
from attendance.queries.figures.sums import Days, sum_values, sums_sql
from schools.models import School
from schools.queries.rows import rows_of

TOTALS = ", ".join(f"sum({name})" for name in FIGURES)


def pupil_sums(
    school: School, days: Days, *, basis: Basis = Basis.ALL, only: Collection[int] | None = None
) -> dict[int, Tally]:
    """The tally of each pupil with a session in the days, or of some, over all entries in the roll."""
    among = "" if only is None else "SELECT unnest(%(only)s::bigint[])"
    statement = f"WITH {sums_sql(basis, among=among)} SELECT pupil_id, {TOTALS} FROM sums GROUP BY pupil_id"
    values = sum_values([school.pk], days) | {"only": list(only or ())}
    return {pupil_id: Tally(*figures) for pupil_id, *figures in rows_of(statement, values)}
