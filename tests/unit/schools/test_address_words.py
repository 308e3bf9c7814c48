"""A hidden address stays hidden, wherever it stands again."""

import pytest

from schools.addresses import WITHHELD, Address, address_words, hidden_places, stored_postcode

MILL = Address("3 Mill Lane", "LS1 4AB")
REFUGE = Address("The Elms", "LS9 7QQ", hidden=True)


def words_of(*family: Address, may_see_hidden: bool = False) -> list[str]:
    """The addresses of one family as they are told."""
    secret = hidden_places(family)
    return [address_words(address, secret, may_see_hidden=may_see_hidden) for address in family]


def test_an_open_address_is_shown_in_one_line() -> None:
    assert words_of(MILL, Address("Flat 2\n5 Hill Road", "")) == [
        "3 Mill Lane, LS1 4AB",
        "Flat 2, 5 Hill Road",
    ]


def test_a_hidden_address_is_withheld_without_its_right() -> None:
    assert words_of(MILL, REFUGE) == ["3 Mill Lane, LS1 4AB", WITHHELD]


def test_the_right_shows_it_with_a_warning() -> None:
    assert words_of(REFUGE, may_see_hidden=True) == ["The Elms, LS9 7QQ (hidden: do not give it out)"]


@pytest.mark.parametrize(
    "same",
    [
        Address("Elms House, flat 2", "ls97qq"),
        Address("THE ELMS", ""),
        Address("The Elms", "LS9 7QR"),
        Address("The Elms, LS9 7QQ", ""),
        Address("Elms House, ls97qq", ""),
        Address("The Elms, Leeds", ""),
        Address("Flat 2\nThe Elms\nLeeds", ""),
    ],
)
def test_the_same_place_is_hidden_under_another_name_and_spelling(same: Address) -> None:
    assert words_of(REFUGE, same) == [WITHHELD, WITHHELD]


def test_without_a_postcode_the_lines_tell_the_place() -> None:
    hidden = Address("12 High Street", "", hidden=True)
    same, other = Address("12, HIGH STREET, Leeds", ""), Address("14 High Street", "")
    assert words_of(hidden, same, other) == [WITHHELD, WITHHELD, "14 High Street"]


def test_a_flat_or_a_town_alone_is_no_place() -> None:
    hidden = Address("Flat 2, The Elms, Leeds", "", hidden=True)
    assert words_of(hidden, Address("Flat 2, Oak Court, Leeds", "")) == [WITHHELD, "Flat 2, Oak Court, Leeds"]


def test_no_address_says_nothing() -> None:
    assert words_of(Address("", "", hidden=True), Address("", "")) == ["", ""]


def test_a_postcode_is_stored_as_it_is_written_on_an_envelope() -> None:
    assert [stored_postcode(text) for text in ("ls97qq", " LS9  7QQ", "m1 1ae", "")] == [
        "LS9 7QQ",
        "LS9 7QQ",
        "M1 1AE",
        "",
    ]
