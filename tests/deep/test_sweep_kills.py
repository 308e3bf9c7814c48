"""Killing the sweep's worker at 20 random moments changes no result and repeats no notice ("Done when" 4)."""

import os
import random
import secrets
import sys

from django.db import connections

from tests.databases import Addresses
from tests.sweep_kills import Sweeper, school_to_sweep

KILLS, KILLS_OF_ONE_RUN = 20, 4


def test_killed_at_twenty_random_moments_the_sweeps_end_as_one_run_does(own_database: Addresses) -> None:
    seed = int(os.environ.get("DAYMARK_SEED", secrets.randbelow(10**9)))
    school = school_to_sweep(own_database, classes=20)
    connections.close_all()
    sweeper = Sweeper(own_database, school, random.Random(seed))
    expected = sweeper.in_one_go()
    for table in ("crossedline", "linetold", "movementtold", "sweep"):
        assert expected[f"attendance_{table}"], table
    while len(sweeper.killed_after) < KILLS:
        found = sweeper.with_kills(min(KILLS_OF_ONE_RUN, KILLS - len(sweeper.killed_after)))
        different = {name for name in expected if expected[name] != found[name]}
        assert not different, (seed, sweeper.killed_after)
    moments = ", ".join(f"{moment:.2f}" for moment in sweeper.killed_after)
    sys.stdout.write(f"\nSeed {seed}, {sweeper.seconds:.2f} s of work, killed after {moments} s\n")
