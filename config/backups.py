"""Backups of an installation: its database and its files, sealed under the field keys, and back again.

A backup is a folder of three sealed files (reporting.sealed): `database`, as pg_dump writes it in one
snapshot; `files`, as tar; and `manifest`, which names the other two by digest and says how many rows each
table had and what locked it. Whoever restores needs one of the field keys of that day.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, cast

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql

from config.database import KEEPER_ROLE, OWNER_ALIAS
from config.local.postgres_binaries import postgres_bin
from reporting.sealed import SealBrokenError, SealedWriter, opened

DATABASE, FILES, MANIFEST = "database.sealed", "files.sealed", "manifest.sealed"
FORMAT = 1
# Nobody stays signed in through a restore, and what is cached is made again.
LEFT_OUT = ("django_session", "daymark_cache")
TABLES = """
    SELECT relname FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY relname
"""
# All that holds somebody back: switches, policies, privileges, owners, triggers, and what functions do.
LOCKS = """
    SELECT 'table ' || c.relname, concat_ws(' ', c.relowner::regrole, c.relrowsecurity, c.relforcerowsecurity)
      FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    UNION ALL
    SELECT 'policy ' || tablename || '.' || policyname, concat_ws(' | ', cmd, roles, qual, with_check)
      FROM pg_policies WHERE schemaname = 'public'
    UNION ALL
    SELECT 'grants ' || c.relname, string_agg(concat_ws(' ', a.grantee::regrole, a.privilege_type), ', '
                                              ORDER BY a.grantee::regrole::text, a.privilege_type)
      FROM pg_class c,
           aclexplode(coalesce(c.relacl, acldefault((CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END)::"char",
                                                    c.relowner))) a
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'S', 'v') GROUP BY c.relname
    UNION ALL
    SELECT 'grants ' || t.attrelid::regclass || '.' || t.attname,
           string_agg(concat_ws(' ', a.grantee::regrole, a.privilege_type), ', '
                      ORDER BY a.grantee::regrole::text, a.privilege_type)
      FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid, aclexplode(t.attacl) a
     WHERE c.relnamespace = 'public'::regnamespace GROUP BY t.attrelid, t.attname
    UNION ALL
    SELECT 'function ' || p.oid::regprocedure,
           concat_ws(' | ', p.proowner::regrole, p.prosecdef, p.proconfig, md5(p.prosrc),
                     (SELECT string_agg(concat_ws(' ', a.grantee::regrole, a.privilege_type), ', '
                                        ORDER BY a.grantee::regrole::text)
                        FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a))
      FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    UNION ALL
    SELECT 'trigger ' || t.tgrelid::regclass || '.' || t.tgname,
           concat(t.tgenabled, ' ', pg_get_triggerdef(t.oid))
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
     WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace
"""
# PostgreSQL itself writes these otherwise when it has read a rule again: brackets, and casts between texts.
SPELLING = re.compile(r"::(?:character varying|text)(?:\[\])?|[()\s]+")


class BackupFault(Exception):
    """Why a backup cannot be made or restored, in words for whoever runs the command."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: digests of its sealed files, rows of each table, and the locks."""

    format: int
    made_at: str
    digests: dict[str, str]
    rows: dict[str, int]
    locks: dict[str, str]

    @property
    def total(self) -> int:
        """Rows of all tables."""
        return sum(self.rows.values())


def make_backup(into: Path, *, at: datetime) -> tuple[Path, Manifest]:
    """Write a new backup into a folder; gives its place and what it holds.

    It sees all rows, as the keeper, in one snapshot; the site may go on. BackupFault says why there is none;
    an unfinished one is taken away.
    """
    place = into / f"daymark-{at:%Y%m%dT%H%M%SZ}"
    draft = place.with_suffix(".partial")
    draft.mkdir(mode=0o700, parents=True)
    try:
        with _as_keeper() as (keeper, snapshot):
            rows, locks = row_counts(keeper), lock_facts(keeper)
            digests = {DATABASE: _dump(draft / DATABASE, snapshot)}
        digests[FILES] = _pack(draft / FILES)
        manifest = Manifest(FORMAT, at.isoformat(), digests, rows, locks)
        with _sealing(draft / MANIFEST) as sealed:
            sealed.write(json.dumps(asdict(manifest)).encode())
        draft.rename(place)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return place, manifest


def read_manifest(place: Path) -> Manifest:
    """What a backup holds, once its files are whole; BackupFault where something is missing or changed."""
    try:
        with (place / MANIFEST).open("rb") as file:
            made = Manifest(**json.loads(b"".join(opened(file, settings.DAYMARK_FIELD_KEYS))))
        for name, digest in made.digests.items():
            with (place / name).open("rb") as file:
                if _digest(file) != digest:
                    raise BackupFault(f"{name} is not the file that this backup was made with.")
    except (OSError, SealBrokenError) as fault:
        raise BackupFault(f"This is no whole backup, or no key here opens it: {fault}") from fault
    if made.format != FORMAT:
        raise BackupFault("This backup was made by another version of Daymark.")
    return made


def unsealed(file: Path, into: IO[bytes]) -> None:
    """Write out what a sealed file holds."""
    with file.open("rb") as sealed:
        for piece in opened(sealed, settings.DAYMARK_FIELD_KEYS):
            into.write(piece)


def row_counts(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """How many rows each table has that a backup holds, as the keeper sees them."""
    names = [name for (name,) in connection.execute(TABLES).fetchall() if name not in LEFT_OUT]
    counts = {}
    for name in names:
        found = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("public", name)))
        counts[name] = cast(int, found.fetchall()[0][0])
    return counts


def lock_facts(connection: psycopg.Connection[Any]) -> dict[str, str]:
    """Each lock of the database and what it says, in words that two databases can be compared by."""
    return {name: SPELLING.sub("", says or "") for name, says in connection.execute(LOCKS).fetchall()}


def owner_connection() -> psycopg.Connection[Any]:
    """A connection of its own as the owner of the tables, which waits as long as a backup takes."""
    if OWNER_ALIAS not in connections.settings:
        raise BackupFault("Backups are made as the owner of the tables: set DATABASE_OWNER_URL.")
    place = {name.lower().removeprefix("pg"): value for name, value in _address().items()}
    place["dbname"] = place.pop("database")
    return psycopg.connect(**place)  # type: ignore[arg-type]


def run_program(name: str, *arguments: str, **more: Any) -> subprocess.Popen[bytes]:
    """Start a program of PostgreSQL on the owner's database; its password stands in no list of processes."""
    program = postgres_bin(by_another_user=False) / name
    command = [str(program), "--no-password", *arguments]
    return subprocess.Popen(command, env=os.environ | _address(), stderr=subprocess.PIPE, **more)


def finish(program: subprocess.Popen[bytes], complaint: bytes) -> None:
    """Wait for a program's end; BackupFault with its own words where it failed."""
    if program.wait():
        raise BackupFault(complaint.decode(errors="replace").strip() or "The program of PostgreSQL failed.")


def _address() -> dict[str, str]:
    facts = connections.settings[OWNER_ALIAS]
    names = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    found = {name: str(facts.get(setting) or "") for name, setting in names.items()}
    found["PGHOST"] = found["PGHOST"] or str(facts.get("OPTIONS", {}).get("host", ""))
    return {name: value for name, value in found.items() if value}


@contextmanager
def _as_keeper() -> Iterator[tuple[psycopg.Connection[Any], str]]:
    with owner_connection() as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        connection.execute(f"SET LOCAL ROLE {KEEPER_ROLE}".encode())
        yield connection, connection.execute("SELECT pg_export_snapshot()").fetchall()[0][0]


@contextmanager
def _sealing(path: Path) -> Iterator[SealedWriter]:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        writer = SealedWriter(file, settings.DAYMARK_FIELD_KEYS[0])
        yield writer
        writer.close()
        file.flush()
        os.fsync(file.fileno())


def _dump(path: Path, snapshot: str) -> str:
    left_out = [f"--exclude-table-data=public.{name}" for name in LEFT_OUT]
    wanted = ("--format=custom", f"--role={KEEPER_ROLE}", f"--snapshot={snapshot}", *left_out)
    with _sealing(path) as sealed, run_program("pg_dump", *wanted, stdout=subprocess.PIPE) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        shutil.copyfileobj(program.stdout, sealed)
        finish(program, program.stderr.read())
    return sealed.sealed_digest.hexdigest()


def _pack(path: Path) -> str:
    folder = Path(settings.MEDIA_ROOT)
    with (
        _sealing(path) as sealed,
        tarfile.open(mode="w|", fileobj=cast(IO[bytes], sealed)) as tar,
    ):
        for file in sorted(folder.rglob("*")):
            if file.is_file() and not file.is_symlink():
                tar.add(file, arcname=str(file.relative_to(folder)), recursive=False)
    return sealed.sealed_digest.hexdigest()


def _digest(file: IO[bytes]) -> str:
    digest = sha256()
    while piece := file.read(1024 * 1024):
        digest.update(piece)
    return digest.hexdigest()
