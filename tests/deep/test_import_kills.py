"""Whenever the worker of an import is killed, the next one ends where one clean run ends ("Done when" 3)."""

import os
import random
import secrets
import sys
from datetime import date, timedelta

from django.db import connections

from integrations.services.runs import ask_for_check
from tests.databases import Addresses
from tests.import_kills import Killer, clean_run, contents, copy_of
from tests.integration.integrations.conftest import new_school
from tests.integration.integrations.steps import AT, uploaded
from tests.integration.integrations.test_import_statements import files, upn

KILLS, KILLS_OF_ONE_RUN = 20, 5
PUPILS, SCHOOL_DAYS = 300, 25
FIRST_MONDAY = date(2026, 2, 23)


def school_of_marks() -> dict[str, str]:
    """The files of a school of 300 with five weeks of marks."""
    days = [FIRST_MONDAY + timedelta(days=day // 5 * 7 + day % 5) for day in range(SCHOOL_DAYS)]
    marks = "".join(
        f"{upn(number)},{mark},{day:%d/%m/%Y},{half}\n"
        for number in range(PUPILS)
        for day in days
        for half, mark in (("AM", "/"), ("PM", "\\"))
    )
    return files(PUPILS) | {"marks.csv": f"UPN,Mark,Mark date,AM/PM\n{marks}"}


def test_killed_at_twenty_random_moments_it_ends_as_a_clean_run(own_database: Addresses) -> None:
    seed = int(os.environ.get("DAYMARK_SEED", secrets.randbelow(10**9)))
    run = uploaded(new_school(), school_of_marks())
    ask_for_check(run=run, by=None, at=AT)
    connections.close_all()
    with copy_of(own_database, "clean") as clean:
        seconds = clean_run(clean, run.pk)
        expected = contents(clean)
    killer = Killer(seconds, random.Random(seed))
    rounds = 0
    while len(killer.killed_at) < KILLS:
        rounds += 1
        kills = min(KILLS_OF_ONE_RUN, KILLS - len(killer.killed_at))
        with copy_of(own_database, f"killed{rounds}") as killed:
            killer.take_through(killed, run.pk, kills=kills)
            found = contents(killed)
        different = {name for name in expected if expected[name] != found[name]}
        assert not different, (seed, rounds, killer.killed_at)
    told = [f"Seed {seed}, {seconds:.1f} s of work, {rounds} runs, killed at:", *killer.killed_at]
    sys.stdout.write("\n  ".join(told) + "\n")
    assert sum(expected["attendance_mark"].values()) == PUPILS * SCHOOL_DAYS * 2
