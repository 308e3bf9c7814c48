"""Databases for tests: a template migrated as its owner, copied for a run or for one test, never flushed."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from config.database import APP_ROLE, OWNER_ROLE
from config.local.postgres import Server, place_of, start

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / "var" / "test-postgres"
# What a migration is made of; a change of any of these makes a new template.
SOURCES = (
    "*/migrations/*.py",
    "*/migrations/*.sql",
    "*/codes.py",
    "*/roles.py",
    "config/management/commands/migrate.py",
)
DROPPED_WITHIN_SECONDS = 120
LOCKS = ("requirements.lock", "config/local/postgres.py", "tests/databases.py")


@dataclass(frozen=True)
class Addresses:
    """The two addresses of one database: as the web's role, and as the owner of its tables."""

    app: str
    owner: str

    def named(self, database: str) -> "Addresses":
        """The same server and roles, another database."""
        return Addresses(_with_name(self.app, database), _with_name(self.owner, database))

    @property
    def name(self) -> str:
        """The name of the database."""
        return urlsplit(self.app).path.lstrip("/")

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to use this database."""
        return {"DATABASE_URL": self.app, "DATABASE_OWNER_URL": self.owner}


def _with_name(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def migrations_digest() -> str:
    """Sixteen characters that change with any file that shapes the tables."""
    digest = hashlib.sha256()
    files = {ROOT / name for name in LOCKS}
    for pattern in SOURCES:
        files.update(path for path in ROOT.glob(pattern) if ".venv" not in path.parts)
    for path in sorted(files):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def template_name() -> str:
    """The name of the template; one that a run made is found again by the processes that it starts."""
    return f"daymark_template_{migrations_digest()}"


def owner_connection(addresses: Addresses) -> psycopg.Connection[tuple[object, ...]]:
    """A connection as the owner, each statement its own transaction."""
    return psycopg.connect(addresses.owner, autocommit=True)


def exists(addresses: Addresses) -> bool:
    """Whether this database is there."""
    with owner_connection(addresses.named("postgres")) as connection:
        found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [addresses.name])
        return bool(found.fetchall())


def create(addresses: Addresses, template: str = "template1") -> None:
    """Makes this database, empty or as a copy."""
    with owner_connection(addresses.named("postgres")) as connection:
        connection.execute(f'CREATE DATABASE "{addresses.name}" TEMPLATE "{template}"'.encode())


def drop(addresses: Addresses) -> None:
    """Removes this database and ends whatever still uses it."""
    plain = f'DROP DATABASE IF EXISTS "{addresses.name}"'
    deadline = time.monotonic() + DROPPED_WITHIN_SECONDS
    with owner_connection(addresses.named("postgres")) as connection:
        while True:
            try:
                connection.execute(f"{plain} WITH (FORCE)".encode())
            except psycopg.errors.InsufficientPrivilege:
                # The server itself is cleaning up in there: only a plain drop sends that away.
                with suppress(psycopg.errors.ObjectInUse):
                    connection.execute(plain.encode())
                    return
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
            else:
                return


def migrate(addresses: Addresses) -> None:
    """Makes the tables as the owner, in a process of its own, because settings are not read yet."""
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=ROOT,
        env=os.environ | addresses.environment | {"DJANGO_SETTINGS_MODULE": "config.settings.test"},
        check=True,
    )


def make_template(addresses: Addresses) -> None:
    """Makes and migrates the template; a failed try leaves nothing under its name."""
    draft = addresses.named(f"{addresses.name}_draft")
    drop(draft)
    create(draft)
    migrate(draft)
    with owner_connection(draft) as connection:
        # The school's clock of a test reaches the database's rules too (accounts/migrations/clock.sql).
        connection.execute("UPDATE daymark_clock SET shift_allowed = true")
    with owner_connection(addresses.named("postgres")) as connection:
        connection.execute(f'ALTER DATABASE "{draft.name}" RENAME TO "{addresses.name}"'.encode())


@contextmanager
def _locked(name: str, *, wait: bool) -> Iterator[bool]:
    """Holds a lock file while the block runs; says whether it was free."""
    HOME.mkdir(parents=True, exist_ok=True)
    with (HOME / name).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def local_template() -> Iterator[Addresses]:
    """A server of this run's own, copied from the last one with these migrations; yields its template."""
    run = f"run-{os.getpid()}"
    with _locked(f"{run}.lock", wait=True):
        with _locked("making.lock", wait=True):
            _forget_dead_runs(run)
            _copy_cluster(_migrated_cluster(), HOME / run)
        server = start(HOME / run, durable=False)
        try:
            yield addresses_of(server, template_name())
        finally:
            server.stop()
            shutil.rmtree(place_of(HOME / run).base, ignore_errors=True)
    (HOME / f"{run}.lock").unlink(missing_ok=True)


def copy_migrated_cluster(target: Path) -> None:
    """A stopped server of one's own, with every table and no row in the template's database."""
    with _locked("making.lock", wait=True):
        _copy_cluster(_migrated_cluster(), target)


def addresses_of(server: Server, database: str) -> Addresses:
    """The two addresses of a database of our own server."""
    return Addresses(server.url(database, APP_ROLE), server.url(database, OWNER_ROLE))


def _migrated_cluster() -> Path:
    """The stopped server that holds the template for today's migrations; made when they changed."""
    folder = HOME / f"template-{migrations_digest()}"
    ready = folder.with_suffix(".ready")
    if not ready.exists():
        _remove_templates()
        server = start(folder, durable=False)
        try:
            make_template(addresses_of(server, template_name()))
        finally:
            server.stop()
        ready.touch()
    return folder


def _remove_templates() -> None:
    for ready in HOME.glob("template-*"):
        if ready.suffix == ".ready":
            ready.unlink()
        else:
            shutil.rmtree(place_of(ready).base, ignore_errors=True)


def _copy_cluster(source: Path, target: Path) -> None:
    place = place_of(target)
    shutil.rmtree(place.base, ignore_errors=True)
    place.base.mkdir(parents=True)
    subprocess.run(["cp", "-a", place_of(source).cluster, place.cluster], check=True)


def _forget_dead_runs(mine: str) -> None:
    """Removes what a killed run left: its server is gone, and its lock is free."""
    for lock in HOME.glob("run-*.lock"):
        if lock.stem == mine:
            continue
        with _locked(lock.name, wait=False) as free:
            if free:
                shutil.rmtree(place_of(HOME / lock.stem).base, ignore_errors=True)
                lock.unlink(missing_ok=True)


@contextmanager
def named_server_template(app_url: str, owner_url: str) -> Iterator[Addresses]:
    """The template on a server that the environment names; kept between runs while migrations stay."""
    template = Addresses(app_url, owner_url).named(template_name())
    with owner_connection(template.named("postgres")) as connection:
        connection.execute("SELECT pg_advisory_lock(20261121)")
        if not exists(template):
            make_template(template)
    yield template
