"""Rows of a statement that is written by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection


def rows_of(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """All rows that a statement answers with."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
