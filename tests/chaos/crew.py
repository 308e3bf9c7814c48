"""The processes that send: started, killed, frozen, and started again as a supervisor would."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from config.local.processes import dies_with_parent
from tests.databases import ROOT
from tests.families import family_of

STOPS_WITHIN_SECONDS = 15.0
ESTABLISHED = "01"


@dataclass
class Member:
    """One program of the crew, the head of a process group of its own. `role` is worker, drain or site."""

    name: str
    role: str
    command: Sequence[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    frozen_until: float = 0.0
    starts: int = 0

    def start(self) -> None:
        """Start the program; call it from the main thread, with which it ends."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=dies_with_parent(),
            )
        self.starts += 1

    @property
    def is_running(self) -> bool:
        """Whether the program is there, frozen or not."""
        return self.process is not None and self.process.poll() is None

    def send(self, number: signal.Signals) -> None:
        """Signal the program and whatever it started."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def kill(self) -> None:
        """`kill -9`, of all its processes."""
        self.send(signal.SIGKILL)
        if self.process is not None:
            self.process.wait(STOPS_WITHIN_SECONDS)
        self.frozen_until = 0.0

    def freeze(self, seconds: float) -> None:
        """SIGSTOP; `Crew.look` sends SIGCONT when the time is over."""
        self.send(signal.SIGSTOP)
        self.frozen_until = time.monotonic() + seconds

    def go_on(self) -> None:
        """SIGCONT."""
        self.send(signal.SIGCONT)
        self.frozen_until = 0.0

    def pids(self) -> list[int]:
        """Its processes."""
        return family_of(self.process.pid) if self.process is not None and self.is_running else []


@dataclass
class Crew:
    """All programs that send or wake; the dead are started again at the next look."""

    members: list[Member] = field(default_factory=list)

    def start(self) -> None:
        """Start everybody."""
        for member in self.members:
            member.start()

    def look(self) -> None:
        """Start the dead again, and let go on whose time in the ice is over."""
        for member in self.members:
            if not member.is_running:
                member.start()
            elif member.frozen_until and time.monotonic() >= member.frozen_until:
                member.go_on()

    def thaw(self) -> None:
        """Let everybody go on at once."""
        for member in self.members:
            if member.frozen_until:
                member.go_on()

    def of(self, role: str) -> list[Member]:
        """Those of a role, dead or alive."""
        return [one for one in self.members if one.role == role]

    def able(self, role: str) -> list[Member]:
        """Those of a role who run and are not frozen."""
        return [one for one in self.of(role) if one.is_running and not one.frozen_until]

    def stop(self) -> None:
        """End everybody, asked or not."""
        for member in self.members:
            member.send(signal.SIGCONT)
            member.send(signal.SIGKILL)
        for member in self.members:
            if member.process is not None:
                member.process.wait(STOPS_WITHIN_SECONDS)

    def last_words(self) -> str:
        """The end of everybody's log."""
        return "\n".join(
            f"{member.log.name}:\n{member.log.read_text(errors='replace')[-1500:]}"
            for member in self.members
            if member.log.exists()
        )


def sending(members: Sequence[Member], port: int) -> list[Member]:
    """Those who have a connection to the provider's port open at this moment: a message is on its way."""
    inodes = set(_connections_to(port))
    return [one for one in members if inodes and any(inodes & _sockets_of(pid) for pid in one.pids())]


def _connections_to(port: int) -> Iterator[str]:
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        facts = line.split()
        remote, state, inode = facts[2], facts[3], facts[9]
        if state == ESTABLISHED and int(remote.partition(":")[2], 16) == port:
            yield inode


def _sockets_of(pid: int) -> set[str]:
    found = set()
    with suppress(FileNotFoundError, ProcessLookupError):
        for entry in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):
                target = str(entry.readlink())
                if target.startswith("socket:["):
                    found.add(target[8:-1])
    return found
