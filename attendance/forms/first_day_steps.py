"""Forms of the steps of an absence, and of the hand-over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict

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
    """Who takes on each pupil, with what they must know, and the last hand-over that the page showed."""

    def __init__(self, lines: Sequence[HandOverLine], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lines = lines
        for line in lines:
            self.fields[f"seen_{line.pupil_id}"] = forms.IntegerField(
                required=False, initial=line.hand_over_id, widget=forms.HiddenInput
            )
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

    @staticmethod
    def sent_lines(lines: Iterable[HandOverLine], data: QueryDict) -> list[HandOverLine]:
        """The lines of the pupils whom the form names: who came on the list since is left alone."""
        return [line for line in lines if f"to_{line.pupil_id}" in data]

    def rows(self) -> list[tuple[HandOverLine, list[BoundField]]]:
        """Each line with its fields: the person, the words, and what was seen."""
        return [
            (line, [self[f"{name}_{line.pupil_id}"] for name in ("to", "words", "seen")])
            for line in self.lines
        ]

    def facts(self) -> list[HandOverFacts]:
        """What was chosen for each pupil."""
        return [
            HandOverFacts(
                line.pupil_id,
                int(self.cleaned_data[f"to_{line.pupil_id}"] or 0) or None,
                self.cleaned_data[f"words_{line.pupil_id}"],
                self.cleaned_data[f"seen_{line.pupil_id}"],
            )
            for line in self.lines
        ]

    def about_clashes(self, lines: Iterable[HandOverLine]) -> HandOverForm:
        """The form of those whom somebody else handed over meanwhile: what was typed, beside what stands."""
        lines = list(lines)
        stands = {f"seen_{line.pupil_id}": str(line.hand_over_id or "") for line in lines}
        form = HandOverForm(lines, dict(self.data.items()) | stands)
        for line in lines:
            said = f"Handed over meanwhile to {line.with_whom}. Hand over again only to change that"
            form.add_error(f"to_{line.pupil_id}", said)
        return form
