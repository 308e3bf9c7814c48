"""Forms of how a school sends its messages, of its stop switch, and of its list of numbers."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.core.validators import validate_email

from schools.form_fields import FOREIGN, PlainForm, TextField
from schools.models import Carrier
from schools.phones import normalise_phone, uk_phone_problem
from schools.services.messaging import MessagingFacts

CARRIERS = [(one.value, str(one.label)) for one in (Carrier.OFF, Carrier.FILE, Carrier.NOTIFY)]
BY_EMAIL = [*CARRIERS, (Carrier.MAIL.value, str(Carrier.MAIL.label))]


class CarrierField(forms.TypedChoiceField):
    """What carries the messages of a channel."""

    def __init__(self, label: str, choices: list[tuple[str, str]]) -> None:
        super().__init__(label=label, choices=choices, coerce=Carrier)


def _template(channel: str) -> forms.UUIDField:
    return forms.UUIDField(
        label=f"Template of {channel}",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"invalid": "Copy the whole number of the template, with its hyphens"},
    )


class MessagingForm(PlainForm):
    """What carries each channel, and what GOV.UK Notify needs for it."""

    texts = CarrierField("Texts", CARRIERS)
    emails = CarrierField("Emails", BY_EMAIL)
    letters = CarrierField("Letters", CARRIERS)
    notify_key = forms.CharField(
        label="Key of GOV.UK Notify",
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}, render_value=False),
    )
    notify_text_template = _template("texts")
    notify_email_template = _template("emails")
    notify_letter_template = _template("letters")

    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(
        Div("texts", "emails", "letters", css_class="form-row-3"),
        HTML('<h3 class="card-title mt-3 mb-2">For GOV.UK Notify</h3>'),
        "notify_key",
        "notify_text_template",
        "notify_email_template",
        "notify_letter_template",
    )

    def __init__(self, *args: Any, has_key: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["notify_key"].help_text = (
            "A key is kept, locked. Leave this empty to keep it; it is never shown again"
            if has_key
            else "Make it in GOV.UK Notify under “API integration”. It is kept locked, and never shown again"
        )

    def facts(self) -> MessagingFacts:
        """What the services take."""
        cleaned = self.cleaned_data | {"notify_key": self.cleaned_data["notify_key"].strip()}
        return MessagingFacts(**cleaned)


class StopForm(PlainForm):
    """Why every message of a school stops."""

    why = TextField(
        max_length=200,
        label="Why",
        help_text="A few words for your colleagues. No child’s name",
        error_messages={"required": "Say why, in a few words"},
    )

    helper = FormHelper()
    helper.form_tag = False


class AddressField(TextField):
    """A number or an email address, as it is stored."""

    def to_python(self, value: Any) -> str:
        """The number or address, or an error where it is neither."""
        typed = super().to_python(value)
        if "@" in typed:
            try:
                validate_email(typed)
            except forms.ValidationError as problem:
                raise forms.ValidationError("Check the email address") from problem
            return typed.lower()
        number = normalise_phone(typed)
        if number and uk_phone_problem(number) and not FOREIGN.fullmatch(number):
            raise forms.ValidationError("Enter a phone number or an email address")
        return number


class NeverForm(PlainForm):
    """A number or address to which nothing is sent, and why."""

    address = AddressField(
        max_length=254,
        label="Number or email address",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    why = TextField(
        max_length=200,
        label="Why",
        help_text="“Asked us to stop”, “Not the family’s number any more”. No child’s name",
        error_messages={"required": "Say why, in a few words"},
    )

    helper = FormHelper()
    helper.form_tag = False
