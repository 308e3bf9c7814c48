"""Forms of contact with families."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django import forms

from attendance.models import Outcome, Way
from attendance.queries.first_day.panels import CallPanel, CodeChoice, PanelContact, first_to_ring
from attendance.queries.first_day.sessions import SeenMarks
from attendance.services.first_day.attempts import AttemptFacts
from attendance.services.first_day.calls import NOTHING_TOLD
from schools.calendar import Session
from schools.form_fields import DayField, PlainForm, TextField

SOMEBODY_ELSE = "Somebody else"
MOST_WORDS, MOST_NAME = 500, 120
MOST_DAYS_AHEAD = timedelta(days=14)
MOST_SEEN = 40


def seen_marks(text: str) -> SeenMarks:
    """The marks that a form showed: the version of each pupil's session; what is no such word is left out."""
    found: dict[tuple[int, Session], int] = {}
    for word in text.split()[:MOST_SEEN]:
        parts = word.split(":")
        if len(parts) == 3 and all(part.isdecimal() and len(part) < 15 for part in parts):
            pupil, half, version = map(int, parts)
            if half in {session.value for session in Session}:
                found[pupil, Session(half)] = version
    return found


class _ContactForm(PlainForm):
    """Who it was, what was said, and the code that it suggests; `call` is the form's key."""

    call = forms.UUIDField(widget=forms.HiddenInput)
    contact = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    name = TextField(max_length=MOST_NAME, required=False, label="Their name")
    letter = forms.ChoiceField(required=False, label="Code")
    words = TextField(max_length=MOST_WORDS, required=False, label="What was said")

    def __init__(
        self, *args: Any, contacts: Sequence[PanelContact], codes: Sequence[CodeChoice], **kwargs: Any
    ) -> None:
        """`contacts` in call order; of them those who may be rung can be chosen, the first is preset."""
        super().__init__(*args, **kwargs)
        choices = [(str(row.contact_id), row.name) for row in contacts if row.may_ring]
        self._choices("contact", [*choices, ("", SOMEBODY_ELSE)])
        self._choices("letter", [("", "No code"), *((code.letter, code_words(code)) for code in codes)])
        first = first_to_ring(contacts)
        self.fields["contact"].initial = str(first.contact_id) if first else ""
        self.fields["call"].initial = uuid4()

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Ask for a name where the adult is none of the contacts; a name that was typed is somebody else."""
        cleaned = super().clean() or {}
        if cleaned.get("name"):
            cleaned["contact"] = ""
        if not cleaned.get("contact") and not cleaned.get("name") and "contact" not in self.errors:
            self.add_error("name", "Say who it was")
        return cleaned

    def check_told(self, cleaned: dict[str, Any]) -> None:
        """Ask what was said: a form that nobody filled in is no contact with a family."""
        if not cleaned.get("letter") and not cleaned.get("words") and "letter" not in self.errors:
            self.add_error("words", NOTHING_TOLD)

    def contact_id(self) -> int | None:
        """The contact who was chosen; None for somebody else."""
        chosen = self.cleaned_data["contact"]
        return int(chosen) if chosen else None


def code_words(code: CodeChoice) -> str:
    """A code in a list, its letter first, so that typing the letter chooses it."""
    return f"{code.letter} – {code.title}"


class CallForm(_ContactForm):
    """A try to reach a family, from the panel."""

    outcome = forms.ChoiceField(choices=Outcome.choices, initial=Outcome.SPOKE.value, label="What came of it")
    way = forms.ChoiceField(choices=Way.choices, initial=Way.CALL.value, label="How")
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=2000)
    siblings = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label="Also about"
    )

    def clean(self) -> dict[str, Any]:
        """Who it was, and what was said where somebody spoke."""
        cleaned = super().clean()
        if cleaned.get("outcome") == Outcome.SPOKE:
            self.check_told(cleaned)
        return cleaned

    @classmethod
    def of(cls, panel: CallPanel, data: Any = None) -> CallForm:
        """The form of a panel: it carries the marks that the panel shows."""
        form = cls(data, contacts=panel.contacts, codes=panel.codes, initial={"seen": panel.seen})
        choices = [(str(row.pupil_id), row.name) for row in panel.siblings]
        siblings = form.fields["siblings"]
        assert isinstance(siblings, forms.MultipleChoiceField)
        siblings.choices = choices
        siblings.initial = [str(row.pupil_id) for row in panel.siblings if row.is_of_call]
        return form

    def facts(self, pupil_id: int, *, on: date) -> AttemptFacts:
        """What was written, about the pupil and the brothers and sisters who were ticked."""
        told = self.cleaned_data
        return AttemptFacts(
            pupil_ids=(pupil_id, *map(int, told["siblings"])),
            on=on,
            call=told["call"],
            way=told["way"],
            contact_id=self.contact_id(),
            name=told["name"],
            outcome=told["outcome"],
            words=told["words"],
            letter=told["letter"],
        )


class CallInForm(_ContactForm):
    """A call from a family: of today, or of some days from today on."""

    until = DayField(label="Last day away")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        until = self.fields["until"]
        assert isinstance(until, DayField)
        until.earliest, until.latest, until.initial = today, today + MOST_DAYS_AHEAD, today

    def clean(self) -> dict[str, Any]:
        """Who it was, and what they said."""
        cleaned = super().clean()
        self.check_told(cleaned)
        return cleaned

    def facts(self, pupil_id: int, *, on: date) -> AttemptFacts:
        """What the family said."""
        told = self.cleaned_data
        return AttemptFacts(
            pupil_ids=(pupil_id,),
            on=on,
            call=told["call"],
            from_family=True,
            contact_id=self.contact_id(),
            name=told["name"],
            words=told["words"],
            letter=told["letter"],
        )


class StayForm(PlainForm):
    """Days on which the school asked a pupil to stay at home, and why."""

    from_on = DayField(label="First day")
    until_on = DayField(label="Last day")
    why = TextField(max_length=200, label="Why")


class StrikeForm(PlainForm):
    """Why a try is struck out."""

    reason = TextField(max_length=200, label="Why is it struck out?")
