"""Every code is filed as the DfE's published data and another school system file it."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from attendance.codes import REGULATIONS_2024_ON, Code, CodeClass, find_code

TODAY = date(2026, 11, 20)
LAST_OLD_DAY = REGULATIONS_2024_ON - timedelta(days=1)
FILE = Path(__file__).parents[2] / "data" / "codes" / "external_classes.csv"
with FILE.open(encoding="utf-8", newline="") as _file:
    ROWS = list(csv.DictReader(_file))

THEIR_WORD = {
    CodeClass.PRESENT: "present",
    CodeClass.LATE: "present",
    CodeClass.OFFSITE: "aea",
    CodeClass.AUTHORISED: "authorised",
    CodeClass.UNAUTHORISED: "unauthorised",
    CodeClass.NO_REASON: "unauthorised",
    CodeClass.NOT_REQUIRED: "not possible",
    CodeClass.ADMINISTRATIVE: "not possible",
}
RETIRED = {"H", "J", "Y", "F"}
CURRENT = [row for row in ROWS if row["code"] not in RETIRED]


def code(letter: str, on: date) -> Code:
    """A letter's code on a day."""
    found = find_code(letter, on)
    assert found
    return found


def test_the_comparison_covers_every_code() -> None:
    assert len(CURRENT) == 34
    assert {row["code"] for row in ROWS} - {row["code"] for row in CURRENT} == RETIRED


@pytest.mark.parametrize("row", CURRENT, ids=lambda row: row["code"])
def test_a_code_is_filed_as_both_outside_systems_file_it(row: dict[str, str]) -> None:
    ours = THEIR_WORD[code(row["code"], TODAY).code_class]
    assert row["dfe_ees_class"].replace("not_in_possible", "not possible") == ours
    assert row["bromcom_sdk_class"].replace("_", " ") == ours


@pytest.mark.parametrize("letter", ["D", "Q", "X", "Y1", "Y2", "Y3", "Y4", "Y5", "Y6", "Y7"])
def test_a_session_that_was_not_possible_is_no_authorised_absence(letter: str) -> None:
    assert code(letter, TODAY).code_class is CodeClass.NOT_REQUIRED


def test_u_is_an_absence_and_not_present() -> None:
    assert code("U", TODAY).code_class is CodeClass.UNAUTHORISED


def test_k_is_an_approved_educational_activity() -> None:
    assert code("K", TODAY).code_class is CodeClass.OFFSITE


def test_j1_is_an_authorised_absence() -> None:
    assert code("J1", TODAY).code_class is CodeClass.AUTHORISED


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row["code"] in {"H", "J", "Y"}], ids=lambda row: row["code"]
)
def test_a_retired_code_is_filed_as_the_dfe_filed_it_in_its_time(row: dict[str, str]) -> None:
    ours = THEIR_WORD[code(row["code"], LAST_OLD_DAY).code_class]
    assert row["dfe_ees_class"].replace("not_in_possible", "not possible") == ours
