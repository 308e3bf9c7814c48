"""The form that gives N codes a reason: which marks, which code, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from attendance.n_codes import NPick, picks_in
from schools.form_fields import OPEN_AGAIN, PlainForm, TextField

PICK = "pick"
LONGEST_REASON = 150


class NForm(PlainForm):
    """One code and one reason for the marks that were ticked. `picks` are the marks, once it is valid."""

    code = forms.ChoiceField(label="Code", error_messages={"required": "Choose a code"})
    reason = TextField(
        max_length=LONGEST_REASON, label="Why", help_text="Kept with each mark. Parents can ask to see it"
    )

    def __init__(
        self, data: QueryDict | None = None, *, codes: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.picks: list[NPick] = []
        self.fields["code"].choices = [  # type: ignore[attr-defined]
            ("", "Choose a code"),
            *((letter, f"{letter} – {title}") for letter, title in codes),
        ]

    def clean(self) -> dict[str, Any]:
        """Read the marks that were ticked."""
        cleaned = super().clean() or {}
        try:
            self.picks = [pick for text in ticked(self.data) for pick in picks_in(text)]
        except ValueError:
            self.add_error(None, OPEN_AGAIN)
        else:
            if not self.picks:
                self.add_error(None, "Tick at least one N code")
        return cleaned


def ticked(data: Any) -> list[str]:
    """The marks that were ticked, each once, as the form sends them."""
    return list(dict.fromkeys(data.getlist(PICK))) if isinstance(data, QueryDict) else []
