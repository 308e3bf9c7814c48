"""Checks of the pupils on roll and of those whom the school rings.

The rows of all pupils are read in a few statements and judged by the rules for numbers (`schools.phones`,
`schools.upn`), so that a check and a form never disagree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.roles import Permission
from schools.access import Rights
from schools.phones import uk_phone_problem
from schools.queries.dated_values import value_of
from schools.queries.rows import rows_of
from schools.queries.set_up_checks.facts import Check, Family, Findings, Item, Severity
from schools.upn import is_temporary, upn_problem
from schools.wording import count_words, list_words

RECORD, CONTACTS_WANTED = "pupil_record", "contacts.emergency_wanted"


def _of_pupils(
    slug: str, question: str, why: str, severity: Severity = Severity.MEND, row_route: str = RECORD
) -> Check:
    return Check(slug, question, why, severity, "pupil", "pupils", "Pupils", row_route)


CHECKS = (
    _of_pupils(
        "pupils-without-group",
        "Is each pupil in a registration group?",
        "A pupil in no registration group is on no register, and nobody sees that they are not here.",
        Severity.STOPS,
    ),
    _of_pupils(
        "pupils-in-two-groups",
        "Is each pupil in one registration group only?",
        "The law asks for one mark a session; a pupil on two registers is marked by whoever comes first.",
    ),
    _of_pupils(
        "pupils-without-year",
        "Is each pupil in one year group?",
        "A pastoral lead sees a pupil through the year group, and the year end moves the pupil by it.",
    ),
    _of_pupils(
        "few-contacts",
        "Does each pupil have enough emergency contacts?",
        "With one contact alone nobody may answer. The guidance asks for more than one "
        "(Working together to improve school attendance).",
    ),
    _of_pupils(
        "numbers-that-cannot-ring",
        "Can each contact’s number ring?",
        "On the first day of absence a wrong number costs the time in which a child is looked for.",
    ),
    _of_pupils(
        "no-responsibility",
        "Does each pupil have a contact with parental responsibility?",
        "Letters and notices go to parents (Education Act 1996, s576). Somebody has to be known as one.",
    ),
    _of_pupils(
        "no-emergency-phone",
        "Does each parent with whom a pupil lives have a number?",
        "The admission register holds an emergency number of each such parent (reg 8, SI 2024/208).",
    ),
    _of_pupils(
        "no-address",
        "Is each pupil’s address known?",
        "The admission register holds it (reg 8, SI 2024/208), and a home visit needs it.",
    ),
    _of_pupils(
        "upn-missing",
        "Does each pupil have a unique pupil number?",
        "Files are matched by it: a pupil without one is never found again in the next file.",
    ),
    _of_pupils(
        "upn-temporary",
        "Is each unique pupil number a lasting one?",
        "A temporary number is replaced once the last school has sent the lasting one.",
        Severity.NOTE,
    ),
    _of_pupils(
        "upn-wrong",
        "Is each unique pupil number well formed?",
        "A wrong check letter is a typing mistake; the census refuses it.",
    ),
)

PUPILS = """
SELECT p.id, p.known_forename || ' ' || p.known_surname, p.upn, own.registration, own.of_this_year, own.years,
       EXISTS (SELECT FROM schools_pupiladdress a WHERE a.pupil_id = p.id
               AND (a.until_on IS NULL OR a.until_on >= %(on)s))
FROM schools_pupil p
JOIN LATERAL (
  SELECT FROM schools_rollentry e WHERE e.pupil_id = p.id AND e.admitted_on <= %(on)s
    AND (e.left_on IS NULL OR e.left_on >= %(on)s) LIMIT 1) on_roll ON true
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE g.kind = 'registration') AS registration,
         count(*) FILTER (WHERE g.kind = 'registration' AND %(on)s BETWEEN y.starts_on AND y.ends_on)
           AS of_this_year,
         count(*) FILTER (WHERE g.kind = 'year') AS years
  FROM schools_groupmember m JOIN schools_group g ON g.id = m.group_id
  JOIN schools_academicyear y ON y.id = g.academic_year_id
  WHERE m.pupil_id = p.id AND m.from_on <= %(on)s AND (m.until_on IS NULL OR m.until_on >= %(on)s)) own
WHERE p.school_id = %(school)s
ORDER BY p.known_surname, p.known_forename, p.id
"""
RUNG = """
SELECT c.pupil_id, c.relationship, pa.mobile, pa.phone, c.has_responsibility, c.lives_with_pupil,
       c.must_not_contact
FROM schools_contact c JOIN schools_parent pa ON pa.id = c.parent_id
JOIN schools_pupil p ON p.id = c.pupil_id
WHERE p.school_id = %(school)s
  AND EXISTS (SELECT FROM schools_rollentry e WHERE e.pupil_id = p.id AND e.admitted_on <= %(on)s
              AND (e.left_on IS NULL OR e.left_on >= %(on)s))
ORDER BY c.pupil_id, c.call_order
"""


@dataclass(frozen=True, slots=True)
class Rung:
    """A contact as a school rings it."""

    relationship: str
    mobile: str
    phone: str
    has_responsibility: bool
    lives_with_pupil: bool
    must_not_contact: bool

    @property
    def numbers(self) -> list[str]:
        """The numbers that stand there, right or wrong."""
        return [number for number in (self.mobile, self.phone) if number]


@dataclass(frozen=True, slots=True)
class PupilRow:
    """A pupil on roll with what the checks ask."""

    contacts: Sequence[Rung]
    pk: int
    name: str
    upn: str
    registration: int
    of_this_year: int
    years: int
    has_address: bool

    def item(self, note: str = "") -> Item:
        """The pupil as a finding."""
        return Item(self.name, note, self.pk)


def find(rights: Rights, on: date) -> Findings:
    """What is missing or wrong about the pupils on roll: three statements, whatever their number."""
    pupils = _pupils(rights, on)
    return {
        **_in_groups(pupils),
        **_contacts(rights, on, pupils),
        "no-address": [pupil.item() for pupil in pupils if not pupil.has_address],
        "upn-missing": [pupil.item() for pupil in pupils if not pupil.upn],
        "upn-temporary": [pupil.item(pupil.upn) for pupil in pupils if is_temporary(pupil.upn)],
        "upn-wrong": [
            pupil.item(words) for pupil in pupils if pupil.upn and (words := upn_problem(pupil.upn))
        ],
    }


def _pupils(rights: Rights, on: date) -> list[PupilRow]:
    values = {"school": rights.school.pk, "on": on}
    contacts: defaultdict[int, list[Rung]] = defaultdict(list)
    for pupil, *contact in rows_of(RUNG, values):
        contacts[pupil].append(Rung(*contact))
    return [PupilRow(contacts[row[0]], *row) for row in rows_of(PUPILS, values)]


def _in_groups(pupils: Iterable[PupilRow]) -> Findings:
    rows = list(pupils)
    return {
        "pupils-without-group": [pupil.item() for pupil in rows if not pupil.of_this_year],
        "pupils-in-two-groups": [
            pupil.item(f"In {pupil.registration} groups") for pupil in rows if pupil.registration > 1
        ],
        "pupils-without-year": [
            pupil.item(f"In {pupil.years} year groups" if pupil.years else "In no year group")
            for pupil in rows
            if pupil.years != 1
        ],
    }


def _contacts(rights: Rights, on: date, pupils: Sequence[PupilRow]) -> Findings:
    """Whom nobody may ring is no emergency contact; only who may know of it sees the difference."""
    wanted = value_of(rights.school, CONTACTS_WANTED, on=on)
    knows = rights.has_for_school(Permission.CONTACT_SAFETY_VIEW)
    reads = rights.has_for_school(Permission.CONTACTS_VIEW)
    return {
        "few-contacts": [
            pupil.item(count_words(count, "contact"))
            for pupil in pupils
            if (count := _emergency_contacts(pupil, knows=knows)) < wanted
        ],
        "numbers-that-cannot-ring": [
            pupil.item(list_words(wrong) if reads else count_words(len(wrong), "number"))
            for pupil in pupils
            if (wrong := list(_wrong_numbers(pupil)))
        ],
        "no-responsibility": [
            pupil.item()
            for pupil in pupils
            if not any(contact.has_responsibility for contact in pupil.contacts)
        ],
        "no-emergency-phone": [
            pupil.item(list_words(silent) if reads else "")
            for pupil in pupils
            if (silent := [row.relationship for row in _lived_with(pupil) if not row.numbers])
        ],
    }


def _emergency_contacts(pupil: PupilRow, *, knows: bool) -> int:
    return sum(
        bool(contact.numbers) and not (knows and contact.must_not_contact) for contact in pupil.contacts
    )


def _lived_with(pupil: PupilRow) -> Iterator[Rung]:
    return (contact for contact in pupil.contacts if contact.lives_with_pupil)


def _wrong_numbers(pupil: PupilRow) -> Iterator[str]:
    for contact in pupil.contacts:
        if not contact.must_not_contact:
            for number in contact.numbers:
                if uk_phone_problem(number):
                    yield f"{contact.relationship} {number}"


PUPIL_FAMILY = Family("Pupils and contacts", CHECKS, find)
