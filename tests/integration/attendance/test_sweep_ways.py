"""The ways that `make bench` times give the same rows: the tallies, three statements over marks, DuckDB."""

from pathlib import Path

from tests.benchmarks import recount_ways, sweep_ways
from tests.benchmarks.trust_ways import as_the_web, recount_ms, ways_of
from tests.benchmarks.trusts import build_trust
from tests.databases import Addresses, owner_connection

PUPILS = 80


def test_all_ways_of_a_sweep_and_of_a_recount_agree(own_database: Addresses, tmp_path: Path) -> None:
    trust = build_trust(own_database, schools=1, pupils=PUPILS)
    with as_the_web(own_database) as web:
        found = {name: way(folded=False) for name, way in ways_of(web, own_database, trust, tmp_path).items()}
    with owner_connection(own_database) as owner:
        for way in (recount_ways.ours, *recount_ways.RIVALS.values()):
            # Asserts that the tallies are what they were before a week was spoilt.
            recount_ms(owner, way, trust.schools)

    assert len(found["Daymark"]) == PUPILS
    assert [name for name, rows in found.items() if rows != found["Daymark"]] == []
    assert any(row[sweep_ways.COLUMNS.index("severe")] for row in found["Daymark"])
