"""Some seconds of a morning's rush on the real web server; `make bench` runs a minute of it."""

from tests.benchmarks.load import open_loop
from tests.benchmarks.whole_school import STARTS_AT, build_whole_school
from tests.databases import Addresses
from tests.sites import ServeSite

A_SECOND, SECONDS, MARKS = 50, 12, 3


def test_fifty_saves_a_second_meet_no_fault(own_database: Addresses, serve_site: ServeSite) -> None:
    school = build_whole_school(own_database)
    site = serve_site(workers=2, DAYMARK_NOW=STARTS_AT)
    report = open_loop(site, school, batch=MARKS, a_second=A_SECOND, seconds=SECONDS)
    assert report.faults == []
    assert len(report.waits) == A_SECOND * SECONDS
