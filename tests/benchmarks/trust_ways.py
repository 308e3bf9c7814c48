"""Each way to sweep a trust, by name, ready to be asked; and a recount that is put back afterwards."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from schools.calendar import academic_year_start, last_school_weeks
from tests.benchmarks import recount_ways, sweep_ways
from tests.benchmarks.duck import duck_of, duck_rows
from tests.benchmarks.timing import one_ms
from tests.benchmarks.trusts import BigTrust
from tests.databases import Addresses

# The same for all ways.
SESSION = "SET statement_timeout = 0; SET work_mem = '64MB'; SET max_parallel_workers_per_gather = 2"


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
