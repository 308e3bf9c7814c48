"""Sweeps of trusts of 1, 10 and 100 schools from the tallies, and recounts, beside their rivals.

`DAYMARK_BENCH_SCHOOLS=100 make bench` adds the hundred schools, whose 38 million marks take their time to
make. Each way has its turn in each round, so that a busy machine is equally busy for all.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
import pytest

from schools.calendar import academic_year_start, last_school_weeks
from tests.benchmarks import recount_ways, sweep_ways
from tests.benchmarks.duck import duck_of, duck_rows
from tests.benchmarks.timing import one_ms
from tests.benchmarks.trusts import BigTrust, build_trust
from tests.databases import Addresses, owner_connection

MOST = int(os.environ.get("DAYMARK_BENCH_SCHOOLS", "10"))
SIZES = [size for size in (1, 10, 100) if size <= MOST]
ROUNDS = {1: 9, 10: 7, 100: 3}
TIMES_FASTER, TIMES_DUCK, TIMES_RECOUNT, TIMES_A_SCHOOL = 5, 1, 1.3, 1.5
RECOUNTED = 3
# The same for all ways.
SESSION = "SET statement_timeout = 0; SET work_mem = '64MB'; SET max_parallel_workers_per_gather = 2"
# Milliseconds a school, by size of the trust, of the sizes measured so far.
a_school: dict[int, float] = {}


@pytest.mark.parametrize("schools", SIZES)
def test_a_sweep_of_a_trust_beside_its_rivals(own_database: Addresses, tmp_path: Path, schools: int) -> None:
    trust = build_trust(own_database, schools=schools)
    with as_the_web(own_database) as web:
        ways = ways_of(web, own_database, trust, tmp_path)
        expected = ways["Daymark"](folded=False)
        for name, way in ways.items():
            assert way(folded=False) == expected, name
        took = by_turns(ways, rounds=ROUNDS[schools])
    say(f"Sweep of {schools} schools, {len(expected):,} pupils", took)

    a_school[schools] = took["Daymark"] / schools
    rival = min(took[name] for name in sweep_ways.RIVALS)
    print(f"{rival / took['Daymark']:.1f} times faster than the best statement over marks (goal: 5)")
    print(f"{took['DuckDB'] / took['Daymark']:.1f} times faster than DuckDB over Parquet (goal: 1)")
    print(f"{took['school by school'] / took['Daymark']:.1f} times as long school by school")
    print("ms a school: " + ", ".join(f"{ms:.1f} of {size}" for size, ms in a_school.items()))
    assert rival >= TIMES_FASTER * took["Daymark"]
    assert took["DuckDB"] > TIMES_DUCK * took["Daymark"]
    assert a_school[schools] <= TIMES_A_SCHOOL * min(a_school.values())


@pytest.mark.parametrize("schools", [size for size in SIZES if size <= 10])
def test_a_recount_beside_its_rivals(own_database: Addresses, schools: int) -> None:
    trust = build_trust(own_database, schools=schools)
    ways = {"Daymark": recount_ways.ours} | recount_ways.RIVALS
    with owner_connection(own_database) as owner:
        owner.execute(SESSION)
        times: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(ROUNDS[schools] + 1):
            for name, way in ways.items():
                times[name].append(recount_ms(owner, way, trust.schools[:RECOUNTED]))
    took = {name: median(found[1:]) for name, found in times.items()}
    say(f"Recount of {min(schools, RECOUNTED)} schools of {schools}, one week wrong", took)

    ratio = took["Daymark"] / min(took[name] for name in recount_ways.RIVALS)
    print(f"{ratio:.2f} times the best rival (goal: at most {TIMES_RECOUNT})")
    assert ratio <= TIMES_RECOUNT


@contextmanager
def as_the_web(database: Addresses) -> Iterator[psycopg.Connection[Any]]:
    """A connection of the web's role that binds as Django's does."""
    with psycopg.connect(database.app, autocommit=True, cursor_factory=psycopg.ClientCursor) as web:
        web.execute(SESSION)
        yield web


def ways_of(
    web: psycopg.Connection[Any], database: Addresses, trust: BigTrust, folder: Path
) -> dict[str, Callable[..., list[Any]]]:
    """Each way by name: it answers with all its rows in order, or does the same work for one row."""
    duck = duck_of(database, folder)

    def values(schools: list[int]) -> dict[str, Any]:
        weeks = last_school_weeks(trust.on, trust.days)
        year = academic_year_start(trust.on)
        return dict(sweep_ways.sweep_values(schools, year_from=year, weeks_from=weeks[0], on=trust.on))

    def ask(statement: str, schools: list[int], *, folded: bool = True) -> list[Any]:
        sent = sweep_ways.folded(statement) if folded else statement
        return sorted(web.execute(sent.encode(), values(schools)).fetchall())

    def ask_duck(*, folded: bool = True) -> list[Any]:
        sent = sweep_ways.folded(sweep_ways.DUCK) if folded else sweep_ways.DUCK
        return sorted(duck_rows(duck, values(trust.schools), statement=sent))

    def one_by_one(*, folded: bool = True) -> list[Any]:
        return [row for school in trust.schools for row in ask(sweep_ways.OURS, [school], folded=folded)]

    whole = {"Daymark": sweep_ways.OURS} | sweep_ways.RIVALS
    ways: dict[str, Callable[..., list[Any]]] = {
        name: partial(ask, statement, trust.schools) for name, statement in whole.items()
    }
    return ways | {"DuckDB": ask_duck, "school by school": one_by_one}


def by_turns(ways: dict[str, Callable[..., object]], *, rounds: int) -> dict[str, float]:
    """Median milliseconds of each way, after a round that only warms the caches."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds + 1):
        for name, way in ways.items():
            times[name].append(one_ms(way))
    return {name: median(found[1:]) for name, found in times.items()}


def recount_ms(owner: psycopg.Connection[Any], way: recount_ways.Way, schools: list[int]) -> float:
    """Milliseconds to find and mend a wrong week of each school, which is put back afterwards."""
    spent = 0.0
    for school in schools:
        with owner.transaction(force_rollback=True):
            right = owner.execute(recount_ways.HELD.encode(), {"school": school}).fetchall()
            owner.execute(recount_ways.SPOIL, {"school": school})
            spent += one_ms(partial(way, owner, school))
            assert owner.execute(recount_ways.HELD.encode(), {"school": school}).fetchall() == right
    owner.execute("VACUUM attendance_weektally")
    return spent


def say(title: str, took: dict[str, float]) -> None:
    """One line a way, the times beside ours."""
    print(f"\n\n{title}")
    for name, ms in took.items():
        print(f"{name:<20}{ms:>10.1f} ms{ms / took['Daymark']:>8.2f}")
