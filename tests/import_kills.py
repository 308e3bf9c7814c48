"""An import whose worker is killed again and again, and what stands in a database without its numbers."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
from psycopg.rows import dict_row

from integrations.mis.csv import sync
from tests.databases import ROOT, Addresses, create, drop

# A worker that takes an import through all its steps, and says when it begins.
WORKER = """
import sys
import django
django.setup()
from integrations.mis.csv import sync
from integrations.models import ImportRun, RunState
from integrations.services.runs import ask_to_bring_in
from tests.integration.integrations.steps import AT
run = ImportRun.objects.get(pk=int(sys.argv[1]))
print("at work", flush=True)
sync.check(run, at=AT)
if run.state == RunState.READY:
    ask_to_bring_in(run=run, by=None, at=AT)
sync.bring_in(run, at=AT)
print(run.state, flush=True)
"""
LOCK_FREED_WITHIN_SECONDS = 30
# How far a worker came is told on the way, and starts again with each worker.
ON_THE_WAY = {"integrations_importrun": {"done", "total"}}
# Lists of numbers that the database does not know to be references.
LISTS = {("attendance_lookagain", "pupils"): "schools_pupil"}


@contextmanager
def copy_of(base: Addresses, name: str) -> Iterator[Addresses]:
    """A copy of a database that nobody uses at the moment."""
    copy = base.named(f"{base.name}_{name}")
    create(copy, base.name)
    try:
        yield copy
    finally:
        drop(copy)


def start_worker(database: Addresses, run_id: int) -> subprocess.Popen[str]:
    """A worker of its own process that has just begun."""
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(run_id)],
        cwd=ROOT,
        env=os.environ | database.environment | {"DJANGO_SETTINGS_MODULE": "config.settings.test"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == "at work\n"
    return worker


def let_it_end(worker: subprocess.Popen[str]) -> str:
    """The state in which a worker leaves its import."""
    assert worker.stdout is not None
    # Not `communicate`: it would pass over what the first line's reading has taken in already.
    said = worker.stdout.read()
    worker.stdout.close()
    assert worker.wait(10) == 0
    return said.strip()


def let_go(worker: subprocess.Popen[str]) -> None:
    """Wait for a worker that was killed or has ended."""
    assert worker.stdout is not None
    worker.stdout.close()
    worker.wait(10)


def clean_run(database: Addresses, run_id: int) -> float:
    """Let one worker do all; returns how long it worked."""
    worker = start_worker(database, run_id)
    began = time.monotonic()
    assert let_it_end(worker) == "done"
    return time.monotonic() - began


@dataclass
class Killer:
    """Kills workers by kill -9 at moments drawn within so many seconds of work."""

    seconds: float
    moments: random.Random
    killed_at: list[str] = field(default_factory=list)

    def take_through(self, database: Addresses, run_id: int, *, kills: int) -> None:
        """Kill so many workers, one after the other, and let the next one end; fewer where one was done."""
        for _ in range(kills):
            worker = start_worker(database, run_id)
            time.sleep(self.moments.uniform(0, self.seconds))
            if worker.poll() is None:
                worker.send_signal(signal.SIGKILL)
                self.killed_at.append(where_it_stands(database, run_id))
            let_go(worker)
            wait_for_the_lock(database, run_id)
        state = let_it_end(start_worker(database, run_id))
        assert state == "done", (where_it_stands(database, run_id), self.killed_at)


def where_it_stands(database: Addresses, run_id: int) -> str:
    """The state and words of an import, to be told of a kill."""
    with psycopg.connect(database.app) as probe:
        found = probe.execute("SELECT state, words FROM integrations_importrun WHERE id = %s", [run_id])
        return ": ".join(str(word) for word in found.fetchone() or ())


def wait_for_the_lock(database: Addresses, run_id: int) -> None:
    """The server takes a moment to see that a worker is gone."""
    deadline = time.monotonic() + LOCK_FREED_WITHIN_SECONDS
    held = (
        "SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid = %s "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    with psycopg.connect(database.app, autocommit=True) as probe:
        while time.monotonic() < deadline:
            if not probe.execute(held, [sync.LOCK_OF_RUN, run_id]).fetchall():
                return
            time.sleep(0.05)
    raise AssertionError("The lock of a dead worker was not freed")


TABLES = """
SELECT table_name, column_name, data_type FROM information_schema.columns
WHERE table_schema = 'public' AND table_name IN
  (SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
   AND has_table_privilege(oid, 'SELECT'))
"""
REFERENCES = """
SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text
FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
WHERE c.contype = 'f' AND cardinality(c.conkey) = 1
"""
EVENTS = """
SELECT verb, tbl, count(*) FROM accounts_auditevent
WHERE NOT starts_with(tbl, 'integrations_') GROUP BY verb, tbl
"""
LEFT_OUT = ("django_", "accounts_auditevent")


def contents(database: Addresses) -> dict[str, Counter[str]]:
    """Every row of every table without its number and its times; what it refers to is told in full.

    Of the audit, how many events of each kind there are.
    """
    with psycopg.connect(database.app, row_factory=dict_row) as connection:
        columns: dict[str, dict[str, str]] = defaultdict(dict)
        for found in connection.execute(TABLES):
            columns[found["table_name"]][found["column_name"]] = found["data_type"]
        references = {
            tuple(row.values())[:2]: tuple(row.values())[2] for row in connection.execute(REFERENCES)
        }
        tables = {
            name: list(connection.execute(f"SELECT * FROM {name}".encode()))
            for name in columns
            if not name.startswith(LEFT_OUT)
        }
        events = Counter({f"{row['verb']} {row['tbl']}": row["count"] for row in connection.execute(EVENTS)})
    book = Book(columns, references, tables)
    return {name: Counter(map(book.words_of(name), rows)) for name, rows in tables.items()} | {
        "audit": events
    }


@dataclass
class Book:
    """The rows of a database by number, each told once."""

    columns: dict[str, dict[str, str]]
    references: dict[tuple[str, ...], str]
    tables: dict[str, list[dict[str, object]]]
    told: dict[tuple[str, object], str] = field(default_factory=dict)
    by_id: dict[str, dict[object, dict[str, object]]] = field(default_factory=dict)

    def words_of(self, table: str):  # type: ignore[no-untyped-def]
        """What tells a row of a table."""
        return lambda row: self._digest(table, row)

    def _digest(self, table: str, row: dict[str, object]) -> str:
        key = (table, row.get("id", id(row)))
        if key not in self.told:
            words = [
                (name, self._value(table, name, value))
                for name, value in sorted(row.items())
                if name != "id"
                and name not in ON_THE_WAY.get(table, ())
                and not self.columns[table][name].startswith("timestamp")
            ]
            self.told[key] = hashlib.sha256(json.dumps(words, default=str).encode()).hexdigest()
        return self.told[key]

    def _value(self, table: str, name: str, value: object) -> object:
        if (table, name) in LISTS and isinstance(value, list):
            return sorted(self._referred(LISTS[table, name], number) for number in value)
        other = self.references.get((table, name))
        if value is None or other is None or other not in self.tables:
            return bytes(value).hex() if isinstance(value, memoryview) else value
        return self._referred(other, value)

    def _referred(self, table: str, number: object) -> str:
        rows = self.by_id.get(table)
        if rows is None:
            rows = self.by_id[table] = {row["id"]: row for row in self.tables[table]}
        return self._digest(table, rows[number])
