"""Rows handed to the database for one transaction, and what a bulk verb did with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg import sql

FEW = 500


@dataclass(frozen=True, slots=True)
class Changes:
    """How many rows a bulk verb added, changed and took away; rows that stood already are in none."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    def __add__(self, other: Changes) -> Changes:
        return Changes(self.added + other.added, self.changed + other.changed, self.removed + other.removed)


def stage_rows(table: str, columns: Mapping[str, str], rows: Iterable[Sequence[object]]) -> None:
    """Put rows in a temporary table that ends with the transaction, replacing one of the same name.

    `columns` gives each column its SQL type, in the order of the rows.
    """
    make_stage(table, columns)
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
    count = 0
    with closing(connection.connection.cursor()) as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    if count > FEW:
        analyse(table)


def make_stage(table: str, columns: Mapping[str, str]) -> None:
    """An empty temporary table that ends with the transaction."""
    described = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind)) for name, kind in columns.items()
    )
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP TABLE IF EXISTS pg_temp.{}").format(sql.Identifier(table)))
        cursor.execute(
            sql.SQL("CREATE TEMPORARY TABLE {} ({}) ON COMMIT DROP").format(sql.Identifier(table), described)
        )


def analyse(table: str) -> None:
    """Tell the planner how many rows were staged."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))


def changes_of(statement: str | sql.Composed | sql.SQL, values: Mapping[str, Any] | None = None) -> Changes:
    """Run a statement that answers with one row of (added, changed) or (added, changed, removed)."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return Changes(*cursor.fetchone())
