"""Forms of a school's calendar: a year with its half terms, and a closure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms

from schools.calendar import HalfTermSpec, YearSpec, half_term_name, year_dates
from schools.form_fields import DayField, PlainForm, TextField
from schools.models import ClosureKind
from schools.services.calendar import ClosureFacts
from schools.wording import count_words, day_words, list_words

HALF_TERMS = range(1, 7)
NAMED_DAYS = 3


class CalendarForm(PlainForm):
    """A change of the calendar; where marks stand on a day that closes, it asks whether that is meant."""

    is_agreed = forms.BooleanField(
        required=False,
        widget=forms.HiddenInput,
        label="I know that these marks will not count while school is closed",
    )

    def ask_to_agree(self, marks: Sequence[tuple[date, int]]) -> None:
        """Show the box to tick, with the days whose marks would not count any more."""
        self.fields["is_agreed"].widget = forms.CheckboxInput()
        self.add_error("is_agreed", marks_words(marks))


def marks_words(marks: Sequence[tuple[date, int]]) -> str:
    """Which marks stand on days that close, as a sentence."""
    total = sum(count for _, count in marks)
    days = [day_words(on) for on, _ in marks[:NAMED_DAYS]]
    if len(marks) > NAMED_DAYS:
        days.append(count_words(len(marks) - NAMED_DAYS, "other day"))
    stand = "mark stands" if total == 1 else "marks stand"
    return f"{total:,} {stand} on {list_words(days)}. Tick this box if the school is closed then"


class ClosureForm(CalendarForm):
    """An INSET day, a bank holiday or another closure."""

    kind = forms.ChoiceField(choices=ClosureKind.choices, label="What it is")
    starts_on = DayField(label="First day")
    ends_on = DayField(label="Last day", required=False, help_text="Leave empty for one day")
    note = TextField(max_length=200, required=False, label="Why", help_text="Shown on registers of that day")

    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout("kind", Div("starts_on", "ends_on", css_class="form-row-2"), "note", "is_agreed")

    def facts(self) -> ClosureFacts:
        """The closure as the services take it."""
        cleaned = self.cleaned_data
        return ClosureFacts(
            cleaned["kind"],
            cleaned["starts_on"],
            cleaned["ends_on"] or cleaned["starts_on"],
            cleaned["note"],
        )


class YearForm(CalendarForm):
    """The first and last days of the half terms of one academic year."""

    def __init__(self, data: Mapping[str, Any] | None, *, year: int, draft: YearSpec | None) -> None:
        drafted = {term.number: term for term in draft.half_terms} if draft else {}
        super().__init__(data)
        self.year = year
        rows = []
        for number in HALF_TERMS:
            term, name = drafted.get(number), half_term_name(number)
            for part, words in (("starts_on", "first day"), ("ends_on", "last day")):
                initial = getattr(term, part) if term else None
                self.fields[f"{part}_{number}"] = DayField(
                    label=f"{name}, {words}", required=False, initial=initial
                )
            rows.append(Div(f"starts_on_{number}", f"ends_on_{number}", css_class="form-row-2"))
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*rows, "is_agreed")

    def clean(self) -> dict[str, Any]:
        """Each half term has both its days or none, and there is at least one."""
        cleaned = super().clean() or {}
        for number in HALF_TERMS:
            first, last = cleaned.get(f"starts_on_{number}"), cleaned.get(f"ends_on_{number}")
            if bool(first) != bool(last) and not self.errors.keys() & {
                f"starts_on_{number}",
                f"ends_on_{number}",
            }:
                self.add_error(
                    f"ends_on_{number}" if first else f"starts_on_{number}",
                    "Give the first and the last day, or leave both empty",
                )
        if not any(cleaned.get(f"starts_on_{number}") for number in HALF_TERMS):
            self.add_error("starts_on_1", "Give the days of at least one half term")
        return cleaned

    def spec(self) -> YearSpec:
        """The year as the rules read it."""
        terms = (
            HalfTermSpec(
                number, self.cleaned_data[f"starts_on_{number}"], self.cleaned_data[f"ends_on_{number}"]
            )
            for number in HALF_TERMS
            if self.cleaned_data[f"starts_on_{number}"]
        )
        return YearSpec(*year_dates(self.year), tuple(terms))
