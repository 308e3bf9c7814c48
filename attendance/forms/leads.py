"""Forms of what the safeguarding lead and agencies are told, and of the lead's decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms

from attendance.lessons import instant
from attendance.models import Decision, Way
from attendance.queries.first_day.agencies import AgencyLine
from attendance.services.first_day.agencies import AgencyFacts
from schools.form_fields import DayField, PlainForm, TextField

REACHED = (("yes", "Reached"), ("no", "Message left"))


class EscalateForm(PlainForm):
    """One line for the safeguarding lead."""

    words = TextField(
        max_length=500,
        label="What worries you",
        help_text="One line. The tries so far go with it",
        error_messages={"required": "Say in a line what worries you"},
    )
    helper = FormHelper()
    helper.form_tag = False


class DecisionForm(PlainForm):
    """What the lead decides: the outcome alone. Reasons stand in the safeguarding file."""

    decision = forms.ChoiceField(
        choices=Decision.choices,
        label="Decision",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you decide"},
    )
    until_time = forms.TimeField(
        required=False,
        label="Wait until",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Give a time, such as 14:00"},
    )
    until_on = DayField(
        required=False, label="On", help_text="Leave empty for today. A day without a time begins with school"
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout("decision", Div("until_time", "until_on", css_class="form-row-2"), "seen")

    def until_at(self, now: datetime, starts_at: datetime | None) -> datetime | None:
        """The instant until which to wait: today's time, or a day's, which begins at `starts_at`."""
        typed, on = self.cleaned_data["until_time"], self.cleaned_data["until_on"]
        if typed is not None:
            return instant(on or now.date(), typed)
        return starts_at if on is not None else None

    def show_seen(self, seen: int) -> None:
        """Let a second press go past the decision that this page now tells of."""
        self.data = dict(self.data.items()) | {"seen": str(seen)}


class AgencyForm(PlainForm):
    """Whom of an agency somebody told of the absence."""

    agency = forms.ChoiceField(label="Whom", widget=forms.RadioSelect)
    name = TextField(max_length=120, required=False, label="Name", help_text="Who took the call, where known")
    way = forms.ChoiceField(choices=Way.choices, label="How", initial=Way.CALL.value)
    reached = forms.ChoiceField(
        choices=REACHED,
        label="What came of it",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you reached somebody"},
    )
    words = TextField(max_length=500, required=False, label="In words", help_text="What was said, as fact")
    save_key = forms.UUIDField(widget=forms.HiddenInput)

    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(
        "agency", Div("name", "way", css_class="form-row-2"), "reached", "words", "save_key"
    )

    def __init__(self, *args: Any, agencies: Sequence[AgencyLine], **options: Any) -> None:
        options["initial"] = {
            "save_key": uuid4(),
            "agency": agencies[0].agency if len(agencies) == 1 else "",
            "name": agencies[0].name if len(agencies) == 1 else "",
        }
        super().__init__(*args, **options)
        agency = self.fields["agency"]
        assert isinstance(agency, forms.ChoiceField)
        agency.choices = [
            (line.agency, f"{line.title}: {line.name}" if line.name else line.title) for line in agencies
        ]
        agency.error_messages["required"] = "Choose whom you told"

    def facts(self) -> AgencyFacts:
        """The act as the services take it."""
        cleaned = self.cleaned_data
        return AgencyFacts(
            call=cleaned["save_key"],
            agency=cleaned["agency"],
            name=cleaned["name"],
            way=cleaned["way"],
            reached=cleaned["reached"] == "yes",
            words=cleaned["words"],
        )
