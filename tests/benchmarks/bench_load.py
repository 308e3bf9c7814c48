"""A morning's rush: whole registers saved at a steady pace for a minute."""

from tests.benchmarks.load import open_loop
from tests.benchmarks.whole_school import STARTS_AT, build_whole_school
from tests.databases import Addresses
from tests.sites import ServeSite

A_SECOND, SECONDS = 50, 60


def test_fifty_saves_a_second_for_a_minute(own_database: Addresses, serve_site: ServeSite) -> None:
    school = build_whole_school(own_database)
    site = serve_site(workers=2, DAYMARK_NOW=STARTS_AT)
    report = open_loop(site, school, a_second=A_SECOND, seconds=SECONDS)
    print(f"\n\n{A_SECOND} saves of 30 marks a second for {SECONDS} s, 2 workers\n{report.words()}")
    assert report.faults == []
    assert len(report.waits) == A_SECOND * SECONDS
