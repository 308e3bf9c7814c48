"""Real names stay as they are; what would hide or reorder them goes."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.names import clean_text, name_words, sort_key


@pytest.mark.parametrize(
    "name",
    [
        "O'Brien-Łukasiewicz",
        "E",
        "Ng",
        "D’Arcy",
        "Zoë",
        "Nguyễn",
        "محمد",
        "李小龙",
        "👩‍🚀 Ada",
        "<script>",
        "{{7*7}}",
        "'; DROP",
        "%00",
    ],
)
def test_a_name_is_stored_as_typed(name: str) -> None:
    assert clean_text(name) == name


def test_a_name_of_300_letters_is_left_to_the_form() -> None:
    assert len(clean_text("A" * 300)) == 300


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Amir   Khan ", "Amir Khan"),
        ("Amir\tKhan", "Amir Khan"),
        ("Amir\r\nKhan", "Amir Khan"),
        ("Amir\u00a0Khan", "Amir Khan"),
        ("\u202enahK rimA\u202c", "nahK rimA"),
        ("Amir\u200e\u200f\u061c\u2066\u2069 Khan", "Amir Khan"),
        ("\ufeffAmir", "Amir"),
        ("Am\x07ir \x1b Khan\x85", "Amir Khan"),
        ("Zoe\u0308", "Zoë"),
        ("e\x07\u0301", "é"),
        ("\t\n", ""),
    ],
)
def test_spaces_controls_and_direction_marks_are_taken_out(typed: str, stored: str) -> None:
    assert clean_text(typed) == stored


@pytest.mark.parametrize("typed", ["Amir\0Khan", "\0", "Amir\ud800"])
def test_what_the_database_cannot_hold_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="Remove the characters we cannot store"):
        clean_text(typed)


def test_a_note_keeps_its_lines() -> None:
    assert clean_text(" Rang mum. \r\n\r\n No  answer.\n", lines=True) == "Rang mum.\n\nNo answer."


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), st.booleans())
def test_cleaning_twice_is_cleaning_once(typed: str, lines: bool) -> None:
    once = clean_text(typed, lines)
    assert clean_text(once, lines) == once
    assert once == once.strip()
    assert not any(unicodedata.category(char) == "Cc" for char in once.replace("\n", ""))


def test_names_are_sorted_where_people_look_for_them() -> None:
    assert sorted(["Zoë", "Łukasz", "Éva", "lane", "Ng"], key=sort_key) == [
        "Éva",
        "lane",
        "Łukasz",
        "Ng",
        "Zoë",
    ]


def test_a_name_is_looked_for_as_a_page_prints_it() -> None:
    assert name_words(" Carter, Amelia") == name_words("Carter,Amelia") == ["Carter", "Amelia"]
    assert name_words(" , ") == []
