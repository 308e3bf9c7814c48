"""A backup back into a new, empty database, and the proof that every row and every lock came back."""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command

from config.backups import (
    DATABASE,
    FILES,
    TABLES,
    BackupFault,
    Manifest,
    finish,
    lock_facts,
    owner_connection,
    read_manifest,
    row_counts,
    run_program,
    unsealed,
)
from config.database import APP_ROLE, KEEPER_ROLE, OWNER_ROLE, SEALED_ROLE
from schools.services.restores import stop_after_restore

# What each role may be: signs in, passes row security; none is a superuser.
ROLES = {
    OWNER_ROLE: (True, False),
    APP_ROLE: (True, False),
    SEALED_ROLE: (False, False),
    KEEPER_ROLE: (False, True),
}
ROLE_FACTS = "SELECT rolname, rolcanlogin, rolbypassrls, rolsuper FROM pg_roles WHERE rolname = ANY (%s)"
MEMBERS = """
    SELECT pg_has_role(%s, %s, 'SET') AND pg_has_role(%s, %s, 'SET')
           AND pg_has_role(%s, 'pg_read_all_data', 'USAGE')
"""
COUNTED_AS_KEEPER = f"SET LOCAL ROLE {KEEPER_ROLE}".encode()
MAKES_FUNCTIONS = f"GRANT CREATE ON SCHEMA public TO {KEEPER_ROLE}".encode()
MAKES_NO_MORE = f"REVOKE CREATE ON SCHEMA public FROM {KEEPER_ROLE}".encode()
# Transaction numbers start again in a new server: what follows is told from what was by its epoch.
NEXT_EPOCH = b"UPDATE daymark_audit_epoch SET epoch = epoch + 1"
DO_NOT_USE = "Do not use this database."


def restore(place: Path, *, at: datetime) -> tuple[Manifest, int]:
    """Restore a backup into the empty database and the empty files folder of the settings, and prove it.

    Gives what the backup held and how many messages wait: all are stopped, because nobody knows what left
    after it was made. BackupFault says what is in the way, or what did not come back as it was.
    """
    manifest = read_manifest(place)
    with owner_connection() as owner:
        check_roles(owner)
        if owner.execute(TABLES).fetchall():
            raise BackupFault("The database is not empty. Make a new one and name it in the settings.")
    folder = Path(settings.MEDIA_ROOT)
    if folder.exists() and any(folder.iterdir()):
        raise BackupFault(f"{folder} is not empty. Name an empty folder as DAYMARK_DATA_DIR.")
    _restore_rows(place)
    with owner_connection() as owner:
        compare(owner, manifest)
        owner.execute(NEXT_EPOCH)
    _unpack(place, folder)
    call_command("migrate", verbosity=0)
    return manifest, stop_after_restore(at=at)


def check_roles(owner: psycopg.Connection[Any]) -> None:
    """BackupFault unless the four roles are there, with what each may do and no more."""
    found = {name: facts for name, *facts in owner.execute(ROLE_FACTS, [list(ROLES)]).fetchall()}
    for role, (signs_in, passes) in ROLES.items():
        if found.get(role) != [signs_in, passes, False]:
            raise BackupFault(f"Make the role {role} first, as docs/how-to/deploy.md says.")
    asked = [APP_ROLE, SEALED_ROLE, OWNER_ROLE, KEEPER_ROLE, KEEPER_ROLE]
    if owner.execute(MEMBERS, asked).fetchall() != [(True,)]:
        raise BackupFault("Grant the roles to each other first, as docs/how-to/deploy.md says.")


def compare(owner: psycopg.Connection[Any], manifest: Manifest) -> None:
    """BackupFault unless each table has its rows and each lock says what it said."""
    with owner.transaction():
        owner.execute(COUNTED_AS_KEEPER)
        rows, locks = row_counts(owner), lock_facts(owner)
        owner.execute(b"RESET ROLE")
    for what, was, now in (("rows", manifest.rows, rows), ("lock", manifest.locks, locks)):
        wrong = sorted(name for name in was.keys() | now.keys() if was.get(name) != now.get(name))
        if wrong:
            raise BackupFault(f"Not as it was ({what}): {', '.join(wrong[:5])}. {DO_NOT_USE}")


def _restore_rows(place: Path) -> None:
    """The dump, in two passes: the keeper alone gives out its functions."""
    with tempfile.TemporaryDirectory(prefix="daymark-restore-") as made:
        dump = Path(made) / "dump"
        with dump.open("wb") as file:
            unsealed(place / DATABASE, file)
        listed = _run("--list", str(dump)).decode().splitlines()
        kept = [line for line in listed if " ACL " in line and line.endswith(f" {KEEPER_ROLE}")]
        (Path(made) / "keeper").write_text("\n".join(kept) + "\n")
        (Path(made) / "owner").write_text("\n".join(line for line in listed if line not in kept) + "\n")
        with owner_connection() as owner:
            owner.execute(MAKES_FUNCTIONS)
        try:
            for role in (OWNER_ROLE, KEEPER_ROLE):
                steps = f"--use-list={made}/{role.removeprefix('daymark_')}"
                into = (
                    "--dbname=",
                    f"--role={role}",
                    "--single-transaction",
                    "--exit-on-error",
                    steps,
                    str(dump),
                )
                _run(*into)
        finally:
            with owner_connection() as owner:
                owner.execute(MAKES_NO_MORE)


def _run(*arguments: str) -> bytes:
    with run_program("pg_restore", *arguments, stdout=subprocess.PIPE) as program:
        said, complaint = program.communicate()
        finish(program, complaint)
    return said


def _unpack(place: Path, folder: Path) -> None:
    """The files, for this installation's user alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryFile() as plain:
        unsealed(place / FILES, plain)
        plain.seek(0)
        with tarfile.open(fileobj=plain, mode="r:") as tar:
            tar.extractall(folder, filter="data")
    for path in folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
