"""The form field for words that people type."""

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
