"""The same marks as a Parquet file, asked by DuckDB in as many threads as PostgreSQL may use here."""

from pathlib import Path
from typing import Any

import duckdb
import psycopg

from tests.benchmarks.sweep_ways import DUCK
from tests.databases import Addresses, owner_connection

THREADS = 2
TABLES = {
    "attendance_mark": "school_id, pupil_id, date, session, code, minutes_late",
    "schools_rollentry": "id, school_id, pupil_id, admitted_on, left_on",
    "schools_schoolday": "school_id, date, monday",
}


def duck_of(database: Addresses, folder: Path) -> duckdb.DuckDBPyConnection:
    """DuckDB over three Parquet files with the rows of these tables."""
    duck = duckdb.connect(config={"threads": THREADS})
    with owner_connection(database) as owner:
        for table, columns in TABLES.items():
            plain, packed = folder / f"{table}.csv", folder / f"{table}.parquet"
            copy_out(owner, f"SELECT {columns} FROM {table}", plain)
            duck.execute(
                f"COPY (FROM read_csv('{plain}', header = true)) TO '{packed}' (FORMAT parquet, CODEC 'zstd')"
            )
            plain.unlink()
            duck.execute(f"CREATE VIEW {table} AS FROM read_parquet('{packed}')")
    return duck


def copy_out(owner: psycopg.Connection[Any], statement: str, path: Path) -> None:
    """Rows as a CSV file."""
    with (
        path.open("wb") as file,
        owner.cursor().copy(f"COPY ({statement}) TO STDOUT (FORMAT csv, HEADER)".encode()) as rows,
    ):
        for part in rows:
            file.write(part)


def duck_rows(duck: duckdb.DuckDBPyConnection, values: dict[str, Any], *, statement: str = DUCK) -> list[Any]:
    """Every row of the sweep."""
    names = ("schools", "from_on", "until_on", "weeks_from")
    return duck.execute(statement, {name: values[name] for name in names}).fetchall()
