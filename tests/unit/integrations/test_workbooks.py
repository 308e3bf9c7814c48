"""Workbooks (XLSX) read as the CSV that somebody would have saved from them."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.mis.csv import workbooks
from integrations.mis.csv.client import NOT_A_CSV, FileRefused, read_table
from integrations.mis.csv.headings import guess_kind
from integrations.mis.csv.reading import look_at
from tests.workbooks import Rows, workbook

HEADINGS = ("UPN", "Legal Surname", "Date of Birth", "Boarder", "Year Group")
TOBI = ("C886399918001", "Adeyemi", date(2014, 5, 26), True, 8)


def test_a_sheet_is_read_as_a_person_sees_it() -> None:
    table = read_table(workbook({"Pupils": [HEADINGS, TOBI]}))
    assert (table.encoding, table.headings) == ("XLSX", HEADINGS)
    assert list(table.rows()) == [(2, ["C886399918001", "Adeyemi", "26/05/2014", "Y", "8"])]


def test_rows_keep_the_numbers_of_the_spreadsheet() -> None:
    table = read_table(workbook({"Pupils": [(None,), HEADINGS, (None, None), TOBI]}))
    assert [number for number, _ in table.rows()] == [4]


def test_a_formula_gives_the_value_that_it_had_and_a_time_is_read_as_one() -> None:
    cells = (
        '<row r="1"><c r="A1" t="str"><v>Code</v></c><c r="B1" t="str"><v>Starts</v></c></row>'
        '<row r="2"><c r="A2"><f>1+7</f><v>8</v></c><c r="B2" s="2"><v>0.375</v></c></row>'
        '<row r="3"><c r="A3" t="str"><f>CMD()</f><v>x</v></c><c r="B3"><v>8.25</v></c></row>'
    )
    table = read_table(workbook({"Times": cells}))
    assert list(table.rows()) == [(2, ["8", "09:00"]), (3, ["x", "8.25"])]


def test_the_first_sheet_to_see_is_read_and_others_are_named() -> None:
    sheets: dict[str, Rows | str] = {"Lists": [("a",)], "Pupils": [HEADINGS, TOBI], "Notes": [("b",)]}
    table = read_table(workbook(sheets, hidden=("Lists",)))
    assert table.headings == HEADINGS
    assert table.note == "Only the first sheet, “Pupils”, was read. The workbook has 1 more to see"
    assert read_table(workbook({"Pupils": [HEADINGS, TOBI]})).note == ""


def test_macros_are_left_alone() -> None:
    table = read_table(workbook({"Pupils": [HEADINGS, TOBI]}, more={"xl/vbaProject.bin": b"macro"}))
    assert len(list(table.rows())) == 1


def test_what_a_workbook_holds_is_guessed_like_any_file() -> None:
    marks = workbook({"x": [("UPN", "Mark", "Mark date", "AM/PM"), ("A1", "/", date(2026, 3, 9), "AM")]})
    look = look_at(marks, "export.xlsx")
    assert (look.kind, look.sample) == (
        guess_kind(("UPN", "Mark", "Mark date", "AM/PM")),
        (("A1", "/", "09/03/2026", "AM"),),
    )


CELL = '<c r="{}" t="str"><v>x</v></c>'


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (workbook({"a": [HEADINGS]}), "This file has headings and no rows under them"),
        (workbook({"a": [HEADINGS, TOBI]}, hidden="a"), workbooks.NO_SHEET),
        (workbook({"a": CELL.format("A1") + CELL.format("XFD1048576")}), workbooks.TOO_MANY_CELLS),
        (workbook({"a": [("UPN", "UPN"), ("1", "2")]}), "Two columns are called “UPN”"),
        (workbook({"a": '<row r="1"><c r="A1" t="s"><v>9</v></c></row>'}), workbooks.DAMAGED),
        (workbook({"a": [HEADINGS, TOBI]})[:-200] + bytes(200), workbooks.DAMAGED),
        (b"\xd0\xcf\x11\xe0" + bytes(60) + "EncryptedPackage".encode("utf-16-le"), workbooks.LOCKED),
        (b"\xd0\xcf\x11\xe0" + bytes(60) + "Workbook".encode("utf-16-le"), workbooks.OLD),
        (b"PK\x03\x04" + b"word/document.xml" + bytes(90), NOT_A_CSV),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(data: bytes, sentence: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_table(data)
    assert str(refused.value).startswith(sentence)


def test_a_coloured_cell_far_away_is_no_cell_of_the_table() -> None:
    row = '<row r="1">' + CELL.format("A1") + '<c r="XFD1048576" s="1"/></row>'
    table = read_table(workbook({"a": row + '<row r="2">' + CELL.format("A2") + "</row>"}))
    assert list(table.rows()) == [(2, ["x"])]


def test_a_workbook_that_would_fill_the_memory_is_refused_before_it_is_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bomb = workbook({"Pupils": [HEADINGS, TOBI]}, more={"xl/media/image1.png": bytes(5_000_000)})
    assert len(bomb) < 20_000
    monkeypatch.setattr(workbooks, "MOST_BYTES_UNPACKED", 1_000_000)
    with pytest.raises(FileRefused, match="unpacks to more than 300 MB"):
        read_table(bomb)


WHOLE = workbook({"Pupils": [HEADINGS, TOBI], "Notes": [("x",)]})


@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_damaged_workbook_is_refused_or_read_and_never_breaks_the_reader(
    damage: list[tuple[int, int]],
) -> None:
    data = bytearray(WHOLE)
    for place, byte in damage:
        data[place] = byte
    with suppress(FileRefused):
        list(read_table(bytes(data)).rows())


def test_rows_without_a_place_of_their_cells_do_not_hide_how_far_they_reach() -> None:
    far = '<row r="1048576"><c t="str"><v>x</v></c></row>'
    row = '<row r="1">' + "".join(CELL.format(f"{column}1") for column in "ABCDEFG") + "</row>"
    with pytest.raises(FileRefused, match="too far apart"):
        read_table(workbook({"a": row + far}))
