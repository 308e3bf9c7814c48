"""Forms of concerns about adults."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django import forms

from safeguarding.forms.referrals import time_field
from safeguarding.models import StaffConcernKind, StaffConcernStepKind
from safeguarding.services.staff_concerns import StaffFacts, StaffStepFacts
from schools.calendar import LONDON
from schools.form_fields import OPEN_AGAIN, DayField, LinesField, PlainForm, TextField

MOST_WORDS = 4000


class StaffConcernForm(PlainForm):
    """What somebody saw or heard about an adult who works in the school."""

    key = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": OPEN_AGAIN})
    about = forms.TypedChoiceField(
        coerce=int, empty_value=None, required=False, label="Who it is about", choices=[]
    )
    about_name = TextField(
        max_length=150,
        required=False,
        label="Or somebody who is not listed",
        help_text="A visitor, a volunteer, agency staff or somebody from another employer",
    )
    is_about_head = forms.BooleanField(
        required=False,
        label="It is about the head",
        help_text="Then the head does not see it: it goes to the chair of governors",
    )
    kind = forms.ChoiceField(
        label="How serious it seems to you",
        choices=StaffConcernKind.choices,
        widget=forms.RadioSelect,
        help_text="If you are not sure, choose the first. Who reads it decides",
        error_messages={"required": "Choose one. If you are not sure, choose the first"},
    )
    happened_on = DayField(label="When it happened", error_messages={"required": "Give the day"})
    happened_time = time_field("At")
    place = TextField(max_length=120, required=False, label="Where")
    facts = LinesField(
        max_length=MOST_WORDS,
        label="What you saw or heard",
        help_text="Facts, and the words that were used",
        error_messages={"required": "Say what you saw or heard"},
    )
    immediate_action = LinesField(
        max_length=MOST_WORDS, required=False, label="What was done at once", help_text="And whom you told"
    )

    def __init__(self, data: Any, *, people: Mapping[int, str], **options: Any) -> None:
        super().__init__(data, **options)
        named = sorted(people.items(), key=lambda person: person[1])
        self.fields["about"].choices = [("", "Choose"), *named]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for one person."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "about" in cleaned and bool(cleaned["about"]) == bool(cleaned.get("about_name")):
            self.add_error("about", "Choose one person, or write a name beside")
        return cleaned

    def said(self) -> StaffFacts:
        """The concern as the service takes it."""
        cleaned = self.cleaned_data
        return StaffFacts(
            kind=cleaned["kind"],
            about_id=cleaned["about"],
            about_name=cleaned["about_name"],
            is_about_head=cleaned["is_about_head"],
            happened_at=datetime.combine(cleaned["happened_on"], cleaned["happened_time"], tzinfo=LONDON),
            place=cleaned["place"],
            facts=cleaned["facts"],
            immediate_action=cleaned["immediate_action"],
        )


def new_staff_concern(*, key: UUID, now: datetime) -> dict[str, Any]:
    """What the form proposes: just now."""
    return {"key": key, "happened_on": now.date(), "happened_time": now.time()}


class StaffStepForm(PlainForm):
    """What was done about a concern about an adult."""

    kind = forms.ChoiceField(
        label="What was done",
        choices=StaffConcernStepKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what was done"},
    )
    words = LinesField(
        max_length=MOST_WORDS,
        required=False,
        label="In words",
        help_text="What was decided or said, and why. A reply is read by who raised it",
    )
    told_whom = TextField(max_length=120, required=False, label="Whom of the LADO you told")
    told_on = DayField(required=False, label="Told on")
    told_time = time_field("At", required=False)

    def facts(self) -> StaffStepFacts:
        """The step as the service takes it."""
        cleaned = self.cleaned_data
        day, at = cleaned["told_on"], cleaned["told_time"]
        told_at = datetime.combine(day, at, tzinfo=LONDON) if day and at else None
        return StaffStepFacts(cleaned["kind"], cleaned["words"], told_at, cleaned["told_whom"])


class ReaderForm(PlainForm):
    """Who reads concerns about adults beside the head, and until when."""

    person = forms.TypedChoiceField(
        coerce=int, label="Governor or safeguarding lead", error_messages={"required": "Choose a person"}
    )
    reads_about_head = forms.BooleanField(
        required=False,
        label="Also what is about the head",
        help_text="For the chair of governors. The head never reads those",
    )
    until_on = DayField(required=False, label="Until", help_text="Empty: without an end")

    def __init__(self, data: Any, *, people: Mapping[int, str], **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["person"].choices = [("", "Choose"), *people.items()]  # type: ignore[attr-defined]

    def until_at(self) -> datetime | None:
        """The end of the last day; None without an end."""
        day = self.cleaned_data["until_on"]
        return datetime.combine(day, time(23, 59), tzinfo=LONDON) if day else None
