"""Forms of a child's file: the filters of its chronology, an entry, a correction, an action."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms

from safeguarding.models import ActionEndKind, CorrectedPart, Significance, Source
from safeguarding.queries.chronology import Filters
from safeguarding.services.entries import CorrectionFacts, EntryFacts
from schools.calendar import LONDON
from schools.form_fields import OPEN_AGAIN, DayField, LinesField, PlainForm, TextField

MOST_WORDS = 4000
MOST_PAGES = 1000
# What a person writes; attendance and casework are copied in.
WRITTEN = tuple(source for source in Source if source not in (Source.ATTENDANCE, Source.CASEWORK))
Choices = Sequence[tuple[int, str]]


def key_field() -> forms.UUIDField:
    """The key of a form: sent twice it does one thing."""
    return forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": OPEN_AGAIN})


class FilterForm(PlainForm):
    """What of a chronology is asked for. What does not fit is left out, and never an error page."""

    category = forms.TypedChoiceField(coerce=int, empty_value=None, required=False, label="Category")
    first = DayField(required=False, label="From")
    last = DayField(required=False, label="To")
    by = forms.TypedChoiceField(coerce=int, empty_value=None, required=False, label="Recorded by")
    words = TextField(max_length=100, required=False, label="Words")
    only_open = forms.BooleanField(required=False, label="Open actions only")
    page = forms.IntegerField(min_value=1, max_value=MOST_PAGES, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, categories: Choices = (), writers: Choices = ()) -> None:
        super().__init__(data)
        self.fields["category"].choices = [("", "All categories"), *categories]  # type: ignore[attr-defined]
        self.fields["by"].choices = [("", "Anyone"), *writers]  # type: ignore[attr-defined]


def filters_of(data: Any) -> Filters:
    """The filters that an address gives; whatever fits no field is as good as absent."""
    form = FilterForm(data)
    form.is_valid()
    cleaned = form.cleaned_data
    return Filters(
        category=_number(data.get("category")),
        first=cleaned.get("first"),
        last=cleaned.get("last"),
        by=_number(data.get("by")),
        words=cleaned.get("words") or "",
        only_open=bool(cleaned.get("only_open")),
        page=cleaned.get("page") or 1,
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 15 else None


class EntryForm(PlainForm):
    """An entry of a chronology: one line, and what was done."""

    key = key_field()
    source = forms.ChoiceField(label="What it was", choices=[(row.value, row.label) for row in WRITTEN])
    happened_on = DayField(label="Happened on", error_messages={"required": "Give the day"})
    happened_time = forms.TimeField(
        label="At",
        required=False,
        help_text="Leave empty where nobody knows",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Give a time, such as 14:20"},
    )
    category = forms.TypedChoiceField(coerce=int, empty_value=None, required=False, label="Category")
    significance = forms.ChoiceField(label="How much it weighs", choices=Significance.choices)
    line = TextField(
        max_length=500,
        label="What happened, in one line",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Write what happened"},
    )
    action = LinesField(max_length=MOST_WORDS, required=False, label="What was done")
    outcome = LinesField(max_length=MOST_WORDS, required=False, label="What came of it")

    def __init__(self, data: Any = None, *, categories: Choices, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["category"].choices = [("", "None"), *categories]  # type: ignore[attr-defined]

    def facts(self) -> EntryFacts:
        """The entry as the service takes it."""
        cleaned = self.cleaned_data
        hour = cleaned["happened_time"]
        return EntryFacts(
            source=cleaned["source"],
            happened_at=datetime.combine(cleaned["happened_on"], hour or time(0), tzinfo=LONDON),
            has_time=hour is not None,
            category_id=cleaned["category"],
            significance=cleaned["significance"],
            line=cleaned["line"],
            action=cleaned["action"],
            outcome=cleaned["outcome"],
        )


class CorrectionForm(PlainForm):
    """What is put right in a concern or an entry, and why."""

    part = forms.ChoiceField(label="What is wrong", choices=CorrectedPart.choices)
    was = LinesField(max_length=MOST_WORDS, label="It says", error_messages={"required": "Say what it says"})
    now = LinesField(
        max_length=MOST_WORDS, label="It should say", error_messages={"required": "Say what it should say"}
    )
    reason = LinesField(max_length=1000, label="Why", error_messages={"required": "Say why"})

    def facts(self) -> CorrectionFacts:
        """The correction as the service takes it."""
        return CorrectionFacts(**{name: self.cleaned_data[name] for name in ("part", "was", "now", "reason")})


class ActionForm(PlainForm):
    """What is to be done, by whom and until when."""

    key = key_field()
    what = TextField(
        max_length=200, label="What is to be done", error_messages={"required": "Say what is to be done"}
    )
    owner = forms.TypedChoiceField(
        coerce=int, label="By whom", error_messages={"required": "Choose who does it"}
    )
    due_on = DayField(label="Until", error_messages={"required": "Give the day"})
    record = forms.TypedChoiceField(coerce=UUID, empty_value=None, required=False, label="Follows from")

    def __init__(
        self, data: Any = None, *, people: Choices, records: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.fields["owner"].choices = [("", "Choose"), *people]  # type: ignore[attr-defined]
        self.fields["record"].choices = [("", "No one entry"), *records]  # type: ignore[attr-defined]


class ActionEndForm(PlainForm):
    """How an action ended."""

    kind = forms.ChoiceField(label="It is", choices=ActionEndKind.choices)
    outcome = LinesField(max_length=MOST_WORDS, required=False, label="What came of it")


def new_entry(key: UUID, now: datetime) -> dict[str, Any]:
    """What the form of a new entry proposes: just now."""
    return {"key": key, "happened_on": now.date(), "happened_time": time(now.hour, now.minute)}


def new_action(key: UUID, now: datetime) -> dict[str, Any]:
    """What the form of a new action proposes: in a week, by oneself."""
    return {"key": key, "due_on": now.date() + timedelta(days=7)}
