"""What a spreadsheet would run is shown as text; codes and names stay as they are."""

import pytest

from schools.spreadsheets import safe_cell


@pytest.mark.parametrize("text", ["=1+1", "+44", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_formula_gets_an_apostrophe(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["/", "\\", "O'Brien-Łukasiewicz", "", "3 = 4", "#"])
def test_codes_and_names_stay(text: str) -> None:
    assert safe_cell(text) == text


def test_a_nul_goes_and_a_number_is_text() -> None:
    assert safe_cell("\0=x") == "'=x"
    assert safe_cell(12) == "12"
