"""Numbers a school may ring or text, and numbers it never may."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.phones import normalise_phone, phone_in, spaced_phone, uk_phone_problem

# Ofcom keeps 07700 900000 to 900999, 01632 960000 to 960999 and 020 7946 0000 to 0999 for drama.
MOBILES = [
    "07700 900123",
    "+44 7700 900123",
    "+44 (0)7700 900123",
    "0044-7700-900-123",
    "(07700) 900.123",
    "07624 900123",
]
LANDLINES = [
    "01632 960123",
    "020 7946 0123",
    "0300 123 4567",
    "+44 1632 960123",
    "016977 2345",
    "056 0000 0000",
    "0808 157 0123",
]
NEVER = [
    "999",
    "112",
    "101",
    "118 500",
    "0871 234 5678",
    "0845 123 4567",
    "0906 123 4567",
    "070 1234 5678",
    "076 1234 5678",
]
FOREIGN = ["+1 202 555 0123", "00 33 1 23 45 67 89", "+353 1 234 5678"]
WRONG = [
    "",
    "07700",
    "07700 9001234",
    "0770O 900123",
    "call mum",
    "٠٧٧٠٠٩٠٠١٢٣",
    "07700 900123 x2",
    "07700\n900123\n1",
]


@pytest.mark.parametrize("text", MOBILES)
def test_a_uk_mobile_may_be_rung_and_texted(text: str) -> None:
    assert uk_phone_problem(text) is None
    assert uk_phone_problem(text, mobile=True) is None
    assert normalise_phone(text).startswith("07")
    assert len(normalise_phone(text)) == 11


@pytest.mark.parametrize("text", LANDLINES)
def test_a_uk_landline_may_be_rung_and_not_texted(text: str) -> None:
    assert uk_phone_problem(text) is None
    assert uk_phone_problem(text, mobile=True) == "Enter a UK mobile number"


@pytest.mark.parametrize("text", [*NEVER, *FOREIGN, *WRONG])
def test_emergency_premium_personal_and_foreign_numbers_are_refused(text: str) -> None:
    assert uk_phone_problem(text) == "Enter a UK phone number"
    assert uk_phone_problem(text, mobile=True) == "Enter a UK mobile number"


@given(st.text("0123456789+()- x", max_size=18))
def test_a_number_once_stored_is_stored_the_same_again(text: str) -> None:
    if uk_phone_problem(text) is None:
        stored = normalise_phone(text)
        assert stored.isdecimal()
        assert normalise_phone(stored) == stored


@given(st.integers(0, 999_999))
def test_one_number_is_one_number_however_it_is_prefixed(tail: int) -> None:
    spellings = [f"07700{tail:06}", f"+447700{tail:06}", f"00447700{tail:06}", f"+44(0)7700 {tail:06}"]
    assert len({normalise_phone(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("the absence line on 020 7946 0123, option 2", "02079460123"),
        ("+44 (0)1632 960123", "01632960123"),
        ("room 12, then 01632 960123 or 07700 900123", "01632960123"),
        ("the school office", ""),
        ("999", ""),
        ("0900 123 4567", ""),
    ],
)
def test_a_number_is_found_among_words(words: str, number: str) -> None:
    assert phone_in(words) == number


@given(st.sampled_from(MOBILES + LANDLINES))
def test_a_number_by_itself_is_found(text: str) -> None:
    assert phone_in(text) == normalise_phone(text)


@pytest.mark.parametrize(
    "words",
    ["07700 900123", "020 7946 0123", "01632 960123", "0113 496 0123", "0300 123 4567", "0808 157 0123"],
)
def test_a_number_is_spaced_as_it_is_read_aloud(words: str) -> None:
    assert spaced_phone(normalise_phone(words)) == words


@pytest.mark.parametrize("words", ["", "999", "+353 1 234"])
def test_what_is_no_uk_number_stands_as_it_is(words: str) -> None:
    assert spaced_phone(words) == words
