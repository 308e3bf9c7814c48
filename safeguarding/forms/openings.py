"""Forms of the log of openings, and of an opening in an emergency."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from safeguarding.queries.openings import LogFilter
from safeguarding.services.emergencies import REASONS, SHORTEST_REASON
from schools.form_fields import DayField, LinesField, PlainForm
from schools.names import number_in


class LogForm(PlainForm):
    """The filter of the log. What cannot be read is as if it were not given."""

    person = forms.IntegerField(required=False, label="Person")
    pupil = forms.IntegerField(required=False, widget=forms.HiddenInput)
    from_on = DayField(required=False, label="From")
    to_on = DayField(required=False, label="To")
    unusual = forms.BooleanField(required=False, label="Unusual only")

    def asked(self) -> LogFilter:
        """The filter as the query takes it."""
        self.is_valid()
        found: dict[str, Any] = self.cleaned_data
        return LogFilter(
            person_id=number_in(str(found.get("person") or "")),
            pupil_id=number_in(str(found.get("pupil") or "")),
            from_on=found.get("from_on"),
            to_on=found.get("to_on"),
            unusual_only=bool(found.get("unusual")),
            page=min(number_in(self.data.get("page", "")) or 1, 1000),
        )


class EmergencyForm(PlainForm):
    """Why a file cannot wait for a safeguarding lead."""

    code = forms.ChoiceField(
        choices=REASONS,
        widget=forms.RadioSelect,
        label="Why now",
        error_messages={"required": "Choose why it cannot wait"},
    )
    reason = LinesField(
        max_length=1000,
        label="What has happened",
        help_text=f"At least {SHORTEST_REASON} characters. The safeguarding leads read this",
        error_messages={"required": "Say what has happened"},
    )

    helper = FormHelper()
    helper.form_tag = False
