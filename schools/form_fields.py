"""Form fields: words that people type, and days."""

from __future__ import annotations

from typing import Any

from django import forms

from schools.names import clean_text


class TextField(forms.CharField):
    """Text as it is stored: without characters that hide or turn other text; NUL is refused in our words."""

    def to_python(self, value: Any) -> str:
        """The cleaned text, or an error where it holds what no database keeps."""
        try:
            return clean_text(super().to_python(value) or "")
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from problem


class DayField(forms.DateField):
    """A date, with the browser's own picker; read day first where a person types it."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        options.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y"])
        super().__init__(**options)
        self.error_messages["invalid"] = "Give a date, such as 9/3/2027"
