"""Bytes of a file to a table of text, or the sentence that says why not."""

import csv
import io
import time
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.mis.csv import client
from integrations.mis.csv.client import FileRefused, read_table

NAMES = "UPN,Surname\r\nR201100018042,O'Brien-Łukasiewicz\r\n"


def workbook() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/vbaProject.bin", "macro")
    return buffer.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_of_a_school_system_gives_the_same_names(encoding: str) -> None:
    table = read_table(NAMES.encode(encoding))
    assert table.headings == ("UPN", "Surname")
    assert list(table.rows()) == [(2, ["R201100018042", "O'Brien-Łukasiewicz"])]


def test_a_file_of_windows_western_letters_is_read_as_such() -> None:
    table = read_table("Surname\nBeyoncé – “B”\n".encode("cp1252"))
    assert (table.encoding, list(table.rows())) == ("cp1252", [(2, ["Beyoncé – “B”"])])


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_mark_between_cells_is_told_from_the_headings(mark: str) -> None:
    table = read_table(f'UPN{mark}"Surname, legal"\nA1{mark}"Shah; Khan"\n'.encode())
    assert (table.delimiter, list(table.rows())) == (mark, [(2, ["A1", "Shah; Khan"])])


def test_a_line_that_names_the_mark_for_excel_is_obeyed_and_not_counted() -> None:
    table = read_table(b"sep=;\r\nUPN;Surname\r\nA1;Shah,Khan\r\n")
    assert list(table.rows()) == [(2, ["A1", "Shah,Khan"])]


def test_blank_rows_are_left_out_and_numbers_stay_those_of_the_spreadsheet() -> None:
    table = read_table(b'UPN,Note\n,\n\nA1,"two\nlines"\nA2,\n')
    assert list(table.rows()) == [(4, ["A1", "two\nlines"]), (5, ["A2", ""])]


def test_cells_that_look_like_formulas_are_text() -> None:
    table = read_table(b'Surname,Forename\n=1+1,"@SUM(A1)"\n')
    assert list(table.rows()) == [(2, ["=1+1", "@SUM(A1)"])]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (workbook(), client.NOT_A_CSV),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), client.NOT_A_CSV),
        (b"MZ\x90\x00\x03", client.NOT_A_CSV),
        (b"%PDF-1.7 UPN,Surname", client.NOT_A_CSV),
        (b"\xef\xbb\xbf<html><table><tr><td>UPN</td></tr></table></html>", client.NOT_A_CSV),
        (b"<?xml version='1.0'?><CTfile/>", client.NOT_A_CSV),
        (bytes(range(1, 9)) * 200, client.NOT_A_CSV),
        (b"UPN,Surname\n" + bytes(400), client.NOT_A_CSV),
        (b" \r\n ", client.EMPTY),
        (b"UPN,Surname\r\n\r\n", client.NO_ROWS),
        (b"UPN,Surname,upn\nA1,Shah,A2\n", "Two columns are called “UPN”. Rename one of them and try again."),
        (b",".join(b"h%d" % number for number in range(151)) + b"\n1\n", client.TOO_WIDE),
        (
            "Surname\nBrontë\nŁukasiewicz\nDąbrowska\n".encode() + b"\xff\n",
            "Row 5 holds characters we cannot read. Save the file as CSV UTF-8 and try again.",
        ),
        (
            b"\xef\xbb\xbfSurname\nBront\xeb\n",
            "Row 2 holds characters we cannot read. Save the file as CSV UTF-8 and try again.",
        ),
        (
            "Surname\n".encode("utf-16") + b"\x00\xd8\x0a\x00",
            "Row 2 holds characters we cannot read. Save the file as CSV UTF-8 and try again.",
        ),
        (
            b"Surname\nBront\x81\n",
            "Row 2 holds characters we cannot read. Save the file as CSV UTF-8 and try again.",
        ),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(data: bytes, sentence: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_table(data)
    assert str(refused.value) == sentence


def test_a_file_beyond_the_limits_is_refused_before_its_rows_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(client, "MAX_ROWS", 2)
    with pytest.raises(FileRefused, match="more than 750,000 rows"):
        read_table(b"UPN\n" + b"A1\n" * 3)
    assert len(list(read_table(b"UPN\n" + b"A1\n" * 2).rows())) == 2
    monkeypatch.setattr(client, "MAX_BYTES", 5)
    with pytest.raises(FileRefused, match="larger than 60 MB"):
        read_table(b"UPN\nA1\n")


def test_a_quotation_mark_that_is_never_closed_is_named_by_its_row() -> None:
    table = read_table(b'UPN,Note\nA1,fine\nA2,"open\n' + b"x" * 140_000)
    with pytest.raises(FileRefused, match="Row 3 cannot be read: a quotation mark is opened"):
        list(table.rows())


@pytest.mark.parametrize("end", ["", "\n", "\nA3,more\nA4,more\n"])
def test_rows_that_an_open_quotation_mark_swallows_are_not_lost_in_silence(end: str) -> None:
    table = read_table(b'UPN,Note\nA1,fine\nA2,"open' + end.encode())
    with pytest.raises(FileRefused, match="Row 3 cannot be read: a quotation mark is opened"):
        list(table.rows())


def test_a_last_row_without_a_line_break_is_a_row() -> None:
    assert list(read_table(b'UPN,Note\nA1,"fine"').rows()) == [(2, ["A1", "fine"])]


def test_a_hundred_thousand_rows_are_cut_into_cells_in_a_fraction_of_a_second() -> None:
    row = b"C886399918001,/,09/03/2027,AM,,\r\n"
    started = time.process_time()
    table = read_table(b"UPN,Mark,Mark date,AM/PM,Minutes late,Comments\r\n" + row * 100_000)
    assert sum(1 for _ in table.rows()) == 100_000
    assert time.process_time() - started < 1, "several times what it needs, for a busy machine"


cells = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


@given(
    st.lists(st.tuples(cells, cells), min_size=1, max_size=8),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_any_text_comes_through_a_file_unchanged(rows: list[tuple[str, str]], encoding: str) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([("Legal Surname", "Legal Forename"), ("Adeyemi", "Tobi"), *rows])
    table = read_table(buffer.getvalue().encode(encoding))
    assert [tuple(row) for _, row in table.rows()] == [
        ("Adeyemi", "Tobi"),
        *(row for row in rows if any(row)),
    ]
