"""Child processes that cannot outlive their parent."""

import ctypes
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(death_signal: signal.Signals = signal.SIGKILL) -> None:
    """Asks the kernel to send this process a signal when its parent ends."""
    _libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)


def inherit_orphans() -> None:
    """Makes this process the parent of whatever its children leave behind."""
    _libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def dies_with_parent(death_signal: signal.Signals = signal.SIGKILL) -> Callable[[], None]:
    """What a child calls before its program starts, so that the kernel signals it when this process ends.

    The kernel follows the thread that forks and forgets the wish when the user id changes: call this in
    the main thread, and let the child change its user first (`subprocess.Popen(user=...)` does).
    """
    parent = os.getpid()

    def ask() -> None:
        die_with_parent(death_signal)
        if os.getppid() != parent:
            os._exit(1)

    return ask


def children_of(parent: int) -> Iterator[int]:
    """The processes whose parent is this one, by their ids."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name stands in brackets and may hold anything; state and parent follow the last bracket.
            facts = stat.read_text(errors="replace").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(facts[1]) == parent:
            yield int(stat.parent.name)
