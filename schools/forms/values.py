"""The form of one dated value: what it becomes, from when, and by what source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms

from schools.form_fields import DayField, PlainForm, TextField
from schools.value_kinds import LONGEST_TEXT, OFF, ON, PRIORITIES, Kind, Value, price_words

PRIORITY_OF = "priority_of_"


def _number_field(value: Value) -> forms.Field:
    return forms.IntegerField(help_text=f"From {value.least} to {value.most}")


def _price_field(value: Value) -> forms.Field:
    bounds = f"In hundredths of a penny, from {value.least} to {value.most}"
    return forms.IntegerField(help_text=f"{bounds}: for {price_words(value.default)} write {value.default}")


def _time_field(value: Value) -> forms.Field:
    return forms.TimeField(
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        required=not value.none_words,
        help_text=f"Empty means: {value.none_words[0].lower()}{value.none_words[1:]}"
        if value.none_words
        else "",
    )


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


def _switch_field(_: Value) -> forms.Field:
    return forms.TypedChoiceField(
        choices=[("True", ON), ("False", OFF)], coerce="True".__eq__, widget=forms.RadioSelect
    )


def _choice_field(value: Value) -> forms.Field:
    return forms.ChoiceField(choices=value.choices, widget=forms.RadioSelect)


class CutsField(TextField):
    """Percentages in a row, as people write them; what was typed stands until it fits."""

    def prepare_value(self, value: Any) -> Any:
        """The cuts in force as text."""
        return value if isinstance(value, str) or value is None else ", ".join(map(str, value))


def _cuts_field(value: Value) -> forms.Field:
    example = ", ".join(map(str, value.default))
    return CutsField(max_length=60, help_text=f"Whole percentages, the highest first, such as {example}")


_FIELDS = {
    Kind.NUMBER: _number_field,
    Kind.PRICE: _price_field,
    Kind.TIME: _time_field,
    Kind.TEXT: _text_field,
    Kind.CODES: _codes_field,
    Kind.PERSON: _person_field,
    Kind.SWITCH: _switch_field,
    Kind.CHOICE: _choice_field,
    Kind.CUTS: _cuts_field,
}


def _field(value: Value, people: Sequence[tuple[int, str]]) -> forms.Field:
    field = _FIELDS[value.kind](value)
    if value.kind is Kind.PERSON and isinstance(field, forms.ChoiceField):
        field.choices = [("", "Choose a person"), *people]
    field.label = value.title
    return field


def _priority_fields(value: Value) -> dict[str, forms.Field]:
    """A choice of the priority for each fact."""
    choices = [(priority, f"Priority {priority}") for priority in PRIORITIES]
    return {
        f"{PRIORITY_OF}{fact}": forms.TypedChoiceField(label=title, choices=choices, coerce=int)
        for fact, title in value.choices
    }


class ValueForm(PlainForm):
    """A value, the day from which it holds, and who decided it."""

    valid_from = DayField(label="From")
    source = TextField(
        max_length=200,
        label="Source",
        help_text="Who decided it, or where it is written: the governors on 4 March, page 12 of the policy",
    )

    def __init__(
        self, *args: Any, value: Value, people: Sequence[tuple[int, str]] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.value = value
        self.ranks = value.kind is Kind.PRIORITIES
        fields = _priority_fields(value) if self.ranks else {"value": _field(value, people)}
        self.fields |= fields
        self.order_fields([*fields, "valid_from", "source"])
        if self.ranks:
            in_force = self.initial.get("value", value.default)
            self.initial.update({f"{PRIORITY_OF}{fact}": priority for fact, priority in in_force.items()})
        self.helper = FormHelper()
        self.helper.form_tag = False
        shown = Div(*fields, css_class="form-row-2" if self.ranks else "")
        self.helper.layout = Layout(shown, "valid_from", "source")

    def clean(self) -> dict[str, Any]:
        """The priorities as one value, refused in one sentence above the form."""
        cleaned: dict[str, Any] = self.cleaned_data
        if self.ranks and not self.errors:
            given = {fact: cleaned[f"{PRIORITY_OF}{fact}"] for fact, _ in self.value.choices}
            try:
                cleaned["value"] = self.value.check(given)
            except ValueError as problem:
                self.add_error(None, str(problem))
        return cleaned
