"""Forms of documents, of whom certificates are for, and the name of a saved view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from attendance.rewards import RewardKind
from attendance.scrutiny import Period
from reporting.models import DocumentKind
from reporting.queries.audit_packs import NamedPeriod
from reporting.queries.reward_choices import picks_in
from reporting.report_parts import Part
from schools.calendar import academic_year_start
from schools.form_fields import DayField, PlainForm, TextField

OWN, LONGEST = "own", timedelta(days=366)


class ViewForm(PlainForm):
    """A view's name, and whether others may open it."""

    name = TextField(
        label="Name",
        max_length=60,
        help_text="Say what it lists, and no pupil's name: others read it where you share it",
    )
    is_shared = forms.BooleanField(
        required=False,
        label="Share it with everybody at the school",
        help_text="Each person sees only what their own rights show",
    )

    helper = FormHelper()
    helper.form_tag = False


class PackForm(PlainForm):
    """A period and groups. The cleaned form has `first`, `last` and the chosen groups by number."""

    period = forms.ChoiceField(label="Period")
    first_on = DayField(required=False, label="First day", help_text="For other dates")
    last_on = DayField(required=False, label="Last day", help_text="For other dates: a year at most")
    groups = forms.MultipleChoiceField(
        required=False,
        label="Groups",
        help_text="None ticked is the whole school",
        widget=forms.CheckboxSelectMultiple,
    )

    helper = FormHelper()
    helper.form_tag = False

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        periods: Sequence[NamedPeriod],
        groups: Sequence[tuple[int, str]],
        groups_from: date | None,
        today: date,
    ) -> None:
        super().__init__(data)
        self._today, self._groups_from = today, groups_from
        self.first: date = today
        self.last: date = today
        chosen = [(period.key, _choice(period)) for period in periods]
        self.fields["period"].choices = [*chosen, (OWN, "Other dates")]  # type: ignore[attr-defined]
        self.fields["groups"].choices = [(str(pk), name) for pk, name in groups]  # type: ignore[attr-defined]
        if not groups:
            del self.fields["groups"]

    def clean(self) -> dict[str, Any]:
        """Settle the days. Groups belong to one school year: an earlier period is of the whole school."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return found
        if found["period"] == OWN:
            self._own_dates(found)
        else:
            self.first, self.last = map(date.fromisoformat, found["period"].split(":"))
        if found.get("groups") and self._groups_from and self.first < self._groups_from:
            self.add_error(
                "groups", "These are the groups of this school year. For an earlier period tick none"
            )
        return found

    def _own_dates(self, found: dict[str, Any]) -> None:
        first, last = found.get("first_on"), found.get("last_on")
        if first is None or last is None:
            self.add_error("first_on" if first is None else "last_on", "Give both days for other dates")
        elif first > last:
            self.add_error("last_on", "The last day is before the first. Change one of them")
        elif first > self._today:
            self.add_error("first_on", "This day is still to come. Registers are taken on the day")
        elif last - first > LONGEST:
            self.add_error("last_on", "A pack holds a year at most. Ask for two")
        else:
            self.first, self.last = first, min(last, self._today)

    @property
    def group_ids(self) -> list[int]:
        """The groups that were ticked; none for the whole school."""
        return [int(pk) for pk in self.cleaned_data.get("groups", [])]


def _choice(period: NamedPeriod) -> str:
    """A period as the list names it: "Spring 2 2026/27, 22/02/2027 to 09/03/2027"."""
    return f"{period.name}, {period.days.starts_on:%d/%m/%Y} to {period.days.ends_on:%d/%m/%Y}"


class PupilReportForm(PlainForm):
    """Days and parts of a pupil's report. The cleaned form has `days`."""

    first_on = DayField(label="First day")
    last_on = DayField(label="Last day", help_text="A year at most")
    holds = forms.MultipleChoiceField(
        required=False,
        label="What it holds",
        help_text="Figures, the codes used and the rules behind them are always in it",
        widget=forms.CheckboxSelectMultiple,
    )

    helper = FormHelper()
    helper.form_tag = False

    def __init__(self, data: Mapping[str, Any] | None, *, parts: Sequence[Part], today: date) -> None:
        super().__init__(data)
        self._today = today
        self.fields["first_on"].initial, self.fields["last_on"].initial = academic_year_start(today), today
        self.fields["holds"].choices = [(part.key, part.words) for part in parts]  # type: ignore[attr-defined]
        self.fields["holds"].initial = [part.key for part in parts if part.is_usual]
        if not parts:
            del self.fields["holds"]

    def clean(self) -> dict[str, Any]:
        """Refuse days that are the wrong way round, still to come, or more than a year."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = found.get("first_on"), found.get("last_on")
        if first is None or last is None:
            return found
        if first > last:
            self.add_error("last_on", "The last day is before the first. Change one of them")
        elif last > self._today:
            self.add_error("last_on", "This day is still to come. Choose today or an earlier day")
        elif last - first > LONGEST:
            self.add_error("last_on", "A report holds a year at most. Ask for two")
        return found

    @property
    def days(self) -> Period:
        """The days of the report."""
        return Period(self.cleaned_data["first_on"], self.cleaned_data["last_on"])

    @property
    def parts(self) -> list[str]:
        """The parts that were ticked."""
        return list(self.cleaned_data.get("holds", []))


class RewardForm(PlainForm):
    """Whom a person ticked among the rewards of a page, and what is made for them."""

    make = forms.ChoiceField(
        choices=[
            (DocumentKind.CERTIFICATES.value, "Make certificates"),
            (DocumentKind.DISPLAY_SHEET.value, "Make a display sheet"),
        ],
        widget=forms.HiddenInput,
    )
    pick = forms.MultipleChoiceField(required=False, widget=forms.MultipleHiddenInput)

    def __init__(self, data: Mapping[str, Any] | None, *, picks: Sequence[str]) -> None:
        super().__init__(data)
        self.fields["pick"].choices = [(pick, pick) for pick in picks]  # type: ignore[attr-defined]

    @property
    def kind(self) -> DocumentKind:
        """What is made."""
        return DocumentKind(self.cleaned_data["make"])

    @property
    def picks(self) -> list[tuple[RewardKind, int]]:
        """Which reward for whom."""
        return picks_in(self.cleaned_data["pick"])
