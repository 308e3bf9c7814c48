"""The database of one machine: plain roles, no port, and gone when its starter is gone."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.local.postgres import DATABASE, SUPERUSER, place_of, start
from tests.databases import ROOT
from tests.families import family_of, is_running, left_after, name_of

HOLDS_A_SERVER = """
import sys, time
from pathlib import Path
from config.local.postgres import start
server = start(Path(sys.argv[1]), durable=False)
print(server.process.pid, flush=True)
time.sleep(120)
"""
ENDS_WITHIN_SECONDS = 30


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """One data folder for all tests here; each starts and stops its server."""
    with tempfile.TemporaryDirectory(prefix="dm-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o711)
        yield Path(name) / "postgres"


def test_it_starts_with_plain_roles_and_no_port(folder: Path) -> None:
    server = start(folder, durable=True)
    try:
        with psycopg.connect(server.url(DATABASE, "daymark_app")) as connection:
            roles = connection.execute(
                "SELECT rolname, rolcanlogin, rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles"
                " WHERE rolname LIKE 'daymark%' ORDER BY 1"
            ).fetchall()
            port = connection.execute("SHOW listen_addresses").fetchone()
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("CREATE TABLE public.mine ()")
        assert roles == [
            ("daymark_app", True, False),
            ("daymark_keeper", False, True),
            ("daymark_owner", True, False),
            ("daymark_sealed", False, False),
        ]
        assert port == ("",)
    finally:
        server.stop()
    assert not is_running(server.process.pid)


def test_what_was_written_is_there_after_a_restart(folder: Path) -> None:
    server = start(folder, durable=True)
    with psycopg.connect(server.url(DATABASE, "daymark_owner")) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'Zoë Łukasik' AS name")
    server.stop()
    server = start(folder, durable=True)
    with psycopg.connect(server.url(DATABASE, "daymark_owner")) as connection:
        assert connection.execute("SELECT name FROM kept").fetchone() == ("Zoë Łukasik",)
    server.stop()


def test_the_extensions_that_migrations_need_are_there(folder: Path) -> None:
    server = start(folder, durable=False)
    with psycopg.connect(server.url(DATABASE, "daymark_owner")) as connection:
        connection.execute("CREATE EXTENSION btree_gist")
        connection.execute(
            "CREATE TABLE spans (r int, d daterange, EXCLUDE USING gist (r WITH =, d WITH &&))"
        )
    server.stop()


@pytest.mark.parametrize("way", [signal.SIGKILL, signal.SIGTERM])
def test_it_ends_with_the_process_that_started_it(folder: Path, way: signal.Signals) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDS_A_SERVER, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    everyone = [int(holder.stdout.readline()), *family_of(holder.pid)]
    assert len(everyone) > 4
    holder.send_signal(way)
    holder.wait(ENDS_WITHIN_SECONDS)
    holder.stdout.close()
    assert left_after(everyone, seconds=ENDS_WITHIN_SECONDS) == []
    start(folder, durable=False).stop()


def test_a_killed_part_ends_the_whole_server(folder: Path) -> None:
    server = start(folder, durable=False)
    everyone = family_of(server.process.pid)
    (part,) = (pid for pid in everyone if "checkpointer" in name_of(pid))
    os.kill(part, signal.SIGKILL)
    assert server.process.wait(ENDS_WITHIN_SECONDS) != 0
    assert left_after(everyone, seconds=ENDS_WITHIN_SECONDS) == []


def test_nobody_else_on_the_machine_can_reach_the_socket(folder: Path) -> None:
    server = start(folder, durable=False)
    try:
        assert place_of(folder).socket.stat().st_mode & 0o077 == 0
        psycopg.connect(server.url("postgres", SUPERUSER)).close()
    finally:
        server.stop()


def test_a_folder_that_the_servers_user_cannot_reach_is_replaced(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    closed.chmod(0o700)
    place = place_of(closed / "postgres")
    inside = place.base.is_relative_to(closed)
    assert inside is (os.geteuid() != 0)
