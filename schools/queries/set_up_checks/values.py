"""Checks of what a school has chosen: its legal register, and the codes that teachers may set."""

from __future__ import annotations

from datetime import date

from schools.access import Rights
from schools.models import LegalRegister
from schools.queries.dated_values import value_of
from schools.queries.set_up_checks.facts import Check, Family, Findings, Item, Severity
from schools.wording import list_words

TEACHER_CODES = "register.teacher_codes"
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


def find(rights: Rights, on: date) -> Findings:
    """What the school's own choices leave open: one statement."""
    school = rights.school
    codes = value_of(school, TEACHER_CODES, on=on)
    missing = [code for code in NEEDED_CODES if code not in codes]
    unnamed = school.legal_register == LegalRegister.MIS and not school.mis_name
    return {
        "legal-register": [Item("The school’s own system", "It has no name here")] if unnamed else [],
        "teacher-codes": [Item(list_words(missing), "Not among the codes of teachers")] if missing else [],
    }


VALUE_FAMILY = Family("The school’s choices", CHECKS, find)
