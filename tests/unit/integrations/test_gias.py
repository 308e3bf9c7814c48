"""Downloads of the national register of schools: closed rows, doubles, old encodings and ages."""

import csv
import io

import pytest

from integrations.gias.client import GiasRefused, rows_of_school
from integrations.gias.mapping import GiasSchool, school_of
from tests.references import GIAS_FULL_HEADINGS, GIAS_SAMPLE

FULL = {
    "URN": "140123",
    "LA (code)": "312",
    "EstablishmentNumber": "04001",
    "EstablishmentName": "St Bede’s School",
    "EstablishmentStatus (name)": "Open, but proposed to close",
    "PhaseOfEducation (name)": "Secondary",
    "StatutoryLowAge": "11",
    "StatutoryHighAge": "18",
    "Trusts (name)": "GREENWAY TRUST",
}


def written(*rows: dict[str, str], encoding: str = "utf-8") -> list[bytes]:
    text = io.StringIO()
    writer = csv.DictWriter(text, GIAS_FULL_HEADINGS, quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding).splitlines(keepends=True)


def looked_up(lines: list[bytes], urn: str = "") -> GiasSchool:
    return school_of(rows_of_school(lines, urn))


def refusal(lines: list[bytes], urn: str = "") -> str:
    with pytest.raises(GiasRefused) as refused:
        looked_up(lines, urn)
    return str(refused.value)


def test_a_row_of_the_full_register_fills_the_form() -> None:
    found = looked_up(written(FULL | {"EstablishmentNumber": "4001"}))
    assert found.facts == {
        "name": "St Bede’s School",
        "urn": "140123",
        "trust_name": "GREENWAY TRUST",
        "la_code": "312",
        "establishment": "4001",
        "phase": "SS",
        "youngest_year": "7",
        "oldest_year": "13",
    }
    assert found.missing == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_the_name_is_read_in_each_encoding_of_the_downloads(encoding: str) -> None:
    assert looked_up(written(FULL, encoding=encoding)).facts["name"] == "St Bede’s School"


def test_a_short_download_says_what_it_lacks() -> None:
    found = looked_up(GIAS_SAMPLE, "142037")
    assert found.facts["name"] == "Lincoln Carlton Academy"
    assert (found.facts["phase"], found.facts["youngest_year"], found.facts["oldest_year"]) == (
        "PS",
        "0",
        "6",
    )
    assert found.missing == ("the establishment number",)


def test_of_two_rows_with_one_urn_the_open_one_counts() -> None:
    closed = FULL | {"EstablishmentStatus (name)": "Closed", "EstablishmentName": "Old School"}
    for rows in ((closed, FULL), (FULL, closed)):
        assert looked_up(written(*rows)).facts["name"] == "St Bede’s School"
    assert looked_up(GIAS_SAMPLE, "120565").facts["name"].startswith("Lincoln St Peter")
    assert refusal(written(closed)) == "The register lists Old School, URN 140123, as closed."


@pytest.mark.parametrize(
    ("ages", "years"),
    [
        (("2", "11"), ("-2", "6")),
        (("3", "7"), ("-1", "2")),
        (("4", "11"), ("0", "6")),
        (("5", "11"), ("0", "6")),
        (("7", "11"), ("3", "6")),
        (("9", "13"), ("5", "8")),
        (("11", "16"), ("7", "11")),
        (("16", "19"), ("12", "13")),
        (("0", "25"), ("-2", "13")),
        (("18", "3"), (None, None)),
        (("", ""), ("7", "11")),
    ],
)
def test_ages_are_read_as_years(ages: tuple[str, str], years: tuple[str | None, str | None]) -> None:
    facts = looked_up(written(FULL | {"StatutoryLowAge": ages[0], "StatutoryHighAge": ages[1]})).facts
    assert (facts.get("youngest_year"), facts.get("oldest_year")) == years


def test_a_special_school_has_its_own_phase_and_an_unknown_one_is_left_open() -> None:
    none = {"PhaseOfEducation (name)": "Not applicable", "StatutoryLowAge": "", "StatutoryHighAge": ""}
    special = looked_up(written(FULL | none | {"TypeOfEstablishment (name)": "Academy special converter"}))
    assert special.facts["phase"] == "SP"
    assert looked_up(written(FULL | none)).missing == ("the phase", "the years")


@pytest.mark.parametrize(
    ("lines", "urn", "sentence"),
    [
        ([b"UPN,Surname\n", b"A,B\n"], "", "This is no download of GIAS"),
        ([], "", "This is no download of GIAS"),
        ([b"PK\x03\x04rest"], "", "This is a ZIP file"),
        (GIAS_SAMPLE, "", "This file holds more than one school"),
        (GIAS_SAMPLE, "999999", "URN 999999 is not in this file"),
        ([b"URN,EstablishmentName\n", b'1,"' + b"x" * 140_000 + b'"\n'], "", "This is no download of GIAS"),
    ],
)
def test_a_file_or_number_that_leads_nowhere_is_refused(lines: list[bytes], urn: str, sentence: str) -> None:
    assert refusal(lines, urn).startswith(sentence)
