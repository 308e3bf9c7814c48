"""Rows of a statement that is written by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection
from psycopg import sql


def rows_of(
    statement: str | sql.Composed | sql.SQL, values: Mapping[str, Any] | None = None
) -> list[tuple[Any, ...]]:
    """All rows that a statement answers with."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
