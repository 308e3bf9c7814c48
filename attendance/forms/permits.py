"""Forms of codes agreed ahead and of trips, checked and turned into plain values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from attendance.models import CodePermit
from attendance.permit_times import WEEK_PLACES
from attendance.permits import PermitFacts, TripFacts, ahead_codes, trip_problem
from schools.calendar import SHORT_DAY_NAMES, Session
from schools.form_fields import DayField, PlainForm, TextField

NOTE_ONLY = "note"
Choices = Sequence[tuple[int, str]]
PLACES = [(place, f"{SHORT_DAY_NAMES[place // 2]} {Session(place % 2 + 1).words}") for place in WEEK_PLACES]


class WeekForm(PlainForm):
    """Days, and the sessions of a week."""

    starts_on = DayField(label="First day", error_messages={"required": "Give the first day"})
    ends_on = DayField(label="Last day", error_messages={"required": "Give the last day"})
    places = forms.TypedMultipleChoiceField(
        coerce=int,
        choices=PLACES,
        widget=forms.CheckboxSelectMultiple,
        label="Sessions of the week",
        error_messages={"required": "Tick at least one session of the week"},
    )

    def week(self) -> list[tuple[str, list[tuple[int, str, bool]]]]:
        """The rows of the grid: morning and afternoon, each with number, words and tick of five days."""
        ticked = {str(place) for place in self["places"].value() or ()}
        return [
            (
                session.words.capitalize(),
                [(place, words, str(place) in ticked) for place, words in PLACES[session - 1 :: 2]],
            )
            for session in Session
        ]


class PermitForm(WeekForm):
    """A code agreed ahead for one pupil."""

    letter = forms.ChoiceField(label="Code", error_messages={"required": "Choose a code"})
    note = TextField(
        max_length=80,
        required=False,
        label="Note on the register",
        help_text="Teachers read it, and a projector may show it: no reason belongs here",
    )
    provider = TextField(
        max_length=120,
        required=False,
        label="Place, and who supervises",
        help_text="For B, D, K, P, V and W",
    )
    licence = TextField(
        max_length=120,
        required=False,
        label="Licence or exemption",
        help_text="For C1: its number",
    )
    agreed_on = DayField(
        required=False, label="Asked for or agreed on", help_text="For C, C2, J1 and S: before it begins"
    )
    agreed_by = TextField(
        max_length=120,
        required=False,
        label="Who decided for the school",
        help_text="For C and C2: the head, or whom the school’s proprietor authorised",
    )
    agreed_with = forms.TypedChoiceField(
        coerce=int,
        empty_value=None,
        required=False,
        label="Agreed with",
        help_text="For C2: a parent at home",
    )
    review_on = DayField(required=False, label="Review", help_text="For C2: with pupil and parent")
    reason = TextField(
        max_length=300,
        required=False,
        label="Reason",
        help_text="For the office alone. Needed for C, C2 and Y7. Parents can ask to see it",
    )
    why = TextField(max_length=200, required=False, label="Why it changes")
    heeded = forms.BooleanField(
        required=False, label="I have read this. Grant it all the same", widget=forms.HiddenInput
    )

    def __init__(
        self, data: Any, *, parents: Choices, on: date, changes: bool = False, **options: Any
    ) -> None:
        super().__init__(data, **options)
        codes = [(code.letter, f"{code.letter} – {code.title}") for code in ahead_codes(on)]
        self.fields["letter"].choices = [  # type: ignore[attr-defined]
            ("", "Choose a code"),
            (NOTE_ONLY, "No code, only a note on the register"),
            *codes,
        ]
        self.fields["agreed_with"].choices = [("", "Choose a parent"), *parents]  # type: ignore[attr-defined]
        self.fields["why"].required = changes

    def ask_to_heed(self) -> None:
        """Offer the box that says that the doubts were read."""
        self.fields["heeded"].widget = forms.CheckboxInput()

    def facts(self, pupil_id: int) -> PermitFacts:
        """The permit as the service takes it."""
        cleaned = self.cleaned_data
        return PermitFacts(
            pupil_id=pupil_id,
            letter="" if cleaned["letter"] == NOTE_ONLY else cleaned["letter"],
            starts_on=cleaned["starts_on"],
            ends_on=cleaned["ends_on"],
            places=frozenset(cleaned["places"]),
            note=cleaned["note"],
            reason=cleaned["reason"],
            provider=cleaned["provider"],
            licence=cleaned["licence"],
            agreed_with_id=cleaned["agreed_with"],
            agreed_on=cleaned["agreed_on"],
            agreed_by=cleaned["agreed_by"],
            review_on=cleaned["review_on"],
        )


def permit_initial(permit: CodePermit, letter: str) -> dict[str, Any]:
    """What the form shows of a permit that is to be changed."""
    same = (
        *("starts_on", "ends_on", "places", "note", "provider", "licence"),
        *("agreed_on", "agreed_by", "review_on", "reason"),
    )
    return {name: getattr(permit, name) for name in same} | {
        "letter": letter or NOTE_ONLY,
        "agreed_with": permit.agreed_with_id,
    }


class TripForm(WeekForm):
    """A visit of the pupils that are ticked."""

    title = TextField(
        max_length=80,
        label="Name of the trip",
        help_text="The register shows it beside each pupil",
        error_messages={"required": "Name the trip"},
    )
    place = TextField(max_length=120, label="Where", error_messages={"required": "Say where the trip goes"})
    leader = TextField(
        max_length=120,
        label="Who leads",
        help_text="V is for a visit supervised by school staff",
        error_messages={"required": "Say who leads the trip"},
    )
    pupils = forms.TypedMultipleChoiceField(
        coerce=int, label="Pupils", error_messages={"required": "Tick the pupils who go"}
    )

    def __init__(self, data: Any, *, pupils: Choices, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["pupils"].choices = pupils  # type: ignore[attr-defined]

    def ticked(self) -> set[int]:
        """The pupils whose box is ticked, as the page shows it."""
        return {int(value) for value in self["pupils"].value() or () if str(value).isdecimal()}

    def clean(self) -> dict[str, Any]:
        """Refuse days that no trip can have."""
        cleaned = super().clean() or {}
        if not self.errors and (refusal := trip_problem(self.trip())):
            self.add_error(refusal.field, refusal.words)
        return cleaned

    def trip(self, group_id: int | None = None) -> TripFacts:
        """The trip as the service takes it."""
        cleaned = self.cleaned_data
        return TripFacts(
            title=cleaned["title"],
            place=cleaned["place"],
            leader=cleaned["leader"],
            starts_on=cleaned["starts_on"],
            ends_on=cleaned["ends_on"],
            places=frozenset(cleaned["places"]),
            group_id=group_id,
        )


class EndForm(PlainForm):
    """Why a permit or a trip ends, and for whom of a trip."""

    reason = TextField(
        max_length=200,
        label="Why it ends",
        help_text="Kept with it for six years",
        error_messages={"required": "Say why it ends"},
    )
    pupils = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, data: Any, *, pupils: Choices = (), **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["pupils"].choices = pupils  # type: ignore[attr-defined]
