"""Forms of people and their roles."""

from __future__ import annotations

from crispy_forms.helper import FormHelper
from django import forms

from accounts.roles import Role
from schools.form_fields import DayField, TextField
from schools.year_groups import year_label

YEARS = [(str(year), year_label(year)) for year in range(-2, 14)]


class InviteForm(forms.Form):
    """A person to invite, and the role they get here."""

    full_name = TextField(max_length=150, label="Full name")
    email = forms.EmailField(max_length=254, label="Work email")
    job_title = TextField(
        max_length=100, required=False, label="Job title", help_text="Printed beside amendments they make"
    )
    role = forms.ChoiceField(choices=[(role.value, role.title) for role in Role])
    year_groups = forms.TypedMultipleChoiceField(
        choices=YEARS,
        coerce=int,
        required=False,
        label="Years of the caseload",
        help_text="For a pastoral lead only. Hold Ctrl to choose several",
    )
    valid_until = DayField(required=False, label="Last day", help_text="Leave empty for no end")

    helper = FormHelper()
    helper.form_tag = False
