"""Forms of who may open a child's file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from safeguarding.models import Audience
from safeguarding.services.reach import ReachWord
from schools.form_fields import DayField, LinesField, PlainForm, TextField

Choices = Sequence[tuple[int, str]]
READS, WRITES = "read", "work"


def _why(label: str, **more: Any) -> TextField:
    return TextField(max_length=300, label=label, error_messages={"required": "Say why"}, **more)


class ReachForm(PlainForm):
    """A form about one person; `people` are those whom it may be about."""

    person = forms.TypedChoiceField(
        coerce=int, label="Who", error_messages={"required": "Choose somebody of the school"}
    )

    helper = FormHelper()
    helper.form_tag = False

    def __init__(self, data: Any, *, people: Choices, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["person"].choices = [("", "Choose somebody"), *people]  # type: ignore[attr-defined]

    def word(self) -> ReachWord:
        """What is said of the person, as the services take it."""
        cleaned = self.cleaned_data
        return ReachWord(
            cleaned["person"], cleaned["reason"], cleaned.get("until_on"), cleaned.get("review_on")
        )


class PersonForm(ReachForm):
    """Somebody who reads the file by name."""

    kind = forms.ChoiceField(
        choices=[(READS, "Reads the file"), (WRITES, "Reads the file and writes in it")],
        widget=forms.RadioSelect,
        initial=READS,
        label="May do",
    )
    until_on = DayField(required=False, label="Last day")
    review_on = DayField(
        required=False, label="Look at this again on", help_text="Give one of the two days, or both"
    )
    reason = _why("Why they need to know")


class ExcludeForm(ReachForm):
    """Somebody who never opens the file."""

    reason = _why("Why", help_text="For example: is the child’s aunt, or is named in the file")


class ShareForm(ReachForm):
    """Somebody who reads one concern or entry."""

    until_on = DayField(required=False, label="Last day", help_text="Leave empty for no end")
    reason = _why("Why they need to know")


class RestrictForm(PlainForm):
    """The few who alone open the file."""

    people = forms.TypedMultipleChoiceField(
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        label="Only these",
        help_text="At least one safeguarding lead. Who is no lead must be named on the team as well",
        error_messages={"required": "Tick at least one safeguarding lead"},
    )
    reason = _why("Why")

    helper = FormHelper()
    helper.form_tag = False

    def __init__(self, data: Any, *, people: Choices, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["people"].choices = people  # type: ignore[attr-defined]


class GrantEndForm(PlainForm):
    """Why a word about a person ends."""

    reason = LinesField(
        max_length=1000,
        label="Why",
        help_text="Kept with it, and read by the other leads",
        error_messages={"required": "Say why"},
    )

    helper = FormHelper()
    helper.form_tag = False


class AudienceForm(PlainForm):
    """Who of the child's team reads a concern or an entry."""

    audience = forms.ChoiceField(choices=Audience.choices, widget=forms.RadioSelect, label="Who reads it")

    helper = FormHelper()
    helper.form_tag = False


def review_day(on: date) -> date:
    """The day that a form proposes for looking at a grant again: six weeks on."""
    return date.fromordinal(on.toordinal() + 42)
