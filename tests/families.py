"""Processes and their descendants, for tests that end one and look for the others."""

import time
from pathlib import Path

from config.local.processes import children_of


def family_of(pid: int) -> list[int]:
    """This process and all that descend from it."""
    return [pid, *(member for child in children_of(pid) for member in family_of(child))]


def is_running(pid: int) -> bool:
    """Whether the process is there and is more than an entry that nobody has read."""
    try:
        facts = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return facts[0] not in "ZX"


def name_of(pid: int) -> str:
    """The command line of a process, in one line."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def left_after(pids: list[int], *, seconds: float) -> list[str]:
    """Which of these still run when the time is over; answers at once when none does."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and any(map(is_running, pids)):
        time.sleep(0.05)
    return [f"{pid} {name_of(pid)}" for pid in pids if is_running(pid)]
