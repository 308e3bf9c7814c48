"""Forms of the timetable: lessons, bell times and the weeks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms

from schools.form_fields import DayField, PlainForm, TextField
from schools.services.timetable import LessonWords
from schools.timetable import LONGEST_ROTATION, WEEKDAYS, week_words

Choices = Sequence[tuple[int, str]]
DAYS = list(enumerate(WEEKDAYS))
SPAN = Div("starts", "ends", css_class="form-row-2")


def _number_field(label: str, **options: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(coerce=int, empty_value=None, label=label, **options)


def _time_field(label: str) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


class ViewForm(PlainForm):
    """Whose timetable is looked at, in which week, as it stands on which day."""

    group = _number_field("Group", required=False)
    staff = _number_field("Teacher", required=False)
    week = _number_field("Week", required=False, choices=[(1, "1"), (LONGEST_ROTATION, "2")])
    on = DayField(required=False, label="As on")

    def __init__(self, data: Any, *, groups: Choices, staff: Choices) -> None:
        super().__init__(data, auto_id="view_%s")
        self.fields["group"].choices = [("", "All groups"), *groups]  # type: ignore[attr-defined]
        self.fields["staff"].choices = [("", "All teachers"), *staff]  # type: ignore[attr-defined]


class LessonForm(PlainForm):
    """A lesson from a day on."""

    weekday = _number_field("Day", choices=DAYS)
    period = forms.ChoiceField(label="Period")
    week = _number_field("Week", choices=[(n, week_words(n).capitalize()) for n in range(3)])
    staff_id = _number_field("Teacher", required=False)
    subject = TextField(max_length=60, required=False, label="Subject")
    room = TextField(max_length=40, required=False, label="Room")
    from_on = DayField(label="From")

    helper = FormHelper()
    helper.form_tag = False

    def __init__(self, data: Any, *, periods: Sequence[str], staff: Choices, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["period"].choices = [(code, code) for code in periods]  # type: ignore[attr-defined]
        self.fields["staff_id"].choices = [("", "No teacher"), *staff]  # type: ignore[attr-defined]

    def words(self) -> LessonWords:
        """The lesson as the service takes it."""
        return LessonWords(**{name: self.cleaned_data[name] for name in LessonWords.__dataclass_fields__})


class NewLessonForm(LessonForm):
    """A lesson of a group."""

    group_id = _number_field("Group")

    field_order = ["group_id"]

    def __init__(self, data: Any, *, groups: Choices, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["group_id"].choices = [("", "Choose a group"), *groups]  # type: ignore[attr-defined]


class EndLessonForm(PlainForm):
    """A lesson's last day."""

    last_on = DayField(label="Last day")

    helper = FormHelper()
    helper.form_tag = False


class PeriodForm(PlainForm):
    """When a period rings, on a weekday or on all that have no times of their own."""

    code = TextField(max_length=10, label="Period", help_text="As the timetable names it: P1, Tut")
    weekday = _number_field(
        "Day", required=False, choices=[("", "Every day"), *((str(n), day) for n, day in DAYS)]
    )
    starts = _time_field("Starts")
    ends = _time_field("Ends")
    from_on = DayField(label="From", help_text="Lessons of this period have these times from this day")

    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout("code", "weekday", SPAN, "from_on")

    def __init__(self, data: Any, *, on: date) -> None:
        super().__init__(data, initial={"from_on": on}, auto_id="period_%s")


class RotationForm(PlainForm):
    """One timetable a week, or two that take turns, counted from a Monday."""

    weeks = _number_field("The timetable repeats", choices=[(1, "Every week"), (2, "Every two weeks")])
    first = _number_field("It begins with", choices=[(1, "Week 1"), (2, "Week 2")])
    from_monday = DayField(label="From Monday")
    source = TextField(max_length=200, label="Who said so", help_text="Kept with the value")

    helper = FormHelper()
    helper.form_tag = False

    def __init__(self, data: Any, *, initial: dict[str, object]) -> None:
        super().__init__(data, initial=initial, auto_id="weeks_%s")
