"""Forms of the facts about a pupil."""

from __future__ import annotations

from crispy_forms.helper import FormHelper
from django import forms

from schools.form_fields import DayField, PlainForm, TextField
from schools.models import Need, ProtectedKind, SupportKind

CHOOSE = ("", "Choose")


def _source() -> TextField:
    return TextField(
        max_length=200,
        label="Source",
        help_text="Who told the school, and where it is written",
        error_messages={"required": "Say who told the school, and where it is written"},
    )


def _first_day() -> DayField:
    return DayField(label="First day", error_messages={"required": "Give the first day"})


def _last_day() -> DayField:
    return DayField(label="Last day", required=False, help_text="Leave empty while it holds")


class SupportForm(PlainForm):
    """Support that a pupil has, from a day on."""

    kind = forms.ChoiceField(
        choices=[CHOOSE, *SupportKind.choices],
        label="Kind of support",
        error_messages={"required": "Choose a kind of support"},
    )
    need = forms.ChoiceField(
        choices=[("", "None"), *Need.choices],
        required=False,
        label="Primary need",
        help_text="For SEN support and EHC plans only",
    )
    from_on = _first_day()
    until_on = _last_day()
    note = TextField(
        max_length=300, required=False, label="Note", help_text="Every teacher of the pupil can read this"
    )
    source = _source()

    helper = FormHelper()
    helper.form_tag = False


class ProtectionForm(PlainForm):
    """Social-care status of a pupil from a day on, with whom to ring."""

    kind = forms.ChoiceField(
        choices=[CHOOSE, *ProtectedKind.choices],
        label="Status",
        error_messages={"required": "Choose a status"},
    )
    from_on = _first_day()
    until_on = _last_day()
    worker_name = TextField(max_length=120, required=False, label="Name of the worker")
    worker_phone = TextField(max_length=20, required=False, label="Phone of the worker")
    worker_email = forms.EmailField(max_length=254, required=False, label="Email of the worker")
    team = TextField(max_length=120, required=False, label="Team")
    authority = TextField(max_length=120, required=False, label="Local authority")
    note = TextField(max_length=300, required=False, label="Note")
    source = _source()

    helper = FormHelper()
    helper.form_tag = False
