"""What leaves of a child's file, to whom and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from schools.form_fields import DayField, PlainForm, TextField


class ExportForm(PlainForm):
    """A reason, a named recipient and the days; without days the whole chronology."""

    recipient = TextField(label="Who receives it", max_length=80, help_text="One named person")
    organisation = TextField(label="Their organisation", max_length=80)
    reason = TextField(
        label="Why",
        max_length=120,
        help_text="On every page and in the chronology. For example: review conference, 11 May 2027",
    )
    first_on = DayField(required=False, label="From", help_text="Leave both dates empty for all of it")
    last_on = DayField(required=False, label="To")
    leaves_out = forms.BooleanField(
        required=False,
        initial=True,
        label="Leave out entries that only safeguarding leads read",
        help_text="The cover says how many were left out",
    )

    helper = FormHelper()
    helper.form_tag = False

    def __init__(self, data: Mapping[str, Any] | None, *, today: date) -> None:
        super().__init__(data)
        self._today = today

    def clean(self) -> dict[str, Any]:
        """Refuse days that are the wrong way round or still to come."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = found.get("first_on"), found.get("last_on")
        if first and first > self._today:
            self.add_error("first_on", "This day is still to come. Choose today or an earlier day")
        elif first and last and first > last:
            self.add_error("last_on", "The last day is before the first. Change one of them")
        return found
