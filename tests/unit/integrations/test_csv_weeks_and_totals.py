"""Marks laid out by week, and totals of terms before Daymark."""

from collections.abc import Sequence
from datetime import date

import pytest

from integrations.mis.csv.fields import Kind
from integrations.mis.csv.mapping.problems import Problems
from integrations.mis.csv.mapping.pupil_keys import keys_of
from integrations.mis.csv.mapping.totals import TotalRow, read_totals
from integrations.mis.csv.mapping.weeks import CellProblems, unfold_weeks
from tests.unit.integrations.reading import TOBI, TODAY, ZARA, columns_of, doubts, table_of, told

NUMBERS = keys_of([("000101", TOBI), ("102", ZARA), ("103", TOBI), ("0103", ZARA)])
STRANGER = (
    "No pupil of this school alone has the admission number “{}”. Give the UPN, or bring in the pupils first"
)
BLANK = {f"{day}{half}": "" for day in ("Mon", "Tue", "Wed", "Thu", "Fri") for half in ("AM", "PM")}
WEEK = {"StudentId": "101", "Week beginning": "08/03/2027"} | BLANK
TOTAL = {
    "UPN": TOBI,
    "Admission No": "",
    "Academic Year": "2025/2026",
    "Term": "Autumn Term",
    "Start Date": "",
    "End Date": "",
    "Possible Sessions": "140",
    "Present Sessions": "130",
    "Authorised Absence": "8",
    "Unauthorised Absence": "2",
    "Late Marks": "4",
    "Attendance %": "92.9",
}


def unfolded(*changes: dict[str, str]) -> tuple[list[tuple[int, list[str]]], CellProblems]:
    """Rows of a week grid, each of a week without a mark with some cells changed."""
    table = table_of(*(WEEK | change for change in changes))
    problems = CellProblems.of(Problems())
    columns = columns_of(table, Kind.WEEKS)
    rows = unfold_weeks(table.rows(), columns, problems, numbers=NUMBERS, upns={TOBI, ZARA})
    return list(rows), problems


def totals(*changes: dict[str, str], lost: Sequence[str] = ()) -> tuple[list[TotalRow], Problems]:
    """Rows of a totals file, each Tobi's autumn with some cells changed, without the columns `lost`."""
    rows = [
        {heading: cell for heading, cell in (TOTAL | change).items() if heading not in lost}
        for change in changes
    ]
    table, problems = table_of(*rows), Problems()
    columns = columns_of(table, Kind.TOTALS)
    upns = {TOBI, ZARA}
    found = read_totals(table.rows(), columns, problems, numbers=NUMBERS, upns=upns, today=TODAY)
    return found, problems


def test_a_week_is_ten_marks_and_an_empty_cell_is_none() -> None:
    rows, problems = unfolded({"MonAM": "/", "MonPM": "\\", "FriPM": "L"}, {"StudentId": "000102"})
    assert rows == [
        (2, [TOBI, "/", "2027-03-08", "AM"]),
        (2, [TOBI, "\\", "2027-03-08", "PM"]),
        (2, [TOBI, "L", "2027-03-12", "PM"]),
    ]
    assert told(problems) == []


def test_a_problem_of_a_mark_is_told_of_its_cell_in_the_grid() -> None:
    problems = Problems()
    cells = CellProblems.of(problems)
    cells.cell = "TueAM"
    cells.error(2, "Mark", "F is obsolete. Use C or G.")
    cells.error(3, "UPN", "No pupil")
    cells.warn(4, "Mark date", "Check")
    assert [(found.row, found.field) for found in problems.kept] == [(2, "TueAM"), (3, "UPN"), (4, "TueAM")]


@pytest.mark.parametrize(
    ("change", "column", "sentence"),
    [
        (
            {"StudentId": "999"},
            "Admission No",
            STRANGER.format("999"),
        ),
        (
            {"StudentId": "103"},
            "Admission No",
            STRANGER.format("103"),
        ),
        ({"StudentId": ""}, "Admission No", "This row does not say whose it is"),
        (
            {"Week beginning": "10/03/2027"},
            "Week beginning",
            "10 March 2027 is a Wednesday. Give the Monday of the week",
        ),
        ({"Week beginning": ""}, "Week beginning", "Week beginning is empty"),
    ],
)
def test_a_week_that_cannot_be_placed_is_told_once(
    change: dict[str, str], column: str, sentence: str
) -> None:
    rows, problems = unfolded({"MonAM": "/", "MonPM": "\\"} | change)
    assert (rows, told(problems)) == ([], [(2, column, sentence)])


def test_totals_are_read_as_the_other_system_counted_them() -> None:
    found, problems = totals({}, {"UPN": "", "Admission No": "0102", "Late Marks": "", "Term": ""})
    assert (told(problems), doubts(problems)) == ([], [])
    assert found[0] == TotalRow(2, TOBI, date(2025, 9, 1), "Autumn", "", 140, 130, 8, 2, 4, "")
    assert (found[1].upn, found[1].term, found[1].late) == (ZARA, "", None)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"Authorised Absence": "90"}, "222 sessions are counted and 140 were possible"),
        ({"Late Marks": "131"}, "131 lates are more than the 130 sessions attended"),
        ({"Attendance %": "93.1"}, "The file says 93.1%, and its counts make 92.9%"),
        ({"Attendance %": "good"}, "“good” is not a percentage"),
        ({"Attendance %": "93%"}, ""),
        ({"Possible Sessions": "89", "Present Sessions": "-1"}, None),
    ],
)
def test_counts_that_contradict_each_other_are_kept_and_flagged(
    change: dict[str, str], problem: str | None
) -> None:
    found, problems = totals(change)
    if problem is None:
        assert told(problems) == [(2, "Present Sessions", "“-1” is not a number of sessions up to 1,000")]
        return
    assert [row.problem for row in found] == [problem]
    kept = f"{problem}. The counts are kept as they are, as history"
    assert doubts(problems) == ([kept] if problem else [])


@pytest.mark.parametrize(
    ("change", "year", "term"),
    [
        ({"Academic Year": "2024-25", "Term": "Term 2"}, 2024, "Term 2"),
        ({"Academic Year": "AY 2024/25"}, 2024, "Autumn"),
        (
            {"Academic Year": "", "Term": "", "Start Date": "05/01/2026", "End Date": "27/03/2026"},
            2025,
            "5 Jan to 27 Mar",
        ),
    ],
)
def test_the_term_is_told_by_its_words_or_by_its_days(change: dict[str, str], year: int, term: str) -> None:
    found, problems = totals(change)
    assert told(problems) == []
    assert [(row.year_starts, row.term) for row in found] == [(date(year, 9, 1), term)]


@pytest.mark.parametrize(
    ("change", "column", "sentence"),
    [
        (
            {"Academic Year": "2025/27"},
            "Academic Year",
            "“2025/27” is not an academic year. Write it as 2024/25",
        ),
        ({"Academic Year": ""}, "Academic Year", "Give the academic year, or the first day of the term"),
        ({"Academic Year": "2027/28"}, "Academic Year", "The year 2027/28 has not begun"),
        ({"Possible Sessions": ""}, "Possible Sessions", "Possible Sessions is empty"),
    ],
)
def test_totals_that_cannot_be_placed_are_refused(change: dict[str, str], column: str, sentence: str) -> None:
    found, problems = totals(change)
    assert found == []
    assert told(problems) == [(2, column, sentence)]


def test_one_term_of_a_pupil_stands_once_in_a_file() -> None:
    found, problems = totals({}, {"UPN": "", "Admission No": "101"})
    assert len(found) == 1
    assert told(problems) == [(3, "Term", "This pupil's totals of this term are on row 2 already")]
