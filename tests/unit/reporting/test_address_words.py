"""A hidden address stays hidden, wherever it stands again."""

from reporting.queries.pupil_contacts import WITHHELD, Address, address_words

MILL = Address("3 Mill Lane", "LS1 4AB", hidden=False, lives=True)
REFUGE = Address("The Elms", "LS9 7QQ", hidden=True, lives=True)


def test_an_open_address_is_shown_in_one_line() -> None:
    assert address_words([MILL], may_see_hidden=False) == ["3 Mill Lane, LS1 4AB"]


def test_a_hidden_address_is_withheld_without_its_right() -> None:
    assert address_words([MILL, REFUGE], may_see_hidden=False) == ["3 Mill Lane, LS1 4AB", WITHHELD]


def test_the_right_shows_it_with_a_warning() -> None:
    assert address_words([REFUGE], may_see_hidden=True) == ["The Elms, LS9 7QQ (hidden: do not give it out)"]


def test_the_same_place_is_hidden_under_another_name_and_spelling() -> None:
    same = Address("Elms House, flat 2", "ls97qq", hidden=False, lives=False)
    assert address_words([REFUGE, same], may_see_hidden=False) == [WITHHELD, WITHHELD]


def test_without_a_postcode_the_lines_tell_the_place() -> None:
    hidden = Address("12 High Street", "", hidden=True, lives=True)
    same = Address("12, HIGH STREET", "", hidden=False, lives=False)
    other = Address("14 High Street", "", hidden=False, lives=False)
    assert address_words([hidden, same, other], may_see_hidden=False) == [
        WITHHELD,
        WITHHELD,
        "14 High Street",
    ]


def test_no_address_says_nothing() -> None:
    empty = Address("", "", hidden=True, lives=True)
    assert address_words([empty, Address("", "", hidden=False, lives=False)], may_see_hidden=False) == [
        "",
        "",
    ]
