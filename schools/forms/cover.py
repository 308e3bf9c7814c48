"""Forms of a day's cover."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time
from typing import Any

from django import forms
from django.forms import BoundField

from schools.form_fields import DayField, PlainForm
from schools.queries.cover import CoverLine

NOBODY = ("", "Nobody yet")
Choices = Sequence[tuple[int, str]]


class CoverDayForm(PlainForm):
    """Which day, and who is away."""

    on = DayField(required=False, label="Day")
    away = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label="Who is away?")

    def __init__(self, data: Any, *, staff: Choices, today: date) -> None:
        super().__init__(data)
        self.today = today
        self.fields["away"].choices = [("", "Choose a person"), *staff]  # type: ignore[attr-defined]

    def chosen(self) -> tuple[date, int | None]:
        """The day and the person; today, and nobody, where the words name none."""
        self.is_valid()
        return self.cleaned_data.get("on") or self.today, self.cleaned_data.get("away")


class CoverForm(PlainForm):
    """A choice of a person for each line; who has a lesson then is marked."""

    def __init__(
        self,
        data: Any,
        *,
        lines: Sequence[CoverLine],
        staff: Choices,
        busy: Sequence[tuple[int, time, time]] = (),
    ) -> None:
        super().__init__(data)
        self.lines = lines
        for line in lines:
            self.fields[line.key] = forms.TypedChoiceField(
                choices=[NOBODY, *_marked(line, staff, busy)],
                coerce=int,
                empty_value=None,
                required=False,
                label=f"Cover for {line.group}, {line.what}",
                initial=line.cover_id,
                widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
            )

    def rows(self) -> Iterator[tuple[CoverLine, BoundField]]:
        """Each line with its field."""
        return ((line, self[line.key]) for line in self.lines)

    def covers(self, what: str) -> dict[int, int | None]:
        """Who covers each "register" or "lesson", by id."""
        return {
            int(key.removeprefix(f"{what}-")): staff
            for key, staff in self.cleaned_data.items()
            if key.startswith(what)
        }


def _marked(line: CoverLine, staff: Choices, busy: Sequence[tuple[int, time, time]]) -> Choices:
    if line.starts is None or line.ends is None:
        return staff
    taken = {who for who, starts, ends in busy if starts < line.ends and line.starts < ends}
    return [(pk, f"{name}: has a lesson then" if pk in taken else name) for pk, name in staff]
