"""Forms of families' answers: the page behind a link, and the decision of the school."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from unicodedata import category

from django import forms
from django.http import QueryDict

from attendance.models import ReplyReason
from attendance.reply_words import ReplyPick, latest_away, pick_in, words_problem
from attendance.services.replies import LONGEST_WORDS, ReplyFacts
from schools.form_fields import OPEN_AGAIN, DayField, LinesField, PlainForm, TextField

PICK = "pick"
ACCEPT, REFUSE = "accept", "refuse"
LONGEST_WHY = 200


class AnswerForm(PlainForm):
    """What a family says of an absence."""

    reason = forms.ChoiceField(
        choices=ReplyReason.choices,
        widget=forms.RadioSelect,
        label="What has happened",
        error_messages={"required": "Choose what has happened"},
    )
    words = LinesField(
        max_length=LONGEST_WORDS,
        required=False,
        label="Anything we should know",
        help_text="The attendance office reads this",
    )

    def __init__(self, data: QueryDict | None = None, *, on: date, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["until_on"] = DayField(
            earliest=on,
            latest=latest_away(on),
            required=False,
            label="Last day away, if you know it",
            help_text="Leave it empty if you do not know",
        )

    def clean_words(self) -> str:
        """The words; characters that nobody sees are none."""
        words: str = self.cleaned_data["words"]
        return words if any(category(letter)[0] not in "CZ" for letter in words) else ""

    def clean(self) -> dict[str, Any]:
        """Ask for words where the reason alone says nothing."""
        cleaned = super().clean() or {}
        if cleaned.get("reason") == ReplyReason.THOUGHT_IN:
            self._hear_alarm(cleaned)
        problem = words_problem(cleaned.get("reason", ""), cleaned.get("words", ""))
        if problem and "words" not in self.errors:
            self.add_error("words", problem)
        return cleaned

    def _hear_alarm(self, cleaned: dict[str, Any]) -> None:
        """Take it whatever else was typed: nobody knows where the child is. Words are kept as they can be."""
        if self.errors.pop("words", None):
            seen = "".join(filter(str.isprintable, str(self["words"].value() or "")))
            cleaned["words"] = seen[:LONGEST_WORDS].strip()
        self.errors.pop("until_on", None)
        cleaned["until_on"] = None

    def facts(self) -> ReplyFacts:
        """What was said."""
        said = self.cleaned_data
        return ReplyFacts(said["reason"], said["words"], said["until_on"])


class DecideForm(PlainForm):
    """One decision about the answers that were ticked. `picks` are they, once it is valid."""

    step = forms.CharField(required=False)
    code = forms.ChoiceField(label="Code", required=False)
    why = TextField(
        max_length=LONGEST_WHY,
        required=False,
        label="Why not accepted",
        help_text="Only where you do not accept. It is kept with the answer",
    )

    def __init__(
        self, data: QueryDict | None = None, *, codes: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.picks: list[ReplyPick] = []
        self.fields["code"].choices = [  # type: ignore[attr-defined]
            ("", "As each answer proposes"),
            *((letter, f"{letter} – {title}") for letter, title in codes),
        ]

    def clean(self) -> dict[str, Any]:
        """Read the answers that were ticked."""
        cleaned = super().clean() or {}
        if cleaned.get("step") not in (ACCEPT, REFUSE):
            self.add_error(None, "Choose whether to accept those ticked or not")
        try:
            self.picks = [pick_in(text) for text in ticked(self.data)]
        except ValueError:
            self.add_error(None, OPEN_AGAIN)
        else:
            if not self.picks:
                self.add_error(None, "Tick at least one answer")
        return cleaned


def ticked(data: Any) -> list[str]:
    """The answers that were ticked, each once, as the form sends them."""
    return list(dict.fromkeys(data.getlist(PICK))) if isinstance(data, QueryDict) else []
