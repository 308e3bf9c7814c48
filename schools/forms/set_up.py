"""Forms of a school's facts and hours."""

from __future__ import annotations

from datetime import time
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms

from schools.calendar import LONGEST_REGISTER_MINUTES, SessionTimes
from schools.form_fields import DayField, PlainForm, TextField
from schools.models import LegalRegister
from schools.services.set_up import SchoolFacts
from schools.year_groups import year_label

YEARS = [(str(year), year_label(year)) for year in range(-2, 14)]
SCHOOL_FACTS = (
    "name",
    Div("urn", "la_code", "establishment", css_class="form-row-3"),
    Div("phase", "youngest_year", "oldest_year", css_class="form-row-3"),
    "legal_register",
    "mis_name",
)
SCHOOL_TIMES = (
    Div("am_starts", "am_ends", css_class="form-row-2"),
    Div("pm_starts", "pm_ends", css_class="form-row-2"),
    "register_minutes",
)
PHASES = [
    ("PS", "Primary"),
    ("MP", "Middle, primary"),
    ("SS", "Secondary"),
    ("AT", "All-through"),
    ("SP", "Special"),
]


def _time_field(label: str, initial: time) -> forms.TimeField:
    return forms.TimeField(
        label=label, initial=initial, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )


class HoursForm(PlainForm):
    """When sessions begin and end, and how long registers stay open."""

    am_starts = _time_field("Morning session starts", time(8, 45))
    am_ends = _time_field("Morning session ends", time(12, 0))
    pm_starts = _time_field("Afternoon session starts", time(13, 0))
    pm_ends = _time_field("Afternoon session ends", time(15, 15))
    register_minutes = forms.IntegerField(
        label="Registers stay open for (minutes)",
        initial=30,
        help_text="The same for every session, and not longer than 30 minutes "
        "(Working together to improve school attendance)",
    )

    helper = FormHelper()
    helper.form_tag = False

    def clean_register_minutes(self) -> int:
        """A register stays open for 1 to 30 minutes."""
        minutes = int(self.cleaned_data["register_minutes"])
        if not 1 <= minutes <= LONGEST_REGISTER_MINUTES:
            raise forms.ValidationError("A register can stay open for 30 minutes at most. Give 1 to 30")
        return minutes

    def clean(self) -> dict[str, Any]:
        """Each time must follow the one before."""
        cleaned = super().clean() or {}
        order = [cleaned.get(name) for name in ("am_starts", "am_ends", "pm_starts", "pm_ends")]
        if None not in order and not (order[0] < order[1] <= order[2] < order[3]):  # type: ignore[operator]
            raise forms.ValidationError("Each time must be later than the one before it")
        return cleaned

    def times(self) -> SessionTimes:
        """The hours as the rules read them."""
        return SessionTimes(**{name: self.cleaned_data[name] for name in SessionTimes.__dataclass_fields__})


class SchoolForm(PlainForm):
    """A school's own facts."""

    name = TextField(max_length=200, label="Name of the school")
    urn = forms.RegexField(
        r"^\d{6}$", label="URN", help_text="Six digits", error_messages={"invalid": "A URN is six digits"}
    )
    la_code = forms.RegexField(
        r"^\d{3}$", label="Local authority number", error_messages={"invalid": "Give the three digits"}
    )
    establishment = forms.RegexField(
        r"^\d{4}$", label="Establishment number", error_messages={"invalid": "Give the four digits"}
    )
    phase = forms.ChoiceField(choices=PHASES)
    youngest_year = forms.TypedChoiceField(choices=YEARS, coerce=int, label="Youngest year group")
    oldest_year = forms.TypedChoiceField(choices=YEARS, coerce=int, label="Oldest year group")
    legal_register = forms.ChoiceField(
        choices=LegalRegister.choices,
        label="Which system holds the legal register?",
        help_text="Only one may. Pages say which",
    )
    mis_name = TextField(max_length=40, required=False, label="Name of the school's own system")

    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(*SCHOOL_FACTS)

    def clean(self) -> dict[str, Any]:
        """The years must be in order, and a system that holds the legal register has a name."""
        cleaned = super().clean() or {}
        youngest, oldest = cleaned.get("youngest_year"), cleaned.get("oldest_year")
        if youngest is not None and oldest is not None and youngest > oldest:
            self.add_error("oldest_year", "The oldest year cannot be younger than the youngest")
        if cleaned.get("legal_register") == LegalRegister.MIS and cleaned.get("mis_name") == "":
            self.add_error("mis_name", "Name the system that holds the legal register")
        return cleaned

    def facts(self) -> SchoolFacts:
        """The school as the services take it."""
        return SchoolFacts(**{name: self.cleaned_data[name] for name in SchoolFacts.__dataclass_fields__})


class NextSchoolForm(SchoolForm, HoursForm):
    """Another school of a trust, with its hours."""

    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(Fieldset("The school", *SCHOOL_FACTS), Fieldset("The school day", *SCHOOL_TIMES))


class FirstSchoolForm(SchoolForm, HoursForm):
    """The first school of an installation, with its trust and hours."""

    trust_name = TextField(
        max_length=200, label="Trust", help_text="A school without a trust gives its own name"
    )

    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(
        Fieldset(
            "The school",
            "trust_name",
            *SCHOOL_FACTS,
        ),
        Fieldset("The school day", *SCHOOL_TIMES),
    )


class DatedHoursForm(HoursForm):
    """New hours and the day from which they hold."""

    valid_from = DayField(label="From")

    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(*SCHOOL_TIMES, "valid_from")
