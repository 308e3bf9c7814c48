"""Fields of forms: what is typed becomes what is stored, or a sentence."""

from datetime import date

import pytest
from django import forms
from django.forms import ValidationError

from schools.form_fields import DayField, LinesField, PhoneField, PlainForm, TextField


def test_lines_of_an_address_stay_apart_and_empty_ones_go() -> None:
    assert LinesField().clean(" Flat  2\r\n\r\n8 New Road\r\n ") == "Flat 2\n8 New Road"


def test_an_address_that_no_database_keeps_is_refused() -> None:
    with pytest.raises(ValidationError, match="Remove the characters we cannot store"):
        LinesField().clean("Flat\x00 2")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("+44 (0)7700 900123", "07700900123"),
        ("0113 249 6000", "01132496000"),
        ("+48 601-234-567", "+48601234567"),
        ("", ""),
    ],
)
def test_a_number_is_stored_so_that_it_can_be_rung(typed: str, stored: str) -> None:
    assert PhoneField().clean(typed) == stored


@pytest.mark.parametrize("typed", ["999", "ask the mother", "+1", "+0123456789", "09011 234567"])
def test_a_number_that_nobody_can_or_should_ring_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="Enter a UK phone number"):
        PhoneField().clean(typed)


@pytest.mark.parametrize("typed", ["1990-01-01", "31/12/2100"])
def test_the_first_and_the_last_day_of_a_date_are_taken(typed: str) -> None:
    assert DayField().clean(typed) in (date(1990, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize("typed", ["0001-01-01", "1989-12-31", "2101-01-01", "9999-12-31"])
def test_a_date_of_another_century_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="Give a date from 1 January 1990 to 31 December 2100"):
        DayField().clean(typed)


def test_a_date_may_have_nearer_ends_or_be_left_out() -> None:
    with pytest.raises(ValidationError, match="Give a date from 1 January 1990 to 9 March 2027"):
        DayField(latest=date(2027, 3, 9)).clean("10/3/2027")
    assert DayField(required=False).clean("") is None


class ThreeFields(PlainForm):
    """A form with what people get wrong most."""

    name = TextField(max_length=5)
    kind = forms.ChoiceField(choices=[("a", "A")])
    why = TextField(error_messages={"required": "Say why"})


def test_a_form_refuses_in_plain_words() -> None:
    assert ThreeFields({}).errors == {
        "name": ["This is needed"],
        "kind": ["This is needed"],
        "why": ["Say why"],
    }
    assert ThreeFields({"name": "Marlowe", "kind": "b", "why": "so"}).errors == {
        "name": ["Give at most 5 characters. There are 7"],
        "kind": ["Choose from the list"],
    }


class HiddenVersion(PlainForm):
    """A form with what the page alone fills in."""

    version = forms.IntegerField(min_value=0, max_value=9, widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


def test_what_nobody_typed_is_told_once_as_a_page_to_open_again() -> None:
    told = {"__all__": ["Open the page again, and enter this once more"]}
    assert HiddenVersion({}).errors == told
    assert HiddenVersion({"version": "12", "seen": "-1"}).errors == told
    assert HiddenVersion({"version": "1", "seen": "1"}).errors == {}
