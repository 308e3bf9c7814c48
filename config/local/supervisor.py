"""Runs a few programs together: when one ends, all end, and none is ever left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from config.local.processes import children_of, die_with_parent, dies_with_parent, inherit_orphans

STOPS_WITHIN_SECONDS = 4.0
LOOKS_EACH_SECONDS = 0.2
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(SystemExit):
    """The run is over; the code or the sentence says why."""


@dataclass(frozen=True)
class Child:
    """A running program, the head of a process group of its own."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def last_words(self) -> str:
        """The end of what it wrote, and how it ended."""
        code = self.process.poll()
        log = self.log.read_text(errors="replace")[-1500:] if self.log.exists() else ""
        return f"The {self.name} ended with code {code}; everything stops.\n{log}"


@dataclass
class Supervisor:
    """Starts programs in one folder, and writes what they say to files in another."""

    root: Path
    logs: Path
    watched: list[Child] = field(default_factory=list)

    def take_charge(self, *, parent: int) -> None:
        """Makes this process end with its parent, inherit orphans, and stop on the usual signals."""
        for number in STOP_SIGNALS:
            signal.signal(number, _stop)
        inherit_orphans()
        die_with_parent(signal.SIGTERM)
        if os.getppid() != parent:
            raise Stopped(1)

    def start(self, name: str, command: Sequence[str], environment: dict[str, str]) -> None:
        """Starts a program that dies with this process."""
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.logs / f"{name.replace(' ', '-')}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                cwd=self.root,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=dies_with_parent(),
            )
        self.watched.append(Child(name, process, log))

    def watch(self, name: str, process: subprocess.Popen[bytes], log: Path) -> None:
        """Watches a program that another part of this process started."""
        self.watched.append(Child(name, process, log))

    def run(self, command: Sequence[str], environment: dict[str, str]) -> None:
        """Runs one step to its end, in the open; a step that fails ends everything."""
        result = subprocess.run(
            command,
            cwd=self.root,
            env=environment,
            stdin=subprocess.DEVNULL,
            preexec_fn=dies_with_parent(),
            check=False,
        )
        if result.returncode:
            raise Stopped(f"This step failed: {' '.join(command)}")

    def check(self) -> None:
        """Ends everything when a watched program has ended."""
        for child in self.watched:
            if child.process.poll() is not None:
                raise Stopped(child.last_words())

    def wait(self) -> None:
        """Watches until a program ends or somebody asks us to stop."""
        while True:
            self.check()
            time.sleep(LOOKS_EACH_SECONDS)

    def stop(self) -> None:
        """Ends every program in the turn opposite to their start: asks, then ends the whole group."""
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        deadline = time.monotonic() + STOPS_WITHIN_SECONDS
        for child in reversed(self.watched):
            child.process.terminate()
        for child in reversed(self.watched):
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.05, deadline - time.monotonic()))
            with suppress(ProcessLookupError):
                os.killpg(child.process.pid, signal.SIGKILL)
        end_orphans()


def end_orphans() -> None:
    """Ends what our programs left behind: it became ours when its parent ended."""
    for _ in range(20):
        left = list(children_of(os.getpid()))
        if not left:
            return
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _stop(number: int, frame: FrameType | None) -> None:
    sys.stdout.write("\n")
    raise Stopped(0)
