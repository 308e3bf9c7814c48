"""LibreOffice opens our CSV and XLSX: it runs no formula, and reads back the cells that we wrote."""

import csv
import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook

from reporting.table_files import FileKind, Percent, Table

HOSTILE = (
    "=1+1",
    "=SUM(1;2)",
    "+1+1",
    "-2+3",
    "@SUM(1,2)",
    '=HYPERLINK("http://127.0.0.1/","open")',
    "=cmd|'/c calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "#N/A",
    "{=1+1}",
    "/",
    "\\",
    "O'Brien-Łukasiewicz, Zoë",
)
# What a formula of the texts above would have left in its cell.
RESULTS = {"2", "3", "1", "open", "#NAME?", "Err:508"}
CSV_OF_ALL_SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
AS_UTF8 = "--infilter=CSV:44,34,76,1"
SECONDS = 120


def converted(source: Path, to: str, kind: str) -> Path:
    """What LibreOffice makes of a file, with settings of its own in the file's folder."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    assert program, "make deep installs libreoffice-calc"
    folder = source.parent / to
    command = [program, f"-env:UserInstallation=file://{source.parent}/settings", "--headless"]
    command += [AS_UTF8] if source.suffix == ".csv" else []
    command += ["--convert-to", kind, "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
    (found,) = folder.iterdir()
    return found


@pytest.mark.parametrize("kind", list(FileKind))
def test_no_formula_runs_and_every_cell_reads_back(tmp_path: Path, kind: FileKind) -> None:
    table = Table(
        "Pupils", ("Text", "Missed", "Attendance"), [(each, 3, Percent("86.9")) for each in HOSTILE]
    )
    source = tmp_path / f"pupils.{kind.value}"
    source.write_bytes(kind.bytes_of(table))
    sheet = load_workbook(converted(source, "workbook", "xlsx")).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]
    with converted(source, "text", CSV_OF_ALL_SHEETS).open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))[1:]
    assert [(missed, percent.rstrip("%")) for _, missed, percent in rows] == [("3", "86.9")] * len(HOSTILE)
    shown = [row[0].removeprefix("'") for row in rows]
    assert not set(shown) & RESULTS
    assert [text.strip() for text in shown] == [text.strip() for text in HOSTILE]
