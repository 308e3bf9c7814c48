"""Marks on days that the calendar closes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection

from attendance.codes import POSSIBLE_NUMBERS

ON_CLOSED_DAYS = """
SELECT m.date, count(*) FROM attendance_mark m
WHERE m.school_id = %s AND m.code BETWEEN %s AND %s
  AND NOT EXISTS (SELECT FROM schools_schoolday d WHERE d.school_id = m.school_id AND d.date = m.date)
GROUP BY m.date ORDER BY m.date
"""
ON_DAYS = """
SELECT m.date, count(*) FROM attendance_mark m
WHERE m.school_id = %s AND m.code BETWEEN %s AND %s AND m.date = ANY(%s)
GROUP BY m.date ORDER BY m.date
"""


def marks_on_days(school_id: int, days: Sequence[date]) -> list[tuple[date, int]]:
    """Which of these days hold marks of possible sessions, with their number."""
    with connection.cursor() as cursor:
        cursor.execute(ON_DAYS, [school_id, POSSIBLE_NUMBERS[0], POSSIBLE_NUMBERS[-1], list(days)])
        return [(on, count) for on, count in cursor.fetchall()]


def marks_on_closed_days(school_id: int) -> list[tuple[date, int]]:
    """Days without school that hold marks of possible sessions, with their number: they are not counted."""
    with connection.cursor() as cursor:
        cursor.execute(ON_CLOSED_DAYS, [school_id, POSSIBLE_NUMBERS[0], POSSIBLE_NUMBERS[-1]])
        return [(on, count) for on, count in cursor.fetchall()]
