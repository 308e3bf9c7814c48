"""`make demo`: a database, a trust of two schools, web server, worker, scheduler and drain, in one run.

Everything that it starts ends with it. The data stays under the data folder (`var/`), so a second start on
the same day is quick; a start on a later day brings the schools' marks forward.
"""

import argparse
import fcntl
import hashlib
import json
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from config.database import APP_ROLE, OWNER_ROLE
from config.local.demo_day import demo_start
from config.local.postgres import DATABASE, Server, start
from config.local.postgres_binaries import NoPostgres
from config.local.secrets import local_secrets
from config.local.supervisor import Stopped, Supervisor

ROOT = Path(__file__).resolve().parents[2]
LONDON = ZoneInfo("Europe/London")
ANSWERS_WITHIN_SECONDS = 120.0
MADE_FROM = (
    "*/migrations/*.py",
    "*/migrations/*.sql",
    "integrations/demo/**/*.py",
    "config/management/commands/migrate.py",
)


@dataclass(frozen=True)
class Demo:
    """One run of the demo: where its data is, its port, and how far its clock is from the real one."""

    data_dir: Path
    port: int
    clock_offset: float

    @property
    def marker(self) -> Path:
        """What the data in the database was made from, so that a second start can leave it alone."""
        return self.data_dir / "demo.json"

    def environment(self, app_url: str) -> dict[str, str]:
        """What every process of the demo sees; the web and the worker never see the owner's address."""
        secrets = local_secrets(self.data_dir)
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"}
        return kept | {
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "DAYMARK_DATA_DIR": str(self.data_dir),
            "DAYMARK_CLOCK_OFFSET": str(self.clock_offset),
            "DAYMARK_SECRET_KEY": os.environ.get("DAYMARK_SECRET_KEY") or secrets.secret_key,
            "DAYMARK_FIELD_KEYS": os.environ.get("DAYMARK_FIELD_KEYS") or secrets.field_key,
            "DATABASE_URL": app_url,
            "PYTHONUNBUFFERED": "1",
        }

    def web_command(self) -> list[str]:
        """Two workers of granian, on this machine only."""
        return [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"),
            *("--host", "127.0.0.1", "--port", str(self.port), "--workers", "2", "--blocking-threads", "1"),
            "config.local.demo_site:application",
        ]

    def worker_command(self) -> list[str]:
        """One worker of two threads."""
        return [*celery(), "worker", "-P", "threads", "-c", "2", "--without-gossip", "--without-mingle"]

    def beat_command(self) -> list[str]:
        """The scheduler; it keeps when each job last ran beside the data."""
        return [*celery(), "beat", "--schedule", str(self.data_dir / "beat"), "--pidfile="]

    def drain_command(self) -> list[str]:
        """What sends messages and runs late jobs without the queue."""
        return [sys.executable, "manage.py", "drain", "--loop"]


def celery() -> list[str]:
    """The queue's command, without its banner."""
    return [sys.executable, "-m", "celery", "-A", "config", "-q"]


def main() -> None:
    """Runs the demo until a signal or the end of one of its programs."""
    parser = argparse.ArgumentParser(description="Serves the demo until it is stopped.")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    parser.add_argument("--started-by", type=int, default=os.getppid(), help="end with this parent process")
    arguments = parser.parse_args()
    port = arguments.port
    data_dir = Path(os.environ.get("DAYMARK_DATA_DIR") or ROOT / "var").resolve()
    supervisor = Supervisor(root=ROOT, logs=data_dir / "log")
    supervisor.take_charge(parent=arguments.started_by)
    lock = hold(data_dir)
    refuse_used_port(port)
    began = time.monotonic()
    server: Server | None = None
    try:
        app_url, owner_url, server = database(data_dir, supervisor)
        now = datetime.now(LONDON)
        offset = (demo_start(os.environ.get("DAYMARK_NOW", ""), now) - now).total_seconds()
        serve(Demo(data_dir, port, round(offset)), supervisor, app_url, owner_url, began)
    except NoPostgres as problem:
        raise Stopped(str(problem)) from problem
    finally:
        supervisor.stop()
        if server is not None:
            server.stop()
        lock.close()


def hold(data_dir: Path) -> IO[str]:
    """Makes sure that one demo at a time uses this data."""
    data_dir.mkdir(parents=True, exist_ok=True)
    lock = (data_dir / "demo.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Stopped(f"A demo with the data in {data_dir} is running already.") from error
    return lock


def refuse_used_port(port: int) -> None:
    """Stops before anything is started when the port is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Stopped(f"Port {port} is in use. Choose another: make demo PORT={port + 1}") from error


def database(data_dir: Path, supervisor: Supervisor) -> tuple[str, str, Server | None]:
    """The addresses for the web and for the owner; the server is ours unless DATABASE_URL names one."""
    app_url, owner_url = os.environ.get("DATABASE_URL", ""), os.environ.get("DATABASE_OWNER_URL", "")
    if app_url and owner_url:
        return app_url, owner_url, None
    if app_url:
        raise Stopped("DATABASE_URL is set. Set DATABASE_OWNER_URL too: it makes the tables.")
    server = start(data_dir / "postgres", durable=True)
    supervisor.watch("database", server.process, server.place.base / "server.log")
    return server.url(DATABASE, APP_ROLE), server.url(DATABASE, OWNER_ROLE), server


def serve(demo: Demo, supervisor: Supervisor, app_url: str, owner_url: str, began: float) -> None:
    """Brings the data up to date, starts the programs, says where to look, and watches."""
    environment = demo.environment(app_url)
    prepare(demo, supervisor, environment | {"DATABASE_OWNER_URL": owner_url})
    supervisor.start("web server", demo.web_command(), environment)
    wait_for_answer(demo.port, supervisor)
    supervisor.start("worker", demo.worker_command(), environment)
    supervisor.start("scheduler", demo.beat_command(), environment)
    supervisor.start("drain", demo.drain_command(), environment)
    address = f"http://localhost:{demo.port}"
    print(f"\nDaymark is at {address} (ready after {time.monotonic() - began:.0f} s)\n", flush=True)
    supervisor.run([sys.executable, "manage.py", "demo_sign_ins"], environment)
    print("\nCtrl-C stops it. The data stays in", demo.data_dir, flush=True)
    supervisor.wait()


def prepare(demo: Demo, supervisor: Supervisor, environment: dict[str, str]) -> None:
    """Migrates and makes the schools' data when the database, the day or the code that makes them is new."""
    day = datetime.fromtimestamp(time.time() + demo.clock_offset, LONDON).date().isoformat()
    wanted = {"day": day, "made_from": digest(), "database": environment["DATABASE_URL"]}
    if demo.marker.exists() and json.loads(demo.marker.read_text()) == wanted:
        return
    demo.marker.unlink(missing_ok=True)
    print("Making the demo's schools; this takes a minute or two ...", flush=True)
    for command in (["migrate", "--verbosity=0"], ["demo_school"]):
        supervisor.run([sys.executable, "manage.py", *command], environment)
    demo.marker.write_text(json.dumps(wanted))


def digest() -> str:
    """Changes with every file that shapes the tables or the demo's data."""
    total = hashlib.sha256()
    for pattern in MADE_FROM:
        for path in sorted(ROOT.glob(pattern)):
            total.update(path.read_bytes())
    return total.hexdigest()


def wait_for_answer(port: int, supervisor: Supervisor) -> None:
    """Waits for the first page."""
    deadline = time.monotonic() + ANSWERS_WITHIN_SECONDS
    while time.monotonic() < deadline:
        supervisor.check()
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise Stopped("The web server did not answer. Its words are in the log folder.")


if __name__ == "__main__":
    main()
