"""The staff of the two schools: the people whom guides and tests name, and a tutor for every form (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from integrations.demo import tutor_group
from integrations.demo.families import mail_name
from integrations.demo.names import name_adult, pick_heritage, surname_for
from integrations.demo.schools import CLASSES, FORMS, LAST_FORM_YEAR, SIXTH_FORMS, SchoolPlan, World


@dataclass(frozen=True, slots=True)
class Member:
    """One line of a staff file. `role` is a value of `accounts.roles.Role`."""

    code: str
    title: str
    forename: str
    surname: str
    job_title: str
    role: str
    registration_group: str = ""
    year_groups: tuple[int, ...] = ()

    @property
    def email(self) -> str:
        return f"{mail_name(self.forename)}.{mail_name(self.surname)}@example.org"


# People of the trust, who work in both schools under one address.
TRUST = (
    Member("NOK", "Ms", "Ngozi", "Okafor", "Attendance officer", "officer"),
    Member("HMA", "Ms", "Helen", "Marsh", "Director of inclusion", "trust"),
    Member("IPE", "Mr", "Ivan", "Petrov", "Data and systems manager", "admin"),
)
MARLOWE = (
    *TRUST,
    Member("CWH", "Mrs", "Caroline", "Whitfield", "Head teacher", "head"),
    Member("DRE", "Mr", "Daniel", "Reid", "Deputy head, designated safeguarding lead", "dsl"),
    Member("SIM", "Ms", "Sana", "Imran", "Safeguarding officer", "dso"),
    Member("TAS", "Mr", "Tom", "Ashworth", "SENCO", "senco"),
    Member("JPI", "Mrs", "Jean", "Pike", "Receptionist", "office"),
    Member("LFO", "Mr", "Leon", "Foster", "Office manager", "office"),
    Member("BAN", "Mrs", "Beth", "Angel", "Head of Year 7", "pastoral", "", (7,)),
    Member("MOY", "Mr", "Michael", "Oyelaran", "Head of Year 8", "pastoral", "", (8,)),
    Member("RKH", "Miss", "Ruksana", "Khan", "Head of Year 9", "pastoral", "", (9,)),
    Member("PDO", "Mr", "Patrick", "Doyle", "Head of Year 10", "pastoral", "", (10,)),
    Member("ASO", "Mrs", "Anna", "Sobel", "Head of Year 11", "pastoral", "", (11,)),
    Member("GWE", "Dr", "Gwen", "Evans", "Head of sixth form", "pastoral", "", (12, 13)),
    Member("RCA", "Mrs", "Ruth", "Calder", "Chair of governors", "governor"),
    Member("POS", "Mr", "Paul", "Osei", "Link governor for attendance", "governor"),
)
ASHGROVE = (
    *TRUST,
    Member("MSH", "Dr", "Meera", "Shah", "Head teacher", "head"),
    Member("ELW", "Mrs", "Ellen", "Wright", "Deputy head, designated safeguarding lead", "dsl"),
    Member("JBR", "Miss", "Joy", "Bryan", "Family support worker", "dso"),
    Member("KNO", "Mrs", "Kate", "Novak", "SENCO", "senco"),
    Member("DMI", "Mrs", "Dawn", "Mills", "School secretary", "office"),
    Member("FGR", "Mr", "Frank", "Green", "Phase leader, Years 3 to 6", "pastoral", "", (3, 4, 5, 6)),
    Member("SAD", "Ms", "Simi", "Addo", "Phase leader, Reception to Year 2", "pastoral", "", (0, 1, 2)),
    Member("WLE", "Mr", "Walter", "Lee", "Chair of governors", "governor"),
)
LANE = Member("HLA", "Ms", "Hannah", "Lane", "Teacher of English, tutor of 8HW", "teacher", "8HW")
SUBJECTS = (
    "English", "mathematics", "science", "history", "geography", "art", "music", "French", "Spanish",
    "computing", "physical education", "drama", "religious studies", "biology", "chemistry", "physics",
)  # fmt: skip


def form_name(year_group: int, letter: str) -> str:
    """The name of a registration group: "3B", "8HW"; Reception is R."""
    return f"{year_group or 'R'}{letter}"


def forms_of(school: SchoolPlan) -> list[tuple[int, str]]:
    """The registration groups of a school, as year group and letter."""
    return [
        (year_group, letter)
        for year_group in range(school.youngest_year, school.oldest_year + 1)
        for letter in _letters_of(school, year_group)
    ]


def _letters_of(school: SchoolPlan, year_group: int) -> tuple[str, ...]:
    if school.is_primary:
        return CLASSES
    return FORMS if year_group <= LAST_FORM_YEAR else SIXTH_FORMS


def room_of(school: SchoolPlan, year_group: int, letter: str) -> str:
    """Where a group is registered: "H4" for 8HW; classrooms of the primary school are numbered."""
    if school.is_primary:
        return f"Room {2 * year_group + CLASSES.index(letter) + 1}"
    return f"{letter[0]}{year_group - 4}"


def staff_of(world: World, school: SchoolPlan) -> tuple[Member, ...]:
    """Everybody on a school's staff file: those with a post of their own, then the tutors."""
    members = list(ASHGROVE if school.is_primary else MARLOWE)
    codes = {member.code for member in (*ASHGROVE, *MARLOWE, LANE)}
    for year_group, letter in forms_of(school):
        if not school.is_primary and (year_group, letter) == (tutor_group.YEAR_GROUP, tutor_group.LETTER):
            members.append(LANE)
        else:
            members.append(_make_tutor(world, school, form_name(year_group, letter), codes))
            codes.add(members[-1].code)
    return tuple(members)


def _make_tutor(world: World, school: SchoolPlan, form: str, codes: set[str]) -> Member:
    """An invented teacher with a code that nobody else has."""
    rng = Random(f"{world.seed}:tutor:{school.slug}:{form}")
    heritage = pick_heritage(rng)
    sex = rng.choice("FFM")
    forename, surname = name_adult(rng, heritage, sex), surname_for(rng.choice(heritage.surnames), sex)
    title = rng.choice(("Ms", "Mrs", "Miss", "Ms")) if sex == "F" else "Mr"
    post = (
        f"Class teacher, {form}"
        if school.is_primary
        else f"Teacher of {rng.choice(SUBJECTS)}, tutor of {form}"
    )
    return Member(_new_code(forename, surname, codes), title, forename, surname, post, "teacher", form)


def _new_code(forename: str, surname: str, codes: set[str]) -> str:
    """Three letters of the name, with a number where somebody has them already."""
    letters = (mail_name(forename)[:1] + mail_name(surname)[:2]).upper()
    choices = (letters if number == 1 else f"{letters}{number}" for number in range(1, 99))
    return next(code for code in choices if code not in codes)


def tutor_codes(world: World, school: SchoolPlan) -> dict[str, str]:
    """The code of the tutor of each registration group."""
    return {
        member.registration_group: member.code
        for member in staff_of(world, school)
        if member.registration_group
    }
