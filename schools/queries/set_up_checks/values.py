"""Checks of what a school has chosen: its legal register, and the codes that teachers may set."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from schools.access import Rights
from schools.models import DatedValue, LegalRegister, School
from schools.queries.set_up_checks.facts import Check, Family, Findings, Item, Severity
from schools.wording import list_words

CONTACTS_WANTED, TEACHER_CODES = "contacts.emergency_wanted", "register.teacher_codes"
DEFAULT_CONTACTS = 2
# Without these a register cannot be taken.
NEEDED_CODES = ("/", "\\", "L", "N")

CHECKS = (
    Check(
        "legal-register",
        "Is it said which system holds the legal register?",
        "One register is the one that the law asks for (reg 5, SI 2024/208). Every page names it.",
        Severity.MEND,
        "name",
        "setup_school",
        "School and session times",
    ),
    Check(
        "teacher-codes",
        "Can a teacher set the codes that every register needs?",
        "Present, late and N are set by whoever takes the register.",
        Severity.STOPS,
        "code",
        "values",
        "Values",
    ),
)


def stored_value(school: School, key: str, *, on: date) -> Any:
    """What a school has set for a key on a day, or None: one statement."""
    rows = DatedValue.objects.filter(school=school, key=key, valid_from__lte=on)
    return rows.filter(Q(valid_to=None) | Q(valid_to__gt=on)).values_list("value", flat=True).first()


def contacts_wanted(school: School, *, on: date) -> int:
    """How many emergency contacts a school wants for each pupil."""
    return int(stored_value(school, CONTACTS_WANTED, on=on) or DEFAULT_CONTACTS)


def find(rights: Rights, on: date) -> Findings:
    """What the school's own choices leave open: one statement."""
    school = rights.school
    codes = stored_value(school, TEACHER_CODES, on=on)
    missing = [code for code in NEEDED_CODES if codes is not None and code not in codes]
    unnamed = school.legal_register == LegalRegister.MIS and not school.mis_name
    return {
        "legal-register": [Item("The school’s own system", "It has no name here")] if unnamed else [],
        "teacher-codes": [Item(list_words(missing), "Not among the codes of teachers")] if missing else [],
    }


VALUE_FAMILY = Family("The school’s choices", CHECKS, find)
