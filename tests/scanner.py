"""A virus scanner for tests: the real clamd, which knows one signature, and a stand-in that misbehaves."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

# The test file of the industry, in two halves so that no scanner takes this file away.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + rb"ANTIVIRUS-TEST-FILE!$H+H*"
SIGNATURE = f"Daymark.Test.Eicar:0:*:{EICAR[-40:].hex()}\n"
STARTS_WITHIN_SECONDS = 20


@contextmanager
def running_clamd(folder: Path) -> Iterator[str]:
    """Start clamd with one signature; yields the path of its socket."""
    signatures, address = folder / "signatures", folder / "clamd.sock"
    signatures.mkdir()
    (signatures / "test.ndb").write_text(SIGNATURE)
    (folder / "clamd.conf").write_text(
        f"LocalSocket {address}\nDatabaseDirectory {signatures}\nForeground yes\nAlertExceedsMax yes\n"
        "StreamMaxLength 25M\nMaxFileSize 25M\nSelfCheck 0\nConcurrentDatabaseReload no\n"
    )
    program = shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or "clamd"
    command = [program, "--config-file", str(folder / "clamd.conf")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as scanner:
        try:
            deadline = time.monotonic() + STARTS_WITHIN_SECONDS
            while not address.exists():
                assert scanner.poll() is None, "clamd ended at once"
                assert time.monotonic() < deadline, "clamd did not start"
                time.sleep(0.02)
            yield str(address)
        finally:
            scanner.terminate()
            scanner.wait(timeout=10)


@contextmanager
def stand_in(answer: bytes) -> Iterator[str]:
    """A scanner that hears everything and says these bytes, then hangs up; yields its `host:port`."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)
        host, port = server.getsockname()

        def serve() -> None:
            line, _ = server.accept()
            with line:
                line.settimeout(5)
                while not line.recv(1 << 20).endswith(b"\0\0\0\0"):
                    pass
                line.sendall(answer)

        thread = Thread(target=serve)
        thread.start()
        yield f"{host}:{port}"
        thread.join()
