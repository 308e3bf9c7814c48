"""Forms of the desk."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from attendance.lessons import typed_instant
from attendance.models import SignOut
from attendance.services.sign_outs import REASONS, SignOutFacts
from schools.form_fields import PlainForm, TextField

MOST_LETTERS = 120


class SignOutForm(PlainForm):
    """When a pupil leaves, why, and who takes them."""

    out_at = forms.TimeField(
        label="Time",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Give a time, such as 10:20"},
    )
    reason = forms.ChoiceField(
        choices=[("", "Choose a reason"), *((reason, reason) for reason in REASONS)],
        error_messages={"required": "Give the reason why this pupil leaves"},
    )
    words = TextField(max_length=80, required=False, label="In your words")
    collected_by = TextField(
        max_length=MOST_LETTERS, required=False, help_text="Leave it empty where the pupil goes alone"
    )

    def clean(self) -> dict[str, Any]:
        """Ask for words where the reason is "other"."""
        cleaned = super().clean() or {}
        if str(cleaned.get("reason", "")).startswith("Other") and not cleaned.get("words"):
            self.add_error("words", "Say why this pupil leaves")
        return cleaned

    def facts(self, now: datetime) -> SignOutFacts:
        """What the desk wrote; a time of this very minute is now."""
        out_at = typed_instant(self.cleaned_data["out_at"], now=now)
        words = self.cleaned_data["words"]
        reason = self.cleaned_data["reason"]
        return SignOutFacts(
            out_at, f"{reason}: {words}" if words else reason, self.cleaned_data["collected_by"]
        )


class WordsForm(PlainForm):
    """Why a pupil is late, where no reason of the list says it."""

    words = TextField(max_length=MOST_LETTERS, label="Other reason")


class UndoForm(PlainForm):
    """Why a late arrival is taken back."""

    why = TextField(max_length=200, label="Why it is taken back", initial="Wrong pupil")


def sign_out_initial(row: SignOut) -> dict[str, Any]:
    """What the form shows of a sign-out that is to be corrected."""
    reason, _, words = row.reason.partition(": ")
    out_at = timezone.localtime(row.out_at).time()
    return {"out_at": out_at, "reason": reason, "words": words, "collected_by": row.collected_by}
