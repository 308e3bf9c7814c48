"""Forms of what a lead makes of a concern."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from safeguarding.models import Level
from safeguarding.services.triage import Decision, ToDo
from schools.form_fields import OPEN_AGAIN, DayField, LinesField, PlainForm, TextField

MOST_WORDS = 4000
ACTIONS = (1, 2, 3)
Choices = Sequence[tuple[int, str]]


class DecideForm(PlainForm):
    """What a concern calls for, why, and what follows."""

    key = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": OPEN_AGAIN})
    level = forms.ChoiceField(
        label="Level",
        choices=Level.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it calls for"},
    )
    decision = LinesField(
        max_length=MOST_WORDS, label="Decision", error_messages={"required": "Say what was decided"}
    )
    reason = LinesField(max_length=MOST_WORDS, label="Reason", error_messages={"required": "Say why"})
    categories = forms.TypedMultipleChoiceField(
        coerce=int,
        required=False,
        label="Categories",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the list of categories"},
    )
    reply = LinesField(
        max_length=1000,
        required=False,
        label="Reply to the writer",
        help_text="The writer reads this and nothing else of what followed",
    )
    linked = forms.TypedMultipleChoiceField(
        coerce=int,
        required=False,
        label="Stands in the file of a sibling too",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, data: Any, *, categories: Choices, siblings: Choices, people: Choices, **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.fields["categories"].choices = categories  # type: ignore[attr-defined]
        self.fields["linked"].choices = siblings  # type: ignore[attr-defined]
        if not siblings:
            del self.fields["linked"]
        for number in ACTIONS:
            self.fields[f"what_{number}"] = TextField(
                max_length=200, required=False, label=f"Action {number}"
            )
            self.fields[f"owner_{number}"] = forms.TypedChoiceField(
                coerce=int, empty_value=None, required=False, label="By", choices=[("", "Choose"), *people]
            )
            self.fields[f"due_{number}"] = DayField(required=False, label="Until")

    def clean(self) -> dict[str, Any]:
        """Ask who does an action and until when."""
        cleaned: dict[str, Any] = super().clean() or {}
        for number in ACTIONS:
            if cleaned.get(f"what_{number}"):
                for name, words in (("owner", "Choose who does it"), ("due", "Give the day")):
                    if not cleaned.get(f"{name}_{number}") and f"{name}_{number}" not in self.errors:
                        self.add_error(f"{name}_{number}", words)
        return cleaned

    def rows(self) -> list[tuple[forms.BoundField, ...]]:
        """The fields of the actions, a row each."""
        return [tuple(self[f"{name}_{number}"] for name in ("what", "owner", "due")) for number in ACTIONS]

    def facts(self) -> Decision:
        """The decision as the service takes it."""
        cleaned = self.cleaned_data
        return Decision(
            level=cleaned["level"],
            decision=cleaned["decision"],
            reason=cleaned["reason"],
            categories=cleaned["categories"],
            reply=cleaned["reply"],
            linked=cleaned.get("linked", ()),
            actions=[
                ToDo(cleaned[f"what_{number}"], cleaned[f"owner_{number}"], cleaned[f"due_{number}"])
                for number in ACTIONS
                if cleaned[f"what_{number}"]
            ],
        )


class EndForm(PlainForm):
    """What came of a concern that is closed, or why one is opened again."""

    outcome = LinesField(
        max_length=MOST_WORDS, label="Outcome", error_messages={"required": "Say what came of it"}
    )
