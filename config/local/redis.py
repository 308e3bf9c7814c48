"""Starts a Redis for one machine, on a socket and no port, keeping nothing."""

import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from config.local.processes import dies_with_parent

STARTS_WITHIN_SECONDS = 10.0


@dataclass(frozen=True)
class RedisServer:
    """A running Redis, a direct child of this process."""

    process: subprocess.Popen[bytes]
    socket_path: Path

    @property
    def url(self) -> str:
        """The address that Celery understands."""
        return f"redis+socket://{self.socket_path}"

    def stop(self) -> None:
        """Stops it at once; there is nothing to save."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(STARTS_WITHIN_SECONDS)


def start_redis(folder: Path) -> RedisServer:
    """Starts the system's redis-server with its socket in this folder. Call it from the main thread."""
    socket_path = folder / "redis.sock"
    with (folder / "redis.log").open("ab") as log:
        process = subprocess.Popen(
            [
                "redis-server",
                "--port",
                "0",
                "--unixsocket",
                str(socket_path),
                "--save",
                "",
                "--appendonly",
                "no",
            ],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=dies_with_parent(),
        )
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(str(socket_path)) == 0:
                return RedisServer(process, socket_path)
        time.sleep(0.02)
    process.kill()
    raise RuntimeError(f"Redis did not start:\n{(folder / 'redis.log').read_text(errors='replace')}")
