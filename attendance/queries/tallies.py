"""Where the weekly tallies differ from the marks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from attendance.queries.figures.sums import COLUMNS
from schools.queries.rows import rows_of

_HELD, _COUNTED = (", ".join(f"coalesce({row}.{name}, 0)" for name in COLUMNS) for row in ("t", "c"))
# Each mark is counted once; only a week that differs is told with its figures.
DRIFT = f"""
SELECT coalesce(t.roll_entry_id, c.roll_entry_id), coalesce(t.monday, c.monday),
       ARRAY[{_HELD}]::bigint[], ARRAY[{_COUNTED}]::bigint[]
FROM (SELECT * FROM attendance_weektally WHERE school_id = %(school)s) t
FULL JOIN (SELECT * FROM attendance_countedweek WHERE school_id = %(school)s) c
  ON c.roll_entry_id = t.roll_entry_id AND c.monday = t.monday
WHERE ({_HELD}) <> ({_COUNTED})
ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Drift:
    """A week whose tally does not equal its marks; figures in the order of the tally's columns."""

    roll_entry_id: int
    monday: date
    held: tuple[int, ...]
    counted: tuple[int, ...]


def tally_drift(school_id: int) -> list[Drift]:
    """The weeks of a school whose tally differs from a count of the marks: one statement."""
    return [
        Drift(entry, monday, tuple(held), tuple(counted))
        for entry, monday, held, counted in rows_of(DRIFT, {"school": school_id})
    ]
