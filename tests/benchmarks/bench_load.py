"""A morning's rush: forty classes that save as they go, at a steady pace for a minute."""

from tests.benchmarks.load import open_loop
from tests.benchmarks.whole_school import STARTS_AT, build_whole_school
from tests.databases import Addresses
from tests.sites import ServeSite

# A page sends what was pressed in the last moments: a few marks at a time.
A_SECOND, SECONDS, MARKS = 50, 60, 3


def test_fifty_saves_a_second_for_a_minute(own_database: Addresses, serve_site: ServeSite) -> None:
    school = build_whole_school(own_database)
    site = serve_site(workers=2, DAYMARK_NOW=STARTS_AT)
    report = open_loop(site, school, batch=MARKS, a_second=A_SECOND, seconds=SECONDS)
    print(f"\n\n{A_SECOND} saves of {MARKS} marks a second for {SECONDS} s, 2 workers\n{report.words()}")
    assert report.faults == []
    assert len(report.waits) == A_SECOND * SECONDS
