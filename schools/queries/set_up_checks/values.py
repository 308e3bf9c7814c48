"""Checks of what a school has chosen: its legal register, and the codes that teachers may set."""

from __future__ import annotations

from datetime import date

from schools.access import Rights
from schools.models import LegalRegister
from schools.queries.dated_values import value_of
from schools.queries.named_people import named_person
from schools.queries.set_up_checks.facts import Check, Family, Findings, Item, Severity
from schools.value_table import BY_KEY
from schools.wording import list_words

TEACHER_CODES = "register.teacher_codes"
WRITER_OF_O = BY_KEY["n_code.written_by"]
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
    Check(
        "n-code-writer",
        "Is it said in whose name O is written for an N on its last day?",
        "An N without a reason becomes O on its last school day (reg 10(9), SI 2024/208), and an amendment "
        "carries a name and a title (reg 6). While nobody is named, no O is written.",
        Severity.MEND,
        "name",
        "values",
        "Values",
    ),
)


def find(rights: Rights, on: date) -> Findings:
    """What the school's own choices leave open: three statements."""
    school = rights.school
    codes = value_of(school, TEACHER_CODES, on=on)
    missing = [code for code in NEEDED_CODES if code not in codes]
    is_copy = school.legal_register == LegalRegister.MIS
    unnamed = is_copy and not school.mis_name
    writer = named_person(school, WRITER_OF_O, on=on)
    lost = "The person named may not resolve N codes any more" if writer.is_named else "Nobody is named"
    return {
        "n-code-writer": [] if is_copy or writer.stands else [Item(WRITER_OF_O.title, lost)],
        "legal-register": [Item("The school’s own system", "It has no name here")] if unnamed else [],
        "teacher-codes": [Item(list_words(missing), "Not among the codes of teachers")] if missing else [],
    }


VALUE_FAMILY = Family("The school’s choices", CHECKS, find)
