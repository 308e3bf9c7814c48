"""The form of a safety note."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms

from schools.form_fields import DayField, PlainForm, TextField
from schools.models import SafetyKind
from schools.services.safety_notes import NoteFacts


class NoteForm(PlainForm):
    """One line on how to reach a family without harm; `contacts` are those whom it may be about."""

    about = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label="About")
    kind = forms.ChoiceField(choices=SafetyKind.choices, label="Rests on")
    text = TextField(
        max_length=300,
        label="What to do",
        help_text="One line for whoever rings. Say what to do, never why",
    )
    from_on = DayField(label="From")
    until_on = DayField(required=False, label="Last day", help_text="Leave empty for no end")

    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(
        Div("about", "kind", css_class="form-row-2"),
        "text",
        Div("from_on", "until_on", css_class="form-row-2"),
    )

    def __init__(self, *args: Any, contacts: Sequence[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        about = self.fields["about"]
        assert isinstance(about, forms.TypedChoiceField)
        about.choices = [("", "The pupil"), *contacts]

    def facts(self) -> NoteFacts:
        """The note as the services take it."""
        cleaned = self.cleaned_data
        return NoteFacts(
            contact_id=cleaned["about"],
            kind=SafetyKind(cleaned["kind"]),
            text=cleaned["text"],
            from_on=cleaned["from_on"],
            until_on=cleaned["until_on"],
        )
