"""Programs that run together end together; `tests/deep` does the same to the whole demo."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from config.local.processes import children_of
from tests.databases import ROOT
from tests.families import family_of, left_after

SUPERVISES = r"""
import os, sys
from pathlib import Path
from config.local.supervisor import Supervisor
PARENT = "import subprocess, time; subprocess.Popen(['sleep', '99'], start_new_session=True); time.sleep(99)"
supervisor = Supervisor(root=Path.cwd(), logs=Path(sys.argv[1]))
supervisor.take_charge(parent=os.getppid())
try:
    supervisor.start("sleeper", ["sleep", "120"], {"PATH": "/usr/bin:/bin"})
    supervisor.start("parent", [sys.executable, "-c", PARENT], {"PATH": "/usr/bin:/bin"})
    import time
    from config.local.processes import children_of
    while not any(True for child in children_of(os.getpid()) for _ in children_of(child)):
        time.sleep(0.02)
    print("ready", flush=True)
    supervisor.wait()
finally:
    supervisor.stop()
"""
ENDS_WITHIN_SECONDS = 30


def supervised(logs: Path) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", SUPERVISES, str(logs)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.parametrize("victim", [1, 2])
def test_when_a_program_is_killed_the_others_and_their_children_end(tmp_path: Path, victim: int) -> None:
    process = supervised(tmp_path)
    everyone = family_of(process.pid)
    assert len(everyone) == 4
    os.kill(everyone[victim], signal.SIGKILL)
    assert left_after(everyone, seconds=ENDS_WITHIN_SECONDS) == []
    process.communicate(timeout=ENDS_WITHIN_SECONDS)
    assert process.returncode == 1


def test_when_it_is_asked_to_stop_everything_ends_well(tmp_path: Path) -> None:
    process = supervised(tmp_path)
    everyone = family_of(process.pid)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=ENDS_WITHIN_SECONDS)
    assert process.returncode == 0
    assert left_after(everyone, seconds=ENDS_WITHIN_SECONDS) == []


def test_when_it_is_killed_its_programs_end(tmp_path: Path) -> None:
    process = supervised(tmp_path)
    programs = list(children_of(process.pid))
    orphans = [pid for program in programs for pid in children_of(program)]
    process.kill()
    process.communicate(timeout=ENDS_WITHIN_SECONDS)
    assert len(programs) == 2
    assert left_after(programs, seconds=ENDS_WITHIN_SECONDS) == []
    for pid in orphans:
        os.kill(pid, signal.SIGKILL)
