"""Forms: what a register audit pack is of, and the name of a saved view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from reporting.queries.audit_packs import NamedPeriod
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
