"""Starts PostgreSQL 18 for one machine: the demo and the tests, when no DATABASE_URL names a server.

The server listens on a socket in a private folder and on no port, runs as a plain user even when root
starts it, and ends with the process that started it, however that ends.
"""

import hashlib
import os
import pwd
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from config.database import APP_ROLE, KEEPER_ROLE, OWNER_ROLE, ROLE_GRANTS, SEALED_ROLE
from config.local.postgres_binaries import NoPostgres, others_can_enter, own_folder, postgres_bin
from config.local.processes import dies_with_parent

SUPERUSER = "postgres"
DATABASE = "daymark"
STARTS_WITHIN_SECONDS = 60.0
STOPS_WITHIN_SECONDS = 8.0
# A socket's whole path may have 107 characters; the file name takes 15 of them.
LONGEST_FOLDER = 80

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    # A crashed part ends the whole server, so that the supervisor sees it.
    "restart_after_crash": "off",
    "timezone": "Europe/London",
    "log_timezone": "UTC",
    "max_connections": "60",
    "max_wal_size": "1GB",
}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_level": "minimal"}


@dataclass(frozen=True)
class Place:
    """Where a server keeps its data and its socket, and the user that it runs as (None: this one)."""

    base: Path
    user: str | None

    @property
    def cluster(self) -> Path:
        """The data folder of PostgreSQL."""
        return self.base / "cluster"

    @property
    def socket(self) -> Path:
        """The folder of the socket: who can enter it can connect."""
        return self.base / "socket"

    def url(self, database: str, role: str) -> str:
        """The address of a database for a role."""
        return f"postgres://{role}@/{database}?host={self.socket}"


@dataclass(frozen=True)
class Server:
    """A running server, a direct child of this process."""

    process: subprocess.Popen[bytes]
    place: Place

    def url(self, database: str, role: str) -> str:
        """The address of a database for a role."""
        return self.place.url(database, role)

    def stop(self) -> None:
        """Ends every connection and stops, within seconds."""
        for way in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if self.process.poll() is not None:
                return
            self.process.send_signal(way)
            try:
                self.process.wait(STOPS_WITHIN_SECONDS)
            except subprocess.TimeoutExpired:
                continue


def place_of(data_dir: Path) -> Place:
    """Where this folder's server lives: in it, unless its user cannot reach it or its path is long."""
    user = _plain_user() if os.geteuid() == 0 else None
    data_dir = data_dir.resolve()
    reachable = user is None or others_can_enter(data_dir.parent)
    if reachable and len(str(data_dir)) <= LONGEST_FOLDER:
        return Place(data_dir, user)
    name = hashlib.sha256(str(data_dir).encode()).hexdigest()[:12]
    return Place(Path("/var/tmp") / f"daymark-{os.geteuid()}-{name}", user)


def local_url(data_dir: Path, database: str, role: str) -> str:
    """The address that the server of this data folder has while it runs."""
    return place_of(data_dir).url(database, role)


def start(data_dir: Path, *, durable: bool) -> Server:
    """Starts the server of this folder, made first when it is new, with Daymark's two roles and database.

    Without `durable` it trades safety against a power cut for speed. Call it from the main thread.
    """
    place = place_of(data_dir)
    programs = postgres_bin(by_another_user=place.user is not None)
    _prepare(place)
    if not (place.cluster / "PG_VERSION").exists():
        _initialise(place, programs)
    server = Server(_spawn(place, programs, durable), place)
    try:
        _wait_until_ready(server)
        with psycopg.connect(server.url("postgres", SUPERUSER), autocommit=True) as connection:
            _make_roles(connection)
    except BaseException:
        server.stop()
        raise
    return server


def _plain_user() -> str:
    """PostgreSQL refuses to run as root; either of these exists everywhere."""
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _prepare(place: Place) -> None:
    place.base.mkdir(parents=True, exist_ok=True)
    place.base.chmod(0o711)
    own_folder(place.base)
    owner = pwd.getpwnam(place.user) if place.user else None
    for folder in (place.cluster, place.socket):
        folder.mkdir(mode=0o700, exist_ok=True)
        if owner is not None:
            os.chown(folder, owner.pw_uid, owner.pw_gid)


def _run_as(place: Place) -> dict[str, object]:
    """How `subprocess` changes to the server's user, with nothing of root left."""
    if place.user is None:
        return {}
    entry = pwd.getpwnam(place.user)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _environment() -> dict[str, str]:
    """Only what the server needs: no PG* variable of this shell may redirect it."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _initialise(place: Place, programs: Path) -> None:
    result = subprocess.run(
        [
            *(programs / "initdb", "-D", place.cluster, "-U", SUPERUSER, "--auth=trust", "--no-sync"),
            *("--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        ],
        cwd="/",
        env=_environment(),
        capture_output=True,
        text=True,
        **_run_as(place),  # type: ignore[call-overload]
    )
    if result.returncode:
        raise NoPostgres(f"PostgreSQL could not make its data folder {place.cluster}:\n{result.stderr}")


def _spawn(place: Place, programs: Path, durable: bool) -> subprocess.Popen[bytes]:
    settings = SETTINGS if durable else SETTINGS | NOT_DURABLE | {"max_wal_senders": "0"}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (place.base / "server.log").open("ab") as log:
        process: subprocess.Popen[bytes] = subprocess.Popen(
            [programs / "postgres", "-D", place.cluster, "-k", place.socket, *options],
            cwd="/",
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=dies_with_parent(signal.SIGINT),
            **_run_as(place),  # type: ignore[call-overload]
        )
    return process


def _wait_until_ready(server: Server) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            tail = (server.place.base / "server.log").read_text(errors="replace")[-1500:]
            raise NoPostgres(f"PostgreSQL stopped while starting. Its last words:\n{tail}")
        try:
            psycopg.connect(server.url("postgres", SUPERUSER), connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return
    raise NoPostgres(f"PostgreSQL did not answer within {STARTS_WITHIN_SECONDS:.0f} seconds.")


def _make_roles(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """The owner makes tables and test databases; the web's role can do neither.

    Two roles sign in nowhere: the sealed one opens the safeguarding tables inside a transaction, and the
    keeper, whom no policy holds back, owns their functions and copies them out.
    """
    wanted = {
        OWNER_ROLE: "LOGIN CREATEDB",
        APP_ROLE: "LOGIN",
        SEALED_ROLE: "NOLOGIN",
        KEEPER_ROLE: "NOLOGIN BYPASSRLS",
    }
    present = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
    for role, attributes in wanted.items():
        if role not in present:
            connection.execute(f"CREATE ROLE {role} {attributes}".encode())
    for grant in ROLE_GRANTS:
        connection.execute(grant.encode())
    if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchall():
        connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}".encode())
