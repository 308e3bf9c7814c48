"""The form on which anybody raises a concern."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms

from safeguarding.concern_rules import BODY_PARTS
from safeguarding.services.raising import ConcernFacts
from schools.calendar import LONDON
from schools.form_fields import OPEN_AGAIN, DayField, LinesField, PlainForm, TextField

MOST_WORDS = 8000
MARKS = range(1, 4)
WORDS = (
    "place",
    "childs_words",
    "facts",
    "opinion",
    "witnesses",
    "childs_wishes",
    "immediate_action",
    "told_whom",
    "parent_reason",
)


def _lines(label: str, help_text: str = "", *, rows: int = 3, required: bool = False) -> LinesField:
    return LinesField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": "Write what you saw or heard"},
    )


class ConcernForm(PlainForm):
    """What was seen or heard, of whom and when. A child, a time and the facts are needed, and no more."""

    key = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": OPEN_AGAIN})
    pupils = forms.TypedMultipleChoiceField(
        coerce=int,
        label="Who is it about?",
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        error_messages={"required": "Find and tick the child"},
    )
    happened_on = DayField(label="When was it?", error_messages={"required": "Give the day"})
    happened_time = forms.TimeField(
        label="At about",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Give a time, such as 14:20", "required": "Give the time"},
    )
    place = TextField(label="Where?", max_length=120, required=False)
    childs_words = _lines("The child’s own words", "As they were said, also where they are unclear or rude.")
    facts = _lines("What you saw or heard", "What happened, and who was there.", rows=4, required=True)
    opinion = _lines("What you make of it", "Your opinion. It is kept apart from the facts.", rows=2)
    witnesses = _lines("Who else saw or heard it", rows=2)
    childs_wishes = _lines("What the child wants to happen", rows=2)
    immediate_action = _lines("What you did at once", rows=2)
    told_whom = TextField(label="Whom you told", max_length=200, required=False)
    verbally_told = forms.BooleanField(
        label="I have told the safeguarding lead in person as well", required=False
    )
    parent_informed = forms.TypedChoiceField(
        label="Was a parent told?",
        required=False,
        choices=[("", "I do not know"), ("yes", "Yes"), ("no", "No")],
        coerce=lambda answer: answer == "yes",
        empty_value=None,
    )
    parent_reason = _lines("Who told them, or why not", rows=2)

    def __init__(self, data: Any = None, *, choices: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["pupils"].choices = choices  # type: ignore[attr-defined]
        for number in MARKS:
            self.fields[f"mark_{number}_part"] = forms.ChoiceField(
                label=f"Mark {number}: where", required=False, choices=[("", "Nowhere"), *BODY_PARTS]
            )
            self.fields[f"mark_{number}_words"] = TextField(
                label=f"Mark {number}: what it looks like", max_length=300, required=False
            )

    @property
    def marks(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The fields of each mark on the body."""
        return [(self[f"mark_{number}_part"], self[f"mark_{number}_words"]) for number in MARKS]

    def clean(self) -> dict[str, Any]:
        """Ask where a mark is that was described."""
        cleaned: dict[str, Any] = super().clean() or {}
        for number in MARKS:
            if cleaned.get(f"mark_{number}_words") and not cleaned.get(f"mark_{number}_part"):
                self.add_error(f"mark_{number}_part", "Say where this mark is")
        return cleaned

    def facts_of_it(self) -> ConcernFacts:
        """The concern as the service takes it."""
        cleaned = self.cleaned_data
        parts = [(cleaned[f"mark_{number}_part"], cleaned[f"mark_{number}_words"]) for number in MARKS]
        marks = [{"part": part, "words": words} for part, words in parts if part]
        return ConcernFacts(
            pupils=cleaned["pupils"],
            happened_at=datetime.combine(cleaned["happened_on"], cleaned["happened_time"], tzinfo=LONDON),
            words={name: cleaned[name] for name in WORDS}
            | {"parent_informed": cleaned["parent_informed"], "body_map": marks},
            verbally_told=cleaned["verbally_told"],
        )


def now_fields(now: datetime) -> dict[str, Any]:
    """What an empty form proposes: just now."""
    return {"happened_on": now.date(), "happened_time": time(now.hour, now.minute)}
