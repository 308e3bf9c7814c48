"""How staged marks of another system compare with ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection


@dataclass(frozen=True, slots=True)
class MarkDifference:
    """A session in which the systems differ; codes are numbers of editions, minutes are those late."""

    row: int
    pupil_id: int
    date: date
    session: int
    ours: int
    our_minutes: int | None
    theirs: int
    their_minutes: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many staged marks are new, how many differ from ours, and the first of those."""

    new: int
    standing: int
    different: int
    differences: tuple[MarkDifference, ...]


# Minutes differ only where both systems have them.
DIFFERS = """
s.code <> m.code OR (s.minutes_late <> m.minutes_late)
"""
COUNT = f"""
SELECT count(*) FILTER (WHERE m.pupil_id IS NULL), count(m.pupil_id), count(*) FILTER (WHERE {DIFFERS})
FROM staged_mark s LEFT JOIN attendance_mark m USING (pupil_id, date, session)
"""
LIST = f"""
SELECT s.row, s.pupil_id, s.date, s.session, m.code, m.minutes_late, s.code, s.minutes_late
FROM staged_mark s JOIN attendance_mark m USING (pupil_id, date, session)
WHERE {DIFFERS} ORDER BY s.row LIMIT %s
"""

REACH = """
SELECT count(*), min(first_on), max(last_on)
FROM (SELECT min(date) AS first_on, max(date) AS last_on FROM staged_mark GROUP BY pupil_id) x
"""


@dataclass(frozen=True, slots=True)
class Reach:
    """Of how many pupils the staged marks are, and from which day to which."""

    pupils: int
    first_on: date | None
    last_on: date | None


def reach_of_staged_marks() -> Reach:
    """How far the marks staged in this transaction reach; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(REACH)
        return Reach(*cursor.fetchone())


def compare_staged_marks(*, limit: int) -> Comparison:
    """Compare the marks staged in this transaction with those that stand; two statements at most."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT)
        new, standing, different = cursor.fetchone()
        if not different:
            return Comparison(new, standing, 0, ())
        cursor.execute(LIST, [limit])
        rows = cursor.fetchall()
    return Comparison(new, standing, different, tuple(MarkDifference(*row) for row in rows))
