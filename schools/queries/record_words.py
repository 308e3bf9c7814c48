"""What the fields of a pupil's record are called, on forms, in refusals and in its history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from schools.models import Enrolment, Need, ProtectedKind, SafetyKind, Sex, SupportKind
from schools.wording import date_words

PUPIL = {
    "legal_forename": "Legal forename",
    "middle_names": "Middle names",
    "legal_surname": "Legal surname",
    "known_forename": "Known as, forename",
    "known_surname": "Known as, surname",
    "former_names": "Former names",
    "sex": "Sex",
    "born_on": "Date of birth",
    "upn": "UPN",
    "former_upn": "Former UPN",
    "admission_number": "Admission number",
    "is_boarder": "Boarder",
    "last_school_name": "Last school",
    "last_school_address": "Address of the last school",
    "home_language": "Home language",
    "ethnicity": "Ethnicity code",
    "transport": "How the pupil comes to school",
}
ADDRESS = {
    "lines": "Address",
    "postcode": "Postcode",
    "from_on": "From",
    "until_on": "Last day",
    "is_hidden": "Hidden",
}
PARENT = {
    "title": "Title",
    "forename": "Forename",
    "surname": "Surname",
    "known_as": "Known as",
    "former_names": "Former names",
    "email": "Email",
    "mobile": "Mobile",
    "phone": "Other phone",
    "address_lines": "Address",
    "postcode": "Postcode",
    "address_hidden": "Hidden",
    "language": "Language",
    "needs_interpreter": "Needs an interpreter",
    "reading_needs": "Reading needs",
}
CONTACT = {
    "call_order": "Place in the order of contact",
    "relationship": "Relationship",
    "has_responsibility": "Parental responsibility",
    "lives_with_pupil": "Lives with the pupil",
    "must_not_contact": "Must not be contacted",
}
ROLL = {
    "admitted_on": "Starting day",
    "left_on": "Last day on roll",
    "enrolment": "Registered as",
    "ground": "Ground of deletion",
}
MEMBER = {"from_on": "From", "until_on": "Last day"}
NOTE = {"kind": "Rests on", "from_on": "From", "until_on": "Last day"}
SUPPORT = {
    "kind": "Support",
    "need": "Need",
    "from_on": "From",
    "until_on": "Last day",
    "note": "Note",
    "source": "Source",
}
PROTECTED = {
    "kind": "Fact",
    "from_on": "From",
    "until_on": "Last day",
    "note": "Note",
    "source": "Source",
    "worker_name": "Worker",
    "worker_phone": "Phone of the worker",
    "worker_email": "Email of the worker",
    "team": "Team",
    "authority": "Local authority",
}

_CHOICES: Mapping[str, Mapping[str, str]] = {
    "sex": dict(Sex.choices),
    "enrolment": dict(Enrolment.choices),
    "need": dict(Need.choices),
    "kind": dict(SupportKind.choices) | dict(ProtectedKind.choices) | dict(SafetyKind.choices),
}


def value_words(field: str, value: object) -> str:
    """A value of a record as a person reads it; empty where nothing stands."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if field.endswith("_on"):
        on = value if isinstance(value, date) else date.fromisoformat(str(value))
        return date_words(on)
    text = str(value).replace("\n", ", ")
    return _CHOICES.get(field, {}).get(text, text)
