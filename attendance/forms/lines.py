"""Forms of crossed lines: what was done, and what is expected."""

from __future__ import annotations

from django import forms

from attendance.models import LineState
from schools.form_fields import LinesField, PlainForm

LONGEST_ACT, LONGEST_REASON = 500, 300


class ActForm(PlainForm):
    """What somebody did about a line, in words; `seen` is the state in which the page showed it."""

    seen = forms.ChoiceField(choices=LineState.choices, widget=forms.HiddenInput)
    words = LinesField(
        max_length=LONGEST_ACT,
        label="What was done",
        help_text="A letter, a call, a meeting, or why nothing is done. It stands as you write it, "
        "with your name.",
    )


class EndForm(PlainForm):
    """Why a pupil is not expected to reach the sickness return any more."""

    words = LinesField(max_length=LONGEST_ACT, label="Why it is not expected any more")


class ExpectForm(PlainForm):
    """Why a pupil is expected to reach the sickness return."""

    words = LinesField(
        max_length=LONGEST_REASON,
        label="Why you expect it",
        help_text="Who said so and when, and how long it may last. No more of the illness than that.",
    )
