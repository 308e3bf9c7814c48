"""Where the weekly tallies differ from the marks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection


@dataclass(frozen=True)
class Drift:
    """A week whose tally does not equal its marks; figures in the order of the tally's columns."""

    roll_entry_id: int
    monday: date
    held: tuple[int, ...]
    counted: tuple[int, ...]


def tally_drift(school_id: int) -> list[Drift]:
    """The weeks of a school whose tally differs from a count of the marks: one statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM attendance_tally_drift(%s)", [school_id])
        return [
            Drift(entry, monday, tuple(held), tuple(counted))
            for entry, monday, held, counted in cursor.fetchall()
        ]
