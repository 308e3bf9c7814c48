"""The form of one dated value: what it becomes, from when, and by what source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from schools.form_fields import DayField, PlainForm, TextField
from schools.value_kinds import LONGEST_TEXT, Kind, Value


def _number_field(value: Value) -> forms.Field:
    return forms.IntegerField(help_text=f"From {value.least} to {value.most}")


def _time_field(_: Value) -> forms.Field:
    return forms.TimeField(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


def _text_field(_: Value) -> forms.Field:
    return TextField(max_length=LONGEST_TEXT)


def _codes_field(value: Value) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=[(letter, f"{letter} – {title}") for letter, title in value.choices],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


def _person_field(_: Value) -> forms.Field:
    return forms.TypedChoiceField(coerce=int)


_FIELDS = {
    Kind.NUMBER: _number_field,
    Kind.TIME: _time_field,
    Kind.TEXT: _text_field,
    Kind.CODES: _codes_field,
    Kind.PERSON: _person_field,
}


class ValueForm(PlainForm):
    """A value, the day from which it holds, and who decided it."""

    valid_from = DayField(label="From")
    source = TextField(
        max_length=200,
        label="Source",
        help_text="Who decided it, or where it is written: the governors on 4 March, page 12 of the policy",
    )

    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout("value", "valid_from", "source")

    def __init__(
        self, *args: Any, value: Value, people: Sequence[tuple[int, str]] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["value"] = _FIELDS[value.kind](value)
        if value.kind is Kind.PERSON:
            self.fields["value"].choices = [("", "Choose a person"), *people]  # type: ignore[attr-defined]
        self.fields["value"].label = value.title
        self.order_fields(["value", "valid_from", "source"])
