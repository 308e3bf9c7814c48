"""Forms of the steps of an absence, and of the hand-over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField

from attendance.queries.first_day.hand_overs import HandOverLine
from attendance.services.first_day.steps import HandOverFacts, StepFacts
from schools.calendar import day_in
from schools.form_fields import OPEN_AGAIN, PlainForm, TextField

LONGEST_WORDS = 300


class StepForm(PlainForm):
    """A step that somebody did, in words."""

    pupil = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    step = forms.CharField(max_length=40)
    words = TextField(max_length=LONGEST_WORDS, label="What was done")

    def clean_step(self) -> tuple[str, date]:
        """The step's name and the day on which it was due, as the list says both."""
        name, _, day = self.cleaned_data["step"].partition(" ")
        due_on = day_in(day)
        if due_on is None:
            raise forms.ValidationError(OPEN_AGAIN)
        return name, due_on

    def facts(self) -> StepFacts:
        """What was written."""
        step, due_on = self.cleaned_data["step"]
        return StepFacts(self.cleaned_data["pupil"], step, due_on, self.cleaned_data["words"])


class HandOverForm(PlainForm):
    """Who takes on each pupil, with what they must know: two fields for each line."""

    def __init__(self, lines: Sequence[HandOverLine], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lines = lines
        for line in lines:
            self.fields[f"to_{line.pupil_id}"] = forms.ChoiceField(
                choices=line.choices,
                required=False,
                initial=str(line.taker_id or ""),
                label=f"With whom: {line.name}",
                widget=forms.Select(attrs={"class": "form-select", "aria-label": f"With whom: {line.name}"}),
            )
            self.fields[f"words_{line.pupil_id}"] = TextField(
                max_length=LONGEST_WORDS,
                required=False,
                initial=line.words,
                label=f"What they must know of {line.name}",
                widget=forms.TextInput(
                    attrs={
                        "class": "form-control",
                        "autocomplete": "off",
                        "aria-label": f"What they must know of {line.name}",
                    }
                ),
            )

    def rows(self) -> list[tuple[HandOverLine, BoundField, BoundField]]:
        """Each line with its two fields."""
        return [(line, self[f"to_{line.pupil_id}"], self[f"words_{line.pupil_id}"]) for line in self.lines]

    def facts(self) -> list[HandOverFacts]:
        """What was chosen for each pupil."""
        return [
            HandOverFacts(
                line.pupil_id,
                int(self.cleaned_data[f"to_{line.pupil_id}"] or 0) or None,
                self.cleaned_data[f"words_{line.pupil_id}"],
            )
            for line in self.lines
        ]
