"""Forms of referrals to agencies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django import forms

from safeguarding.models import Level, ReferralStepKind
from safeguarding.referral_rules import AGENCIES, LAWFUL_BASES
from safeguarding.services.referrals import ReferralFacts, StepFacts
from schools.calendar import LONDON
from schools.form_fields import OPEN_AGAIN, DayField, LinesField, PlainForm, TextField

OTHER = "other"
REFERRED = (Level.EARLY_HELP, Level.SECTION_17, Level.SECTION_47, Level.POLICE)
MOST_WORDS = 4000


def time_field(label: str, *, required: bool = True, help_text: str = "") -> forms.TimeField:
    """A time of day, such as 14:20."""
    return forms.TimeField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Give a time, such as 14:20", "required": "Give the time"},
    )


class ReferralForm(PlainForm):
    """To whom a child was referred, when, on what lawful basis, and what was shared."""

    key = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": OPEN_AGAIN})
    agency = forms.ChoiceField(
        label="Agency",
        choices=[("", "Choose"), *((name, name) for name in AGENCIES), (OTHER, "Another agency")],
        error_messages={"required": "Choose the agency"},
    )
    agency_name = TextField(max_length=120, required=False, label="Another agency", help_text="Its name")
    level = forms.ChoiceField(
        label="What for",
        required=False,
        choices=[("", "None of these"), *((level.value, level.label) for level in REFERRED)],
    )
    person = TextField(
        max_length=120,
        required=False,
        label="Named person",
        help_text="Whom you spoke to, and how to ring back",
    )
    reference = TextField(max_length=80, required=False, label="Their reference")
    sent_on = DayField(label="Sent on", error_messages={"required": "Give the day"})
    sent_time = time_field("At")
    answer_due_on = DayField(label="Answer due on", required=False)
    answer_due_time = time_field("Until", required=False)
    lawful_basis = forms.ChoiceField(
        label="Lawful basis",
        choices=LAWFUL_BASES,
        help_text="No consent is needed where a child is at risk",
    )
    shared = LinesField(
        max_length=MOST_WORDS, label="What was shared", error_messages={"required": "Say what was shared"}
    )
    reason = LinesField(max_length=MOST_WORDS, label="Why", error_messages={"required": "Say why"})
    consent = LinesField(
        max_length=1000,
        label="Did the family agree?",
        help_text="Who agreed and when, or why they were not asked",
        error_messages={"required": "Say who agreed, or why they were not asked"},
    )
    concern = forms.TypedChoiceField(
        coerce=UUID, empty_value=None, required=False, label="Follows from", choices=[]
    )

    def __init__(self, data: Any, *, concerns: Sequence[tuple[UUID, int]], **options: Any) -> None:
        super().__init__(data, **options)
        named = [(str(pk), f"Concern ref {number}") for pk, number in concerns]
        self.fields["concern"].choices = [("", "No concern"), *named]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the name of another agency."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("agency") == OTHER and not cleaned.get("agency_name"):
            self.add_error("agency_name", "Name the agency")
        return cleaned

    def facts(self) -> ReferralFacts:
        """The referral as the service takes it."""
        cleaned = self.cleaned_data
        return ReferralFacts(
            agency=cleaned["agency_name"] if cleaned["agency"] == OTHER else cleaned["agency"],
            level=cleaned["level"],
            person=cleaned["person"],
            reference=cleaned["reference"],
            sent_at=datetime.combine(cleaned["sent_on"], cleaned["sent_time"], tzinfo=LONDON),
            answer_due_at=due_at(cleaned),
            lawful_basis=cleaned["lawful_basis"],
            shared=cleaned["shared"],
            reason=cleaned["reason"],
            consent=cleaned["consent"],
            concern_id=cleaned["concern"],
        )


def new_referral(*, key: UUID, now: datetime, answer_due_at: datetime) -> dict[str, Any]:
    """What the form of a new referral proposes: sent just now, answered in time."""
    return {
        "key": key,
        "level": "",
        "sent_on": now.date(),
        "sent_time": now.time(),
        "answer_due_on": answer_due_at.date(),
        "answer_due_time": answer_due_at.time(),
        "lawful_basis": LAWFUL_BASES[0][0],
    }


class StepForm(PlainForm):
    """What followed a referral."""

    kind = forms.ChoiceField(
        label="What happened",
        choices=ReferralStepKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happened"},
    )
    words = LinesField(
        max_length=MOST_WORDS,
        label="What was said, and by whom",
        error_messages={"required": "Say what was said, and by whom"},
    )
    answer_due_on = DayField(
        label="Answer now due on", required=False, help_text="When you chased or escalated it"
    )
    answer_due_time = time_field("Until", required=False)

    def facts(self) -> StepFacts:
        """The step as the service takes it."""
        cleaned = self.cleaned_data
        return StepFacts(cleaned["kind"], cleaned["words"], due_at(cleaned))


def due_at(cleaned: dict[str, Any]) -> datetime | None:
    """When an answer is due: by the end of the school's day where no time was given."""
    day = cleaned["answer_due_on"]
    until = cleaned["answer_due_time"] or time(17, 0)
    return datetime.combine(day, until, tzinfo=LONDON) if day else None
