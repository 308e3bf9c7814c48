"""Imports with real connections: progress that others see, and a worker that is killed."""

import os
import random
import signal
import subprocess
import sys

import psycopg
import pytest
from django.db import connections

from attendance.models import Mark
from integrations.mis.csv import sync
from integrations.mis.csv.filing.act import Act, Filed
from integrations.mis.csv.reading import OpenFile
from integrations.models import ImportRun, RunState
from integrations.services.runs import ask_for_check, ask_to_bring_in
from schools.models import Pupil
from tests.databases import ROOT, Addresses
from tests.import_kills import Killer, clean_run, contents, copy_of, wait_for_the_lock
from tests.integration.integrations.conftest import new_school
from tests.integration.integrations.steps import AT, FOLDER, checked, uploaded

# A worker that says when all marks are in its transaction, and then waits for its end.
WORKER = """
import sys, time
import django
django.setup()
from integrations.mis.csv import report, sync
from integrations.models import ImportRun
from tests.integration.integrations.steps import AT
write = report.write
def wait(file, found, *, is_applied=False):
    if file.kind == "marks":
        print("marks are in", flush=True)
        time.sleep(60)
    write(file, found, is_applied=is_applied)
report.write = wait
sync.bring_in(ImportRun.objects.get(pk=int(sys.argv[1])), at=AT)
"""


def test_progress_is_seen_by_others_while_the_work_goes_on(
    own_database: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[object, ...]] = []
    filers = dict(sync.FILERS)

    def look(file: OpenFile, act: Act) -> Filed:
        filed = filers[file.kind](file, act)
        with psycopg.connect(own_database.app) as another:
            seen.extend(another.execute("SELECT done, total, words FROM integrations_importrun").fetchall())
        return filed

    monkeypatch.setattr(sync, "FILERS", dict.fromkeys(filers, look))
    monkeypatch.setattr("integrations.mis.csv.reading.TELL_EVERY", 3)
    checked(new_school(), dict(FOLDER))
    assert seen[0] == (8, 33, "Checking calendar.csv")
    assert seen[-1] == (27, 33, "Checking marks.csv")


def test_a_killed_worker_leaves_no_half_file_and_another_goes_on(own_database: Addresses) -> None:
    run = checked(new_school(), dict(FOLDER))
    ask_to_bring_in(run=run, by=None, at=AT)
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(run.pk)],
        cwd=ROOT,
        env=os.environ | own_database.environment | {"DJANGO_SETTINGS_MODULE": "config.settings.test"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == "marks are in\n"
    worker.send_signal(signal.SIGKILL)
    worker.wait(10)
    worker.stdout.close()
    assert (ImportRun.objects.get().state, Pupil.objects.count(), Mark.objects.count()) == ("applying", 3, 0)
    wait_for_the_lock(own_database, run.pk)
    sync.bring_in(run, at=AT)
    assert (run.state, Mark.objects.count()) == (RunState.DONE, 6)


def test_killed_twice_at_random_it_ends_as_a_clean_run(own_database: Addresses) -> None:
    run = uploaded(new_school(), FOLDER)
    ask_for_check(run=run, by=None, at=AT)
    connections.close_all()
    with copy_of(own_database, "clean") as clean:
        killer = Killer(clean_run(clean, run.pk), random.Random())
        expected = contents(clean)
    with copy_of(own_database, "killed") as killed:
        killer.take_through(killed, run.pk, kills=2)
        assert contents(killed) == expected, killer.killed_at


def test_an_import_goes_on_although_its_progress_cannot_be_told(
    own_database: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("integrations.mis.csv.progress.SAY", "SELECT nonsense %s %s")
    assert checked(new_school(), dict(FOLDER)).state == RunState.READY
