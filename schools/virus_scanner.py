"""Asks ClamAV about bytes, in its own words (INSTREAM), within five seconds."""

from __future__ import annotations

import socket
import struct
from contextlib import closing

from django.conf import settings

SECONDS = 5.0
PIECE = 64 * 1024


class ScannerAwayError(Exception):
    """No scanner answered, or not in words that say that a file is clean or not."""


def is_clean(data: bytes) -> bool:
    """Whether the scanner finds nothing; ScannerAwayError where it does not say so in five seconds a step.

    A file that is too large for the scanner counts as not looked at, and never as clean.
    """
    try:
        with closing(_connected()) as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), PIECE):
                piece = data[start : start + PIECE]
                line.sendall(struct.pack("!L", len(piece)) + piece)
            line.sendall(struct.pack("!L", 0))
            answer = _answer(line)
    except OSError as fault:
        raise ScannerAwayError from fault
    if answer == "stream: OK":
        return True
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return False
    raise ScannerAwayError("The scanner answered with neither OK nor FOUND")


def _connected() -> socket.socket:
    """A line to the scanner: an address `host:port`, or the path of its socket."""
    address: str = settings.DAYMARK_CLAMD
    if not address.startswith("/"):
        host, _, port = address.rpartition(":")
        if not host or not port.isdigit():
            raise ScannerAwayError("No scanner is named")
        return socket.create_connection((host, int(port)), timeout=SECONDS)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(SECONDS)
    try:
        line.connect(address)
    except OSError:
        line.close()
        raise
    return line


def _answer(line: socket.socket) -> str:
    """What the scanner says, up to the zero byte with which it ends."""
    heard = b""
    while not heard.endswith(b"\0") and len(heard) < PIECE:
        more = line.recv(4096)
        if not more:
            break
        heard += more
    return heard.rstrip(b"\0").decode("utf-8", errors="replace")
