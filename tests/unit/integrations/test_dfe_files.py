"""The DfE's attendance files: real headings and rows, withheld figures, weeks, and what is refused."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.comparators import Level, NationalRow, Phase
from integrations.dfe.cells import WITHHELD, count_in, rate_in, span_of
from integrations.dfe.client import DfeRefused, read_release
from integrations.dfe.mapping import ReleaseRows, release_of
from tests.dfe_files import ENGLAND, HILLINGDON, LONDON_REGION, week, weekly, withheld, written, year_to_date


def read(content: bytes) -> ReleaseRows:
    table = read_release(content)
    return release_of(table.headings, table.rows())


def only(content: bytes) -> NationalRow:
    rows = read(content).rows
    assert len(rows) == 1
    return rows[0]


def refusal(content: bytes) -> str:
    with pytest.raises(DfeRefused) as refused:
        read(content)
    return str(refused.value)


def test_the_year_of_2023_24_is_read_as_it_was_published() -> None:
    found = read(year_to_date())
    assert (len(found.rows), found.unread, found.doubts) == (484, [], [])
    england = {row.phase: row for row in found.rows if row.level is Level.NATIONAL}
    assert set(england) == {Phase.PRIMARY, Phase.SECONDARY, Phase.SPECIAL}
    staffordshire = next(row for row in found.rows if row.area_code == "860" and row.phase is Phase.PRIMARY)
    assert (staffordshire.year, staffordshire.week, staffordshire.ends_on) == (2023, None, None)
    assert (staffordshire.possible, staffordshire.attended) == (19410051, 18400084)
    assert (staffordshire.authorised, staffordshire.unauthorised) == (751543, 258424)
    assert staffordshire.region_name == "West Midlands"


def test_regions_of_the_file_add_up_to_england() -> None:
    rows = [row for row in read(year_to_date()).rows if row.phase is Phase.SECONDARY]
    england = next(row for row in rows if row.level is Level.NATIONAL)
    assert england.possible == sum(row.possible or 0 for row in rows if row.level is Level.REGION)


def test_suppressed_rows_of_the_file_are_empty_and_never_nought() -> None:
    hidden = [row for row in read(year_to_date()).rows if row.is_withheld]
    assert hidden
    assert all((row.possible, row.attended, row.late) == (None, None, None) for row in hidden)


def test_a_week_is_that_which_begins_on_its_monday() -> None:
    row = only(weekly(week(37, ENGLAND, year=2025)))
    assert (row.year, row.week) == (2025, 37)
    assert (row.starts_on, row.ends_on) == (date(2025, 9, 8), date(2025, 9, 12))
    assert row.attendance_rate == Decimal(90)


def test_a_week_in_january_is_of_the_year_that_began_in_september() -> None:
    assert only(weekly(week(2, ENGLAND, year=2027))).year == 2026


@pytest.mark.parametrize(
    ("period", "identifier", "frame", "expected"),
    [
        ("2026", "Week 36", "", (2026, 36, date(2026, 8, 31), date(2026, 9, 4))),
        ("202627", "Week 3", "", (2026, 3, date(2027, 1, 18), date(2027, 1, 22))),
        ("202324", "Academic year", "", (2023, None, None, None)),
        ("2023/24", "Year to date", "", (2023, None, None, None)),
        ("2026", "Week 50", "Year to date", (2026, None, None, date(2026, 12, 11))),
    ],
)
def test_days_of_a_row(period: str, identifier: str, frame: str, expected: tuple[object, ...]) -> None:
    span = span_of(period, identifier, frame)
    assert span is not None
    assert (span.year, span.week, span.starts_on, span.ends_on) == expected


def test_a_term_is_neither_a_week_nor_a_year_to_date() -> None:
    assert span_of("202324", "Autumn term", "") is None
    found = read(weekly(week(37, ENGLAND), week(38, ENGLAND, time_identifier="Autumn term")))
    assert found.unread == ["Row 3: “Autumn term” is neither a week nor a year to date."]


def test_an_earlier_release_calls_the_phase_a_type_of_school() -> None:
    row = week(37, ENGLAND)
    row["school_type"] = "State-funded " + row.pop("education_phase").lower()
    assert only(written([row])).phase is Phase.SECONDARY


def test_the_absence_statistics_are_read_by_headings_of_their_own() -> None:
    row = {
        "term": "six half terms", "year": "201617", "level": "National", "country_name": "England",
        "school_type": "State-funded secondary", "characteristic_1": "Total", "sess_possible": "1000",
        "sess_overall": "54", "sess_authorised": "38", "sess_unauthorised": "16",
        "sess_overall_percent": "5.4", "sess_authorised_percent": "3.8", "sess_unauthorised_percent": "1.6",
    }  # fmt: skip
    found = read(written([row, row | {"characteristic_1": "Gender_male", "sess_possible": "500"}]))
    assert [(row.attended, row.attendance_rate) for row in found.rows] == [(946, Decimal("94.6"))]
    assert found.left_out == {"of groups of pupils": 1}


def test_rows_that_cannot_be_read_are_named_and_the_others_are_kept() -> None:
    found = read(
        weekly(
            week(37, ENGLAND),
            week(38, ENGLAND, possible_sessions="many"),
            week(60, ENGLAND),
            week(38, HILLINGDON, old_la_code="z"),
            week(38, ENGLAND, education_phase="Nursery"),
            week(38, ENGLAND, attendance_perc="190"),
            week(38, LONDON_REGION, time_period="last year"),
        )
    )
    assert len(found.rows) == 1
    assert found.unread == [
        "Row 3: “many” is no number.",
        "Row 4: 2026 has no week 60.",
        "Row 5: the local authority has no number.",
        "Row 6: “Nursery” is no kind of school that we know.",
        "Row 7: “190” is no percentage.",
        "Row 8: “last year” is no year.",
    ]


def test_figures_that_do_not_add_up_are_kept_and_doubted() -> None:
    found = read(
        weekly(week(37, ENGLAND, overall_attendance="80000"), week(38, HILLINGDON, authorised_absence="1"))
    )
    assert len(found.rows) == 2
    assert found.doubts == [
        "Row 2, England: attended and absent sessions are not its possible sessions.",
        "Row 2, England: its rate is not that of its sessions.",
        "Row 3, Hillingdon: authorised and unauthorised sessions are not its absence.",
    ]


def test_england_in_all_is_weighted_and_its_rate_is_not_doubted() -> None:
    assert not read(weekly(week(37, ENGLAND, education_phase="Total", attendance_perc="92.8"))).doubts


def test_a_file_without_such_figures_is_refused_in_plain_words() -> None:
    assert refusal(b"Name,Age\nAnn,7\n").startswith(
        "This is no attendance file of the DfE: it has no columns"
    )
    assert refusal(b"") == "This file is empty. Export it again and try again."
    assert "not a CSV" in refusal(b"PK\x03\x04 something")
    daily = written([week(37, ENGLAND) | {"attendance_date": "2026-09-08"}])
    assert refusal(daily).endswith("not the daily one.")


def test_a_file_broken_down_by_pupils_is_refused() -> None:
    words = refusal(weekly(week(37, ENGLAND), week(37, ENGLAND, overall_attendance="1")))
    assert words.startswith("Rows 2 and 3 are of the same schools and weeks with other figures.")
    assert len(read(weekly(week(37, ENGLAND), week(37, ENGLAND))).rows) == 1


def test_each_encoding_of_an_export_is_read() -> None:
    content = weekly(week(37, ENGLAND)).decode()
    for encoding in ("utf-8-sig", "utf-16"):
        assert only(content.encode(encoding)).possible == 100000


@pytest.mark.parametrize("token", sorted(WITHHELD))
def test_each_token_of_the_release_empties_a_row(token: str) -> None:
    row = only(weekly(withheld(week(37, HILLINGDON), token)))
    assert row.is_withheld
    assert (row.possible, row.attended, row.authorised, row.late) == (None, None, None, None)
    assert row.attendance_rate is None


@given(token=st.sampled_from(sorted(WITHHELD)), before=st.text(" \t", max_size=3), upper=st.booleans())
def test_a_token_is_no_number_however_it_is_written(token: str, before: str, *, upper: bool) -> None:
    cell = before + (token.upper() if upper else token) + before
    assert count_in(cell) is None
    assert rate_in(cell) is None


@given(st.text(max_size=12))
def test_no_cell_but_nought_itself_is_nought(cell: str) -> None:
    try:
        found = count_in(cell)
    except ValueError:
        return
    assert found is None or found > 0 or "0" in cell


@given(st.integers(0, 10**12))
def test_a_number_is_read_as_it_stands(number: int) -> None:
    assert count_in(f" {number} ") == number
    assert count_in(f"{number}.0") == number


def test_a_number_in_powers_of_ten_is_read() -> None:
    assert count_in("1e+05") == 100000
    for wrong in ("1.5", "-3", "nan", "inf", "1,5"):
        with pytest.raises(ValueError, match="is no"):
            count_in(wrong)
