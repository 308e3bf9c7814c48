"""The form of the words of a message."""

from __future__ import annotations

import re
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.validators import MaxLengthValidator

from schools.form_fields import DayField, PlainForm, TextField
from schools.message_words import Words
from schools.names import clean_text
from schools.queries.wording_pages import WordingPage
from schools.services.message_wordings import WordingFacts

LONGEST_TEXT, LONGEST_EMAIL, LONGEST_SUBJECT = 1000, 4000, 100


class ParagraphsField(TextField):
    """Text of paragraphs: line breaks stay, and one empty line between them."""

    def to_python(self, value: Any) -> str:
        """The cleaned text, or an error where it holds what no database keeps."""
        try:
            return re.sub(r"\n{3,}", "\n\n", clean_text(str(value or ""), lines=True))
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from problem


class WordingForm(PlainForm):
    """The words of one kind of message in one language, from a day on, and who checked them."""

    subject = TextField(max_length=LONGEST_SUBJECT, label="Subject")
    words = ParagraphsField(label="Words")
    from_on = DayField(label="From")
    checked_by = TextField(max_length=120, label="Who checked these words in this language")

    helper = FormHelper()
    helper.form_tag = False

    def __init__(self, *args: Any, page: WordingPage, **options: Any) -> None:
        super().__init__(*args, **options)
        self._page = page
        words, checked = self.fields["words"], self.fields["checked_by"]
        of_page = {"lang": page.language, "dir": "auto"}
        words.widget = forms.Textarea(attrs={"rows": 12 if page.has_subject else 6, **of_page})
        longest = LONGEST_EMAIL if page.has_subject else LONGEST_TEXT
        words.validators.append(MaxLengthValidator(longest))
        self.fields["subject"].widget.attrs.update(of_page)
        checked.required = not page.is_english
        checked.error_messages["required"] = (
            "Name who checked these words. Nothing is sent unchecked in this language"
        )
        checked.help_text = (
            "Name and post of somebody else who has read them; may stay empty"
            if page.is_english
            else "Name and post of somebody who reads and writes it well, not a translation machine"
        )
        if not page.has_subject:
            del self.fields["subject"]

    def typed(self) -> Words:
        """The words as they were typed, for a preview, whatever is wrong with the rest of the form."""
        self.is_valid()
        cleaned = self.cleaned_data
        words, subject = (str(cleaned.get(name, self.data.get(name, ""))) for name in ("words", "subject"))
        return Words(words, subject)

    def facts(self) -> WordingFacts:
        """What the services take."""
        cleaned = self.cleaned_data
        return WordingFacts(
            kind=self._page.kind,
            channel=self._page.channel,
            language=self._page.language,
            words=Words(cleaned["words"], cleaned.get("subject", "")),
            from_on=cleaned["from_on"],
            checked_by=cleaned["checked_by"],
        )
