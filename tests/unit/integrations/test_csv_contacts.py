"""Rows of a contacts file: whom to ring, and what is never stored."""

import pytest

from tests.unit.integrations.reading import TOBI, ZARA, contacts, doubts, told


def test_a_row_becomes_a_contact_in_the_order_to_ring() -> None:
    facts = {"Parental Responsibility": "Y", "Lives with pupil": "Yes", "Do not contact (court order)": "N"}
    (contact,), problems = contacts(
        {"Priority": "2", "Email": "f.adeyemi@example.com", "Home phone": "01632 960001"} | facts
    )
    assert problems.kept == []
    assert (contact.priority, contact.relationship, contact.mobile) == (2, "Mother", "07700900101")
    assert (contact.phone, contact.email) == ("01632960001", "f.adeyemi@example.com")
    assert (contact.has_responsibility, contact.lives_with_pupil, contact.must_not_contact) == (
        True,
        True,
        False,
    )


def test_a_parent_whom_a_court_keeps_away_is_marked() -> None:
    (contact,), _ = contacts({"Court order": "Y", "Address hidden": "Y"})
    assert contact.must_not_contact
    assert contact.address_hidden


def test_a_contact_without_a_number_takes_nobodys_place() -> None:
    rows, problems = contacts(
        {"Forename": "Folasade"}, {"Forename": "Babatunde", "Priority": "1"}, {"Forename": "Ayo", "UPN": ZARA}
    )
    assert [(row.upn, row.priority) for row in rows] == [(TOBI, None), (TOBI, 1), (ZARA, None)]
    assert problems.kept == []


def test_two_first_contacts_are_told_and_the_later_moves_down() -> None:
    rows, problems = contacts({"Priority": "1"}, {"Priority": "1", "Forename": "Babatunde"})
    assert [row.priority for row in rows] == [1, 2]
    assert doubts(problems) == ["Contact 1 of this pupil is also on row 2: read as 2"]


@pytest.mark.parametrize("number", ["020 7946 0000", "+1 212 555 0100", "999", "0906 123 4567", "call mum"])
def test_a_number_that_is_no_mobile_is_left_out_and_told(number: str) -> None:
    (contact,), problems = contacts({"Mobile": number})
    assert (contact.mobile, contact.surname) == ("", "Adeyemi")
    assert doubts(problems) == [f"Enter a UK mobile number. “{number}” was left out"]


def test_an_emergency_number_is_no_home_phone() -> None:
    (contact,), problems = contacts({"Home phone": "999"})
    assert (contact.phone, doubts(problems)) == ("", ["Enter a UK phone number. “999” was left out"])


def test_an_email_that_cannot_be_one_is_left_out_and_told() -> None:
    (contact,), problems = contacts({"Email": "none given"})
    assert (contact.email, doubts(problems)) == (
        "",
        ["“none given” is not an email address and was left out"],
    )


@pytest.mark.parametrize(
    ("change", "column", "sentence"),
    [
        (
            {"Email": "f@example.com\nBcc: all@example.com"},
            "Email",
            "Write the email address on one line, with nothing else in the cell",
        ),
        ({"Priority": "first"}, "Priority", "“first” is not a whole number from 1 to 99"),
        ({"Priority": "0"}, "Priority", "“0” is not a whole number from 1 to 99"),
        ({"Surname": ""}, "Surname", "Surname is empty"),
        ({"Relationship": ""}, "Relationship", "Relationship is empty"),
        (
            {"UPN": "Y202123426007"},
            "UPN",
            "No pupil of this school has the UPN “Y202123426007”. Bring in the pupils first",
        ),
    ],
)
def test_a_row_that_cannot_be_is_named_with_its_column(
    change: dict[str, str], column: str, sentence: str
) -> None:
    rows, problems = contacts(change)
    assert (rows, told(problems)) == ([], [(2, column, sentence)])


def test_one_adult_of_two_children_is_one_and_two_who_share_a_phone_are_two() -> None:
    (of_tobi, of_zara, father), _ = contacts({}, {"UPN": ZARA}, {"Forename": "Babatunde"})
    assert of_tobi.parent_key == of_zara.parent_key
    assert of_tobi.parent_key != father.parent_key
