"""Tables as files: the words of the page, and nothing that a spreadsheet would run."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from reporting.table_files import FileKind, Percent, Table, csv_bytes, xlsx_bytes
from schools.spreadsheets import safe_cell

HOSTILE = (
    "=1+1",
    "+44 20",
    "-2+3",
    "@SUM(A1)",
    '=HYPERLINK("http://example.test","open")',
    "=cmd|'/c calc'!A0",
    "\t=1",
    "#N/A",
    "http://example.test",
    "1e5",
    "007",
    "/",
    "\\",
    "O'Brien-Łukasiewicz, Zoë",
    "two\nlines",
)


def a_table(*cells: object, notes: tuple[str, ...] = ()) -> Table:
    return Table("Pupils", ("One",), [(cell,) for cell in cells], notes)  # type: ignore[misc]


def rows_of_csv(table: Table) -> list[list[str]]:
    return list(csv.reader(io.StringIO(csv_bytes(table).decode("utf-8-sig"), newline="")))


def sheet_of(table: Table) -> Worksheet:
    sheet = load_workbook(io.BytesIO(xlsx_bytes(table))).active
    assert isinstance(sheet, Worksheet)
    return sheet


def cells_of_xlsx(table: Table) -> list[object]:
    return [row[0].value for row in sheet_of(table).iter_rows()]


def test_the_rows_stand_under_their_headings_and_the_notes_after_an_empty_line() -> None:
    table = Table("Pupils", ("Pupil", "Missed"), [("Khan, Amir", 3)], ("By the DfE's rule.",))
    assert rows_of_csv(table) == [["Pupil", "Missed"], ["Khan, Amir", "3"], [], ["By the DfE's rule."]]
    assert cells_of_xlsx(table) == ["Pupil", "Khan, Amir", None, "By the DfE's rule."]


def test_a_row_has_a_cell_for_each_heading() -> None:
    with pytest.raises(ValueError, match="a cell for each heading"):
        Table("Pupils", ("Pupil",), [("Khan, Amir", 3)])


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_a_formula_an_error_or_a_link(text: str) -> None:
    cell = sheet_of(a_table(text))["A2"]
    assert (cell.data_type, cell.hyperlink) == ("s", None)
    assert str(cell.value).removeprefix("'") == text
    assert not str(cell.value).startswith(("=", "+", "-", "@", "\t"))
    (written,) = rows_of_csv(a_table(text))[1]
    assert written == cell.value


def test_headings_and_notes_are_as_safe_as_cells() -> None:
    table = Table("=1", ("=2",), [], ("=3",))
    assert rows_of_csv(table) == [["'=2"], [], ["'=3"]]
    assert cells_of_xlsx(table) == ["'=2", None, "'=3"]


def test_numbers_percentages_and_days_stay_what_they_are() -> None:
    table = a_table(-3, Percent("86.9"), Decimal("-1.2"), date(2027, 3, 9), None)
    assert rows_of_csv(table)[1:] == [["-3"], ["86.9%"], ["-1.2"], ["09/03/2027"], [""]]
    *numbers, day = cells_of_xlsx(table)[1:5]
    assert (numbers, f"{day:%d/%m/%Y}") == ([-3, 86.9, -1.2], "09/03/2027")
    sheet = sheet_of(table)
    assert (sheet["A3"].number_format, sheet["A5"].number_format) == ('0.0"%"', "DD/MM/YYYY")


def test_a_workbook_has_one_visible_sheet_and_no_name() -> None:
    book = load_workbook(io.BytesIO(xlsx_bytes(Table("Pupils [8]: all/none", ("One",), []))))
    assert [(sheet.title, sheet.sheet_state) for sheet in book] == [("Pupils 8 all none", "visible")]
    assert (len(book.defined_names), book.worksheets[0].freeze_panes) == (0, "A2")


def test_each_kind_of_file_names_its_type() -> None:
    assert FileKind.CSV.bytes_of(a_table(1)) == csv_bytes(a_table(1))
    assert FileKind("xlsx").bytes_of(a_table(1))[:2] == b"PK"
    assert FileKind.XLSX.content_type.endswith("spreadsheetml.sheet")


@settings(max_examples=25)
@given(st.lists(st.text(max_size=30), max_size=6))
def test_any_text_reads_back_as_it_was(texts: list[str]) -> None:
    written = [row[0] if row else "" for row in rows_of_csv(a_table(*texts))[1:]]
    assert [safe_cell(text) for text in texts] == written
