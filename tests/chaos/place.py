"""Where a run takes place: a durable PostgreSQL, a Redis and the provider's stand-in, all of its own."""

from __future__ import annotations

import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import psycopg
from redis import Redis

from config.local.postgres import SUPERUSER, Server, place_of, start
from config.local.redis import RedisServer, start_redis
from tests.chaos.provider import Provider, provider
from tests.databases import Addresses, addresses_of, copy_migrated_cluster, template_name
from tests.families import family_of, left_after
from tests.sites import free_port

GONE_WITHIN_SECONDS = 30.0
# Where the provider brings its receipts, and the secret that it brings with them.
SLUG, HOOK_SECRET = "marlowe-park", "a secret of a run of faults"
# Everybody's connection but the one that cuts: the sessions of Daymark, in the middle of whatever they do.
SESSIONS = """
FROM pg_stat_activity
WHERE datname = %s AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


@dataclass
class Place:
    """The servers of a run. Start and stop them from the main thread, with which they end."""

    folder: Path
    site_port: int
    provider: Provider
    server: Server
    redis: RedisServer | None

    @property
    def addresses(self) -> Addresses:
        """The addresses of the database; they stay the same when the server starts again."""
        return addresses_of(self.server, template_name())

    @property
    def broker(self) -> str:
        """The address of Redis, there or not."""
        return f"redis+socket://{self.folder / 'redis.sock'}"

    def crash_postgres(self) -> None:
        """End the server at once, without a checkpoint, and start it again: it recovers from its log."""
        everyone = family_of(self.server.process.pid)
        self.server.process.send_signal(signal.SIGQUIT)
        self.server.process.wait(GONE_WITHIN_SECONDS)
        assert not left_after(everyone, seconds=GONE_WITHIN_SECONDS)
        self.server = start(self.folder / "postgres", durable=True)

    def cut_connections(self) -> int:
        """End every connection to the database, from the server's side; returns how many there were."""
        return self._count("count(pg_terminate_backend(pid))")

    def sessions(self) -> int:
        """How many connections to the database there are."""
        return self._count("count(*)")

    def _count(self, what: LiteralString) -> int:
        with psycopg.connect(self.server.url("postgres", SUPERUSER), autocommit=True) as connection:
            row = connection.execute(f"SELECT {what} {SESSIONS}", [self.addresses.name]).fetchone()
        return int(str(row[0])) if row else 0

    def kill_redis(self) -> None:
        """`kill -9`: whatever it held is gone, and so is it, until `start_redis`."""
        if self.redis is not None:
            self.redis.process.kill()
            self.redis.process.wait(GONE_WITHIN_SECONDS)
            self.redis = None

    def start_redis(self) -> None:
        """An empty Redis on the same socket."""
        if self.redis is None:
            self.redis = start_redis(self.folder)

    def flush_redis(self) -> None:
        """Redis forgets everything and stays."""
        if self.redis is not None:
            flush(self.redis)


def flush(redis: RedisServer) -> None:
    """Redis forgets everything and stays."""
    with Redis(unix_socket_path=str(redis.socket_path)) as client:
        client.flushall()


@contextmanager
def place() -> Iterator[Place]:
    """All servers of a run, in a folder of its own that is removed with them."""
    with tempfile.TemporaryDirectory(prefix="dm-chaos-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)
        postgres = folder / "postgres"
        copy_migrated_cluster(postgres)
        try:
            port = free_port()
            receipts = f"http://127.0.0.1:{port}/hooks/notify/{SLUG}/receipts/"
            with provider(folder, receipts_to=receipts, token=HOOK_SECRET) as stand_in:
                made = Place(folder, port, stand_in, start(postgres, durable=True), start_redis(folder))
                try:
                    yield made
                finally:
                    made.kill_redis()
                    made.server.stop()
        finally:
            shutil.rmtree(place_of(postgres).base, ignore_errors=True)
