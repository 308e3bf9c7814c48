"""The form that says why a pupil stays."""

from __future__ import annotations

from crispy_forms.helper import FormHelper
from django import forms

from schools.form_fields import PlainForm, TextField

WORDS_MISSING = "Say why the pupil stays, so that nobody asks again"


class StaysForm(PlainForm):
    """Which proposed leaving, and why it does not happen."""

    leaving = forms.IntegerField(min_value=1, max_value=2**62, widget=forms.HiddenInput)
    words = TextField(max_length=300, label="Why the pupil stays", error_messages={"required": WORDS_MISSING})

    helper = FormHelper()
    helper.form_tag = False
