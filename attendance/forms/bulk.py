"""Forms of the acts that mark many at once: a code for a list of pupils, and a closure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.http import QueryDict

from attendance.bulk import WAS_OPTIONAL, Selection, closure_days_problem, days_problem, letter_problem
from attendance.queries.bulk.pages import Choices
from attendance.queries.bulk.sessions import CodeChoice
from schools.calendar import Session
from schools.form_fields import DayField, PlainForm, TextField

BOTH = "both"
SESSIONS = [(BOTH, "Morning and afternoon"), ("AM", "Morning"), ("PM", "Afternoon")]
WHOLE, PART, PLANNED = "whole", "part", "planned"
PARTS = [
    ("", "Choose what was closed"),
    (WHOLE, "The whole site was closed, and nobody planned it (Y4)"),
    (PART, "A part of the premises was closed, and nobody planned it (Y3)"),
    (PLANNED, "The closure was planned (#)"),
]
YES, NO = "yes", "no"
# What a page sends back and nobody sees: no part of the choice.
UNSEEN = frozenset({"csrfmiddlewaretoken", "step", "stamp", "seen", "save_key", "is_agreed", "page"})


class ManySessionsForm(PlainForm):
    """Whose marks, on which days and in which sessions; and what the preview showed, once there was one."""

    groups = forms.TypedMultipleChoiceField(coerce=int, required=False, label="Groups")
    starts_on = DayField(label="First day")
    ends_on = DayField(label="Last day", required=False, help_text="Leave empty for one day")
    sessions = forms.ChoiceField(choices=SESSIONS, label="Sessions", initial=BOTH)
    reason = TextField(
        max_length=150, label="Why", help_text="Kept with each mark. Parents can ask to see it"
    )
    stamp = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    seen = forms.IntegerField(
        required=False, min_value=0, max_value=4_000_000_000_000_000, widget=forms.HiddenInput
    )

    def __init__(self, data: Mapping[str, Any] | None, *, groups: Choices, today: date, **more: Any) -> None:
        super().__init__(data, **more)
        self.today = today
        self.fields["groups"].choices = groups  # type: ignore[attr-defined]
        self.fields["starts_on"].initial = today

    def selection(self, **more: Any) -> Selection:
        """The choice as the rules take it."""
        cleaned = self.cleaned_data
        half = cleaned["sessions"]
        return Selection(
            cleaned["starts_on"],
            cleaned["ends_on"] or cleaned["starts_on"],
            frozenset(Session if half == BOTH else {Session[half]}),
            **{"groups": tuple(cleaned["groups"])} | more,
        )

    def seen_at(self) -> datetime | None:
        """When the preview was shown."""
        seen = self.cleaned_data.get("seen")
        return datetime.fromtimestamp(seen / 1_000_000, UTC) if seen else None

    def _check_days(self, problem: str | None) -> None:
        if problem:
            self.add_error("ends_on" if self.cleaned_data.get("ends_on") else "starts_on", problem)

    def _days(self) -> tuple[date, date] | None:
        """The first and the last day, where both can be read."""
        first = self.cleaned_data.get("starts_on")
        if first is None or "ends_on" in self.errors:
            return None
        return first, self.cleaned_data.get("ends_on") or first


class BulkForm(ManySessionsForm):
    """A code for the pupils of groups, or for those of them who are ticked."""

    pupils = forms.TypedMultipleChoiceField(coerce=int, required=False, label="Pupils")
    code = TextField(max_length=2, label="Code")
    replace = forms.MultipleChoiceField(required=False, label="Marks to overwrite")
    is_agreed = forms.BooleanField(required=False, label="I have looked at these marks, and they are wrong")

    def __init__(
        self, data: Mapping[str, Any] | None, *, pupils: Choices, letters: Sequence[str], **more: Any
    ) -> None:
        super().__init__(data, **more)
        self.fields["pupils"].choices = pupils  # type: ignore[attr-defined]
        self.fields["replace"].choices = [(letter, letter) for letter in letters]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Check the days, that somebody is chosen, and that the code is none of a closure."""
        cleaned = super().clean() or {}
        if not cleaned.get("groups") and "groups" not in self.errors:
            self.add_error("groups", "Choose at least one group")
        if days := self._days():
            self._check_days(days_problem(*days, self.today))
            problem = (
                letter_problem(cleaned.get("code") or "", days[1]) if "code" not in self.errors else None
            )
            if problem:
                self.add_error("code", problem)
        return cleaned

    def choice(self) -> CodeChoice:
        """The choice as the services take it."""
        cleaned = self.cleaned_data
        selection = self.selection(pupils=tuple(cleaned["pupils"]))
        return CodeChoice(selection, cleaned["code"], frozenset(cleaned["replace"]))


class ClosureForm(ManySessionsForm):
    """What was closed, when and why; and whether pupils could come in all the same."""

    part = forms.ChoiceField(
        choices=PARTS, label="Closure", error_messages={"required": "Say what was closed"}
    )
    was_optional = forms.ChoiceField(
        choices=[("", "Choose an answer"), (NO, "No, nobody was expected"), (YES, "Yes")],
        label="Could pupils come in if they wished?",
        error_messages={"required": "Say whether pupils could come in"},
    )

    field_order = ["part", "groups", "starts_on", "ends_on", "sessions", "was_optional", "reason"]

    @property
    def is_for_calendar(self) -> bool:
        """Whether what was asked for belongs in the calendar: it was planned, or is of a day to come."""
        days = self._days() if self.is_bound else None
        return self.data.get("part") == PLANNED or (days is not None and days[1] > self.today)

    def clean(self) -> dict[str, Any]:
        """Refuse what is no unexpected closure, with what to do in its place."""
        cleaned = super().clean() or {}
        part = cleaned.get("part")
        if part == PLANNED:
            self.add_error("part", "A closure that was planned is no mark. Put it into the calendar")
        if part == PART and not cleaned.get("groups") and "groups" not in self.errors:
            self.add_error("groups", "Choose the groups whose part of the premises was closed")
        if cleaned.get("was_optional") == YES:
            self.add_error("was_optional", WAS_OPTIONAL)
        if days := self._days():
            self._check_days(closure_days_problem(*days, self.today))
        return cleaned

    def closure(self) -> Selection:
        """Everybody where the whole site was closed, and the groups of the part otherwise."""
        whole = self.cleaned_data["part"] == WHOLE
        return self.selection(groups=(), everyone=True) if whole else self.selection()


def sent_again(data: QueryDict) -> list[tuple[str, str]]:
    """What somebody chose, for the hidden fields of the next step."""
    return [(name, value) for name in data for value in data.getlist(name) if name not in UNSEEN]


def typed(data: QueryDict) -> dict[str, Any]:
    """What somebody chose, for a form that is shown again without finding fault."""
    many = {"groups", "pupils", "replace"}
    return {
        name: data.getlist(name) if name in many else data.get(name) for name in data if name not in UNSEEN
    }


def numbers(values: Sequence[str]) -> list[int]:
    """The keys among what a page sent; whatever is no number is left out."""
    return [int(value) for value in values if value.isdecimal() and len(value) < 19]
