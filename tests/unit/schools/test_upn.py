"""Unique pupil numbers against numbers and an implementation that nobody here wrote."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.gb import upn as oracle

from schools.upn import ALPHABET, check_letter, is_temporary, normalise_upn, upn_problem, upn_warning

DATA = Path(__file__).parents[2] / "data"
# From public implementations; each row names its source.
with (DATA / "upn" / "upn_vectors.csv").open(encoding="utf-8", newline="") as _file:
    VECTORS = list(csv.DictReader(_file))

DIGITS = "0123456789"
bodies = st.builds(str.__add__, st.text(DIGITS, min_size=11, max_size=11), st.sampled_from(DIGITS + ALPHABET))


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: row["upn"])
def test_a_published_number_is_right_or_wrong_as_its_source_says(row: dict[str, str]) -> None:
    # Our form check leaves the authority to a warning, so "fail" for the authority alone is no problem.
    wrong_authority = "LA" in row["why"] and row["check_letter_ok"] == "True"
    is_right = row["expected"].startswith("pass") or wrong_authority
    assert (upn_problem(row["upn"]) is None) is is_right


@pytest.mark.parametrize("upn", ["A950000178301", "H243278544154", "E000200005001"])
def test_an_unknown_authority_is_a_doubt_and_not_an_error(upn: str) -> None:
    assert upn_problem(upn) is None
    assert upn_warning(upn) == f"No local authority in England has the number {upn[1:4]}"


def test_every_authority_of_the_dfe_file_is_known() -> None:
    with (DATA / "dfe" / "attendance_2023_24.csv").open(encoding="utf-8", newline="") as file:
        numbers = {row["old_la_code"] for row in csv.DictReader(file)} - {"NA"}
    assert {"940", "941", "942", "943"} < numbers, "newer than python-stdnum's list"
    assert [number for number in numbers if upn_warning(f"A{number}200005001")] == []


def test_every_authority_that_python_stdnum_knows_is_known() -> None:
    assert [number for number in oracle._la_numbers if upn_warning(f"A{number}200005001")] == []


@given(bodies)
def test_the_check_letter_is_the_one_that_python_stdnum_computes(body: str) -> None:
    assert check_letter(body) == oracle.calc_check_digit(f"A{body}")
    assert upn_problem(check_letter(body) + body) is None


@given(bodies, st.sampled_from(ALPHABET))
def test_any_other_check_letter_is_refused_and_the_right_one_named(body: str, letter: str) -> None:
    problem = upn_problem(letter + body)
    assert (problem is None) is (letter == check_letter(body))
    assert problem is None or f"should be {check_letter(body)}, not {letter}" in problem


@pytest.mark.parametrize(("body", "letter"), [("201100018042", "R"), ("20110001804V", "T")])
def test_the_check_letter_of_a_permanent_and_of_a_temporary_number(body: str, letter: str) -> None:
    assert check_letter(body) == letter
    assert is_temporary(letter + body) is body[-1].isalpha()


@pytest.mark.parametrize(
    ("upn", "sentence"),
    [
        ("", "A UPN has 13 characters; this one has 0"),
        ("A0000000000000", "A UPN has 13 characters; this one has 14"),
        ("X0000Y0000000", "After its first letter a UPN has eleven digits and then a digit or a letter"),
        ("123456789123I", "After its first letter a UPN has eleven digits and then a digit or a letter"),
        ("A00000000000٣", "After its first letter a UPN has eleven digits and then a digit or a letter"),
        ("I000000000000", "A UPN starts with a letter other than I, O and S"),
        ("1000000000000", "A UPN starts with a letter other than I, O and S"),
        ("B000000000000", "The check letter should be A, not B: look for a typing mistake"),
    ],
)
def test_what_is_wrong_with_a_number_is_said_in_a_sentence(upn: str, sentence: str) -> None:
    assert upn_problem(upn) == sentence


def test_a_number_is_stored_in_capitals_without_spaces() -> None:
    assert normalise_upn(" b801 2000 05001 ") == "B801200005001"
    assert not is_temporary("TEMP")
    assert upn_warning("UN1") is None
