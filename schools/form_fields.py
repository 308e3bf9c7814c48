"""Form fields: words that people type, and days; and a form that refuses in our words."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms

from schools.names import clean_text
from schools.phones import normalise_phone, uk_phone_problem
from schools.wording import date_words

# In place of the sentences of Django; a field with words of its own keeps those.
PLAIN_WORDS = {
    "required": "This is needed",
    "max_length": "Give at most %(limit_value)d characters. There are %(show_value)d",
    "invalid_choice": "Choose from the list",
}
DJANGO_WORDS = forms.Field.default_error_messages | forms.ChoiceField.default_error_messages
OPEN_AGAIN = "Open the page again, and enter this once more"
FOREIGN = re.compile(r"\+[1-9]\d{7,14}")
# No date of a school lies outside: whoever types another year has mistyped it.
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
EXAMPLE = date(2027, 3, 31)


class PlainForm(forms.Form):
    """A form that refuses in plain words."""

    def full_clean(self) -> None:
        """Clean with our words, also in fields that the form added when it was made."""
        for field in self.fields.values():
            for code, words in PLAIN_WORDS.items():
                if field.error_messages.get(code) == DJANGO_WORDS.get(code):
                    field.error_messages[code] = words
        super().full_clean()
        self._tell_of_hidden_fields()

    def _tell_of_hidden_fields(self) -> None:
        """Nobody typed a hidden field: where one is wrong, the page is old or was tampered with."""
        wrong = [field.name for field in self.hidden_fields() if field.name in self.errors]
        for name in wrong:
            del self.errors[name]
        if wrong:
            self.add_error(None, OPEN_AGAIN)


class TextField(forms.CharField):
    """Text as it is stored: without characters that hide or turn other text; NUL is refused in our words."""

    def to_python(self, value: Any) -> str:
        """The cleaned text, or an error where it holds what no database keeps."""
        try:
            return clean_text(super().to_python(value) or "")
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from problem


class LinesField(TextField):
    """Text of a few lines, such as an address: line breaks stay, empty lines go."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        """The cleaned lines, or an error where they hold what no database keeps."""
        try:
            lines = clean_text(str(value or ""), lines=True).split("\n")
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from problem
        return "\n".join(line for line in lines if line)


class PhoneField(TextField):
    """A phone number in its stored form: a United Kingdom number, or one of another country with its code."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}))
        super().__init__(max_length=20, required=False, **options)

    def to_python(self, value: Any) -> str:
        """The number, or an error where nobody could ring it."""
        number = normalise_phone(super().to_python(value))
        if number and uk_phone_problem(number) and not FOREIGN.fullmatch(number):
            raise forms.ValidationError("Enter a UK phone number, or one that starts with + and its country")
        return number


class DayField(forms.DateField):
    """A date, with the browser's own picker; read day first where a person types it.

    It lies between two days, of which each is still allowed.
    """

    def __init__(self, *, earliest: date = EARLIEST, latest: date = LATEST, **options: Any) -> None:
        self.earliest, self.latest = earliest, latest
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        options.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y"])
        super().__init__(**options)
        example = next(day for day in (earliest, latest, EXAMPLE) if day not in (EARLIEST, LATEST))
        words = f"{example.day}/{example.month}/{example.year}"
        self.error_messages["invalid"] = f"Give a date, such as {words}"

    def validate(self, value: date | None) -> None:
        """Refuse a day that can only be mistyped."""
        super().validate(value)
        if value is not None and not self.earliest <= value <= self.latest:
            ends = f"{date_words(self.earliest)} to {date_words(self.latest)}"
            raise forms.ValidationError(f"Give a date from {ends}")
