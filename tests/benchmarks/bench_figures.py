"""Sweeps of trusts of 1, 10 and 100 schools from the tallies, and recounts, beside their rivals.

`DAYMARK_BENCH_SCHOOLS=100 make bench` adds the hundred schools, whose 38 million marks take their time to
make. Each way has its turn in each round, so that a busy machine is equally busy for all.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from statistics import median

import pytest

from tests.benchmarks import recount_ways, sweep_ways
from tests.benchmarks.timing import one_ms
from tests.benchmarks.trust_ways import SESSION, as_the_web, recount_ms, ways_of
from tests.benchmarks.trusts import BigTrust, build_trust
from tests.databases import Addresses, owner_connection

MOST = int(os.environ.get("DAYMARK_BENCH_SCHOOLS", "10"))
SIZES = [size for size in (1, 10, 100) if size <= MOST]
# A hundred schools take minutes a round.
ROUNDS = {1: 9, 10: 7, 100: 3}
TIMES_FASTER, TIMES_DUCK, TIMES_RECOUNT, TIMES_A_SCHOOL = 5, 1, 1.3, 1.5
RECOUNTED = 3
# Milliseconds a school, by size of the trust, of the sizes measured so far.
a_school: dict[int, float] = {}


@pytest.mark.parametrize("schools", SIZES)
def test_sweep_and_recount_of_a_trust_beside_their_rivals(
    own_database: Addresses, tmp_path: Path, schools: int
) -> None:
    trust = build_trust(own_database, schools=schools)
    swept = sweep_times(own_database, trust, tmp_path, rounds=ROUNDS[schools])
    say(f"Sweep of a trust of {schools}: 1,025 pupils and 380,000 marks a school", swept)
    ours, duck = swept["Daymark"], swept["DuckDB"]
    rival = min(swept[name] for name in sweep_ways.RIVALS)
    a_school[schools] = ours / schools
    print(f"{rival / ours:.1f} times faster than the best statement over marks (goal: {TIMES_FASTER})")
    print(f"{duck / ours:.1f} times faster than DuckDB over Parquet (goal: more than {TIMES_DUCK})")
    print("ms a school: " + ", ".join(f"{ms:.1f} in a trust of {size}" for size, ms in a_school.items()))

    counted = recount_times(own_database, trust, rounds=ROUNDS[schools])
    say(f"Recount of {min(schools, RECOUNTED)} of its schools, each with a wrong week", counted)
    recount = counted["Daymark"] / min(counted[name] for name in recount_ways.RIVALS)
    print(f"{recount:.2f} times as long as the best rival (goal: at most {TIMES_RECOUNT})")

    assert rival >= TIMES_FASTER * ours
    assert duck > TIMES_DUCK * ours
    assert recount <= TIMES_RECOUNT
    assert a_school[schools] <= TIMES_A_SCHOOL * next(iter(a_school.values()))


def sweep_times(database: Addresses, trust: BigTrust, folder: Path, *, rounds: int) -> dict[str, float]:
    """Milliseconds of each way, once all have given the same rows."""
    with as_the_web(database) as web:
        ways = ways_of(web, database, trust, folder)
        expected = ways["Daymark"](folded=False)
        for name, way in ways.items():
            assert way(folded=False) == expected, name
        return by_turns(ways, rounds=rounds)


def recount_times(database: Addresses, trust: BigTrust, *, rounds: int) -> dict[str, float]:
    """Milliseconds of each way over some schools; each leaves the same tallies."""
    with owner_connection(database) as owner:
        owner.execute(SESSION)
        schools = trust.schools[:RECOUNTED]
        ways = {"Daymark": recount_ways.ours} | recount_ways.RIVALS
        return medians(
            {name: recount_ms(owner, way, schools) for name, way in ways.items()} for _ in range(rounds + 1)
        )


def by_turns(ways: Mapping[str, Callable[..., object]], *, rounds: int) -> dict[str, float]:
    """Milliseconds of each way, all in turn in each round."""
    return medians({name: one_ms(way) for name, way in ways.items()} for _ in range(rounds + 1))


def medians(rounds: Iterable[dict[str, float]]) -> dict[str, float]:
    """The median of each way, without the first round, which only warms the caches."""
    _, *kept = rounds
    return {name: median(found[name] for found in kept) for name in kept[0]}


def say(title: str, took: dict[str, float]) -> None:
    """One line a way, the times beside ours."""
    print(f"\n\n{title}")
    for name, ms in took.items():
        print(f"{name:<20}{ms:>10.1f} ms{ms / took['Daymark']:>8.2f}")
