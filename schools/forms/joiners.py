"""Forms of joiners: a pupil who is new, and one who comes back."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms

from schools.form_fields import DayField
from schools.forms.pupils import ENTRY, PupilForm
from schools.forms.versioned import VersionedForm
from schools.models import Enrolment
from schools.queries.joiners import JoinerSheet
from schools.queries.record_words import ROLL
from schools.services.joiners import Joining

ON_ROLL = (
    Div("admitted_on", "enrolment", css_class="form-row-2"),
    Div("registration", "year", css_class="form-row-2"),
)


class OnRollForm(VersionedForm):
    """From when a pupil is on roll, how, and in which groups."""

    admitted_on = DayField(
        label=ROLL["admitted_on"], help_text="The day on which the school and the parent agreed"
    )
    enrolment = forms.ChoiceField(choices=Enrolment.choices, label=ROLL["enrolment"])
    registration = forms.TypedChoiceField(
        coerce=int, empty_value=None, required=False, label="Registration group"
    )
    year = forms.TypedChoiceField(
        coerce=int,
        empty_value=None,
        required=False,
        label="Year group",
        help_text="Leave empty for that of the registration group",
    )

    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(*ON_ROLL)

    def __init__(self, *args: Any, sheet: JoinerSheet, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, groups in (("registration", sheet.registration), ("year", sheet.years)):
            field = self.fields[name]
            assert isinstance(field, forms.TypedChoiceField)
            field.choices = [("", "Not known yet"), *groups]

    def joining(self) -> Joining:
        """The time on roll as the services take it."""
        cleaned = self.cleaned_data
        return Joining(
            cleaned["admitted_on"], Enrolment(cleaned["enrolment"]), cleaned["registration"], cleaned["year"]
        )


class JoinerForm(PupilForm, OnRollForm):
    """A pupil who is new."""

    is_another = forms.BooleanField(
        required=False,
        label="This is another child of the same name and birthday",
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        names, *rest = ENTRY
        self.helper.layout = Layout("is_another", names, Fieldset("On roll", *ON_ROLL), *rest)

    def ask_again(self) -> None:
        """Offer the box that says that a namesake is another child."""
        self.fields["is_another"].widget = forms.CheckboxInput()
