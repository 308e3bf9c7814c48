"""Published files of the DfE for tests: real rows of 2023/24, and weekly files in the release's headings.

The rows of tests/data/dfe are cells as published; the columns of the year, which the extract leaves out, are
put back as the release has them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

DATA = Path(__file__).parent / "data" / "dfe"
# The headings of "Pupil attendance since week commencing 8 September 2025 - weekly" that we read.
WEEKLY = (
    *("time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code"),
    *("region_name", "new_la_code", "la_name", "old_la_code", "education_phase", "overall_attendance"),
    *("overall_absence", "authorised_absence", "unauthorised_absence", "late_sessions", "possible_sessions"),
    *("attendance_perc", "overall_absence_perc", "authorised_absence_perc", "unauthorised_absence_perc"),
)
SUPPRESSED = "c"
ENGLAND = {"geographic_level": "National", "country_name": "England", "old_la_code": "NA"}
HILLINGDON = {
    "geographic_level": "Local authority",
    "region_name": "London",
    "la_name": "Hillingdon",
    "old_la_code": "312",
}
LONDON_REGION = {"geographic_level": "Regional", "region_name": "London", "region_code": "E12000007"}


def year_to_date(period: str = "202324") -> bytes:
    """The year to date of 2023/24 as published: every phase row of authorities, regions and England.

    `period` says the same of another year, for schools that have no days in that one.
    """
    rows = list(csv.DictReader((DATA / "attendance_2023_24.csv").read_text("utf-8").splitlines()))
    of_year = {"time_period": period, "time_identifier": "Academic year"}
    return written([of_year | row for row in rows])


def week(number: int, area: Mapping[str, str], *, year: int = 2026, **cells: str) -> dict[str, str]:
    """One weekly row: 9 of 10 sessions in a hundred thousand attended, unless said otherwise."""
    usual = {
        "time_period": str(year),
        "time_identifier": f"Week {number}",
        "education_phase": "Secondary",
        "overall_attendance": "90000",
        "overall_absence": "10000",
        "authorised_absence": "6000",
        "unauthorised_absence": "4000",
        "late_sessions": "2000",
        "possible_sessions": "100000",
        "attendance_perc": "90",
        "overall_absence_perc": "10",
        "authorised_absence_perc": "6",
        "unauthorised_absence_perc": "4",
    }
    return usual | dict(area) | cells


def withheld(row: Mapping[str, str], cell: str = SUPPRESSED) -> dict[str, str]:
    """The same row with each of its figures suppressed."""
    first = WEEKLY.index("overall_attendance")
    return dict(row) | dict.fromkeys(WEEKLY[first:], cell)


def written(rows: Sequence[Mapping[str, str]], headings: Sequence[str] = ()) -> bytes:
    """Rows as the bytes of a CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, headings or list(rows[0]), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def weekly(*rows: Mapping[str, str]) -> bytes:
    """Rows as a weekly release."""
    return written(rows, WEEKLY)
