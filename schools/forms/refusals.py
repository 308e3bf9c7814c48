"""What a service refused, told by the form."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError


def add_refusal(form: forms.Form, refusal: ValidationError) -> None:
    """Put each sentence beside its field, or above the form where the form has no such field."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, sentences in refusal.message_dict.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)
