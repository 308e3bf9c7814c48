"""Forms of a pupil's record: the entry, the addresses, the parents."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms

from schools.addresses import stored_postcode
from schools.form_fields import DayField, LinesField, PhoneField, TextField
from schools.forms.versioned import VersionedForm
from schools.models import Sex
from schools.queries.record_words import ADDRESS, CONTACT, PARENT, PUPIL
from schools.services.addresses import AddressFacts
from schools.services.parents import ContactFacts, ParentAddress, ParentFacts
from schools.services.pupil_records import PupilEntry
from schools.upn import LENGTH, normalise_upn, upn_problem

HIDE = "Only the DSL, the head teacher and the attendance officer will see it from then on"
ENTRY = (
    Fieldset(
        "Names",
        Div("legal_forename", "middle_names", "legal_surname", css_class="form-row-3"),
        Div("known_forename", "known_surname", "former_names", css_class="form-row-3"),
    ),
    Fieldset(
        "Entry",
        Div("sex", "born_on", "admission_number", css_class="form-row-3"),
        Div("upn", "home_language", "ethnicity", css_class="form-row-3"),
        "transport",
        "is_boarder",
    ),
    Fieldset("Before this school", "last_school_name", "last_school_address"),
)


def _text(
    name: str, words: dict[str, str], most: int, *, required: bool = False, hint: str = ""
) -> TextField:
    return TextField(max_length=most, required=required, label=words[name], help_text=hint)


class PupilForm(VersionedForm):
    """Who a pupil is."""

    legal_forename = _text("legal_forename", PUPIL, 100, required=True)
    middle_names = _text("middle_names", PUPIL, 100)
    legal_surname = _text("legal_surname", PUPIL, 100, required=True)
    known_forename = _text("known_forename", PUPIL, 100, hint="Leave empty for the legal one")
    known_surname = _text("known_surname", PUPIL, 100, hint="Leave empty for the legal one")
    former_names = _text("former_names", PUPIL, 200)
    sex = forms.ChoiceField(choices=[("", "Choose"), *Sex.choices], label=PUPIL["sex"])
    born_on = DayField(label=PUPIL["born_on"])
    admission_number = _text("admission_number", PUPIL, 20)
    upn = TextField(required=False, label=PUPIL["upn"], help_text="Leave empty when it is not known yet")
    home_language = _text("home_language", PUPIL, 60)
    ethnicity = _text("ethnicity", PUPIL, 4, hint="The code of the school census")
    transport = _text("transport", PUPIL, 60)
    is_boarder = forms.BooleanField(required=False, label=PUPIL["is_boarder"])
    last_school_name = _text("last_school_name", PUPIL, 200)
    last_school_address = _text("last_school_address", PUPIL, 300)

    def __init__(self, *args: Any, takes_boarders: bool, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        born_on = self.fields["born_on"]
        assert isinstance(born_on, DayField)
        born_on.latest = today
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("version", *ENTRY)
        self.helper.render_required_fields = True
        if not takes_boarders:
            self.fields["is_boarder"].widget = forms.HiddenInput()

    def clean_upn(self) -> str:
        """The number as it is stored; one that is too long is no UPN, another fault is only told."""
        upn = normalise_upn(self.cleaned_data["upn"])
        if len(upn) > LENGTH:
            raise forms.ValidationError(upn_problem(upn) or "")
        return upn

    def entry(self) -> PupilEntry:
        """The entry as the services take it."""
        cleaned = self.cleaned_data
        values = {name: cleaned[name] for name in PupilEntry.__dataclass_fields__}
        values["known_forename"] = cleaned["known_forename"] or cleaned["legal_forename"]
        values["known_surname"] = cleaned["known_surname"] or cleaned["legal_surname"]
        return PupilEntry(**values)


class AddressForm(VersionedForm):
    """An address of a pupil, by date."""

    lines = LinesField(max_length=300, label=ADDRESS["lines"])
    postcode = TextField(max_length=8, required=False, label=ADDRESS["postcode"])
    from_on = DayField(required=False, label=ADDRESS["from_on"], help_text="Leave empty when it is not known")
    until_on = DayField(
        required=False, label=ADDRESS["until_on"], help_text="Leave empty while the pupil lives there"
    )
    is_hidden = forms.BooleanField(required=False, label="Hide this address", help_text=HIDE)

    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(
        "version", "lines", "postcode", Div("from_on", "until_on", css_class="form-row-2"), "is_hidden"
    )

    def clean_postcode(self) -> str:
        """The postcode as it is stored."""
        return stored_postcode(self.cleaned_data["postcode"])

    def facts(self) -> AddressFacts:
        """The address as the services take it."""
        return AddressFacts(**{name: self.cleaned_data[name] for name in AddressFacts.__dataclass_fields__})


class ContactForm(VersionedForm):
    """What a parent is to one pupil."""

    relationship = TextField(
        max_length=40, label=CONTACT["relationship"], help_text="Mother, stepfather, foster carer, neighbour"
    )
    has_responsibility = forms.BooleanField(required=False, label=CONTACT["has_responsibility"])
    lives_with_pupil = forms.BooleanField(required=False, label="The pupil normally lives with them")

    helper = FormHelper()
    helper.form_tag = False

    def contact(self) -> ContactFacts:
        """The contact as the services take it."""
        return ContactFacts(**{name: self.cleaned_data[name] for name in ContactFacts.__dataclass_fields__})


class ParentForm(ContactForm):
    """A parent, and what they are to one pupil; without `with_address` no address is shown or sent."""

    title = _text("title", PARENT, 20)
    forename = _text("forename", PARENT, 100, required=True)
    surname = _text("surname", PARENT, 100, required=True)
    known_as = _text("known_as", PARENT, 100)
    former_names = _text("former_names", PARENT, 200)
    mobile = PhoneField(label=PARENT["mobile"])
    phone = PhoneField(label=PARENT["phone"])
    email = forms.EmailField(max_length=254, required=False, label=PARENT["email"])
    address_lines = LinesField(max_length=300, required=False, label=PARENT["address_lines"])
    postcode = TextField(max_length=8, required=False, label=PARENT["postcode"])
    address_hidden = forms.BooleanField(required=False, label="Hide this address", help_text=HIDE)
    language = _text("language", PARENT, 60, hint="The language to write and speak in")
    needs_interpreter = forms.BooleanField(required=False, label=PARENT["needs_interpreter"])
    reading_needs = _text("reading_needs", PARENT, 200, hint="Large print, read aloud, another alphabet")

    def __init__(self, *args: Any, with_address: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        address = ("address_lines", "postcode", "address_hidden")
        if not with_address:
            for name in address:
                del self.fields[name]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "version",
            Div("title", "forename", "surname", css_class="form-row-3"),
            Div("known_as", "former_names", css_class="form-row-2"),
            Fieldset(
                "For this pupil",
                "relationship",
                Div("has_responsibility", "lives_with_pupil", css_class="form-row-2"),
            ),
            Fieldset("Reached at", Div("mobile", "phone", css_class="form-row-2"), "email"),
            *([Fieldset("Where they live", *address)] if with_address else []),
            Fieldset(
                "Language and reading",
                Div("language", "reading_needs", css_class="form-row-2"),
                "needs_interpreter",
            ),
        )

    def clean_postcode(self) -> str:
        """The postcode as it is stored."""
        return stored_postcode(self.cleaned_data["postcode"])

    def parent(self) -> ParentFacts:
        """The parent as the services take it."""
        cleaned = self.cleaned_data
        names = [name for name in ParentFacts.__dataclass_fields__ if name != "address"]
        address = (
            ParentAddress(**{name: cleaned[name] for name in ParentAddress.__dataclass_fields__})
            if "address_lines" in self.fields
            else None
        )
        return ParentFacts(**{name: cleaned[name] for name in names}, address=address)
