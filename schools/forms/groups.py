"""Forms of groups, their pupils and their tutors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from schools.form_fields import DayField, PlainForm, TextField
from schools.models import GroupKind
from schools.services.group_changes import GroupWords
from schools.year_groups import year_label

Choices = Sequence[tuple[int, str]]


class GroupForm(PlainForm):
    """What a group is called, its year group and its room."""

    name = TextField(max_length=40, label="Name")
    year_group = forms.TypedChoiceField(coerce=int, empty_value=None, required=False, label="Year group")
    room = TextField(max_length=40, required=False, label="Room")

    helper = FormHelper()
    helper.form_tag = False

    def __init__(self, data: Any, *, years: range, **options: Any) -> None:
        super().__init__(data, **options)
        choices = [(str(year), year_label(year)) for year in years]
        self.fields["year_group"].choices = [("", "Of no one year"), *choices]  # type: ignore[attr-defined]

    def words(self) -> GroupWords:
        """The group as the service takes it."""
        return GroupWords(**{name: self.cleaned_data[name] for name in GroupWords.__dataclass_fields__})


class NewGroupForm(GroupForm):
    """A group of one kind."""

    kind = forms.ChoiceField(
        choices=GroupKind.choices, label="Kind", help_text="Registers are taken of registration groups"
    )

    field_order = ["kind", "name", "year_group", "room"]


class PupilsForm(PlainForm):
    """Pupils that are ticked in a list, and a day."""

    pupils = forms.TypedMultipleChoiceField(
        coerce=int, label="Pupils", error_messages={"required": "Tick at least one pupil"}
    )
    from_on = DayField(label="From")

    def __init__(self, data: Any, *, pupils: Choices, on: date, auto_id: str = "join_%s") -> None:
        super().__init__(data, initial={"from_on": on}, auto_id=auto_id)
        self.fields["pupils"].choices = pupils  # type: ignore[attr-defined]
        self.fields["from_on"].widget.attrs["class"] = "form-control"


class MoveForm(PupilsForm):
    """Pupils who leave the group from a day on, and the group that they go to."""

    to = forms.TypedChoiceField(coerce=int, empty_value=None, required=False, label="Move to")

    def __init__(self, data: Any, *, pupils: Choices, on: date, groups: Choices) -> None:
        super().__init__(data, pupils=pupils, on=on, auto_id="move_%s")
        choices = [("", "No other group: they leave this one"), *groups]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]
        self.fields["to"].widget.attrs["class"] = "form-select"


class TutorForm(PlainForm):
    """Who takes the register from a day on."""

    staff = forms.TypedChoiceField(coerce=int, label="Tutor")
    from_on = DayField(label="From")
    in_place = forms.BooleanField(
        required=False, label="In place of the tutors there now", help_text="Their sight of the class ends"
    )

    helper = FormHelper()
    helper.form_tag = False

    def __init__(self, data: Any, *, staff: Choices, on: date) -> None:
        super().__init__(data, initial={"from_on": on}, auto_id="tutor_%s")
        self.fields["staff"].choices = [("", "Choose a person"), *staff]  # type: ignore[attr-defined]


class EndTutorForm(PlainForm):
    """The last day of somebody's part in a group."""

    part = forms.IntegerField(min_value=1, max_value=2**62, widget=forms.HiddenInput)
    last_on = DayField(label="Last day")
