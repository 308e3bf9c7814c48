"""Which code a letter is on a day, and what an import or a person may set when. Pure.

The editions themselves are data (`code_editions`). A mark dated before 19 August 2024 keeps
its old code and class; from that day only the codes of the 2024 regulations are taken.
"""

import re
from collections import defaultdict
from collections.abc import Collection
from datetime import date

from attendance.code_editions import CODES, REGULATIONS_2024_ON, Code, CodeClass
from schools.calendar import Session
from schools.dated_values import is_in_force
from schools.wording import day_words
from schools.year_groups import is_compulsory_school_age

__all__ = ["CODES", "REGULATIONS_2024_ON", "Code", "CodeClass"]  # defined beside the data

ATTENDING_NUMBERS = range(10, 100)
AUTHORISED_NUMBERS = range(100, 200)
UNAUTHORISED_NUMBERS = range(200, 300)
POSSIBLE_NUMBERS = range(10, 300)
NOT_REQUIRED_NUMBERS = range(300, 400)
ADMINISTRATIVE_NUMBERS = range(400, 500)
# Unexpected closures of a part of the premises (Y3) and of all (Y4).
CLOSURE_NUMBERS = range(313, 315)

HERE_NUMBERS = [code.number for code in CODES if code.here]

PRESENT_MORNING = 10
PRESENT_AFTERNOON = 11
LATE = 20
EDUCATIONAL_VISIT = 33
WORK_EXPERIENCE = 34
PERFORMANCE = 101
PART_TIME = 102
EXCLUDED = 103
ILLNESS = 104
MEDICAL = 106
STUDY_LEAVE = 108
UNKNOWN_CIRCUMSTANCES = 201
LATE_AFTER_CLOSE = 210
NO_REASON = 220
DUAL_REGISTRATION = 300
OTHER_AGE = 302
NOT_ON_ROLL = 400
NO_SCHOOL = 401

# A closure is an act of its own: of a part of the site or of all that nobody planned, or of the calendar.
UNPLANNED_CLOSURES = frozenset(code.letter for code in CODES if code.number in CLOSURE_NUMBERS)
CLOSURE_LETTERS = UNPLANNED_CLOSURES | {"#"}
# Educated off site by somebody who confirms it.
ELSEWHERE_LETTERS = frozenset("BDKPVW")

TEACHER_LETTERS = frozenset(code.letter for code in CODES if code.teacher)

# Sub-codes of X and I from the pandemic (X01, I02): before the 2024 regulations they counted as X and I.
_PANDEMIC = re.compile(r"([XI])0[0-9]")
_PANDEMIC_WITHDRAWN = (
    "Withdrawn; use X only below/above compulsory age, I for illness, Y6 for public-health restriction"
)
_WITHDRAWN = {
    "H": "H was withdrawn on 19 Aug 2024. Use C if leave was granted for exceptional circumstances, "
    "G if not granted.",
    "F": "F is obsolete. Use C or G.",
    "J": "J became J1, now authorised absence. Confirm before mapping; attendance % will fall.",
    "Y": "Choose Y1-Y7",
}
_NARROWED = {
    "C": "C no longer covers a part-time timetable (C2) or a performance (C1). Check that neither is meant.",
    "B": "B no longer covers provision arranged by the local authority (K). Check that K is not meant.",
}
LEAST_YEARS = {"W": 10, "S": 11}

_BY_NUMBER = {code.number: code for code in CODES}
_BY_LETTER: defaultdict[str, list[Code]] = defaultdict(list)
for _code in CODES:
    _BY_LETTER[_code.letter].append(_code)


def code_of(number: int) -> Code:
    """The edition that a stored mark's number names; KeyError for a number never given out."""
    return _BY_NUMBER[number]


def find_code(letter: str, on: date) -> Code | None:
    """The edition of a letter in force on a day, whatever its case and the spaces round it, or None."""
    name = letter.strip().upper()
    if on < REGULATIONS_2024_ON and (pandemic := _PANDEMIC.fullmatch(name)):
        name = pandemic[1]
    editions = _BY_LETTER.get(name, [])
    return next((code for code in editions if is_in_force(code.valid_from, code.valid_to, on)), None)


def numbers_of(letters: Collection[str]) -> list[int]:
    """The code numbers of letters, in all their editions that are still given."""
    return [code.number for code in CODES if code.letter in letters and not code.is_historic]


def present_letter(session: Session) -> str:
    """The letter of a pupil who is here: one stroke for the morning, the other for the afternoon."""
    return code_of(PRESENT_MORNING if session is Session.AM else PRESENT_AFTERNOON).letter


def codes_on(on: date) -> tuple[Code, ...]:
    """The codes in force on a day, in the order of the national table."""
    return tuple(code for code in CODES if is_in_force(code.valid_from, code.valid_to, on))


def letters_on(on: date) -> tuple[str, ...]:
    """The letters in force on a day, in the order of the national table."""
    return tuple(code.letter for code in codes_on(on))


def uncounted_letters(on: date) -> tuple[str, ...]:
    """The letters in force on a day that stand for no possible session."""
    return tuple(code.letter for code in codes_on(on) if code.number not in POSSIBLE_NUMBERS)


def import_problem(letter: str, on: date, session: Session) -> str | None:
    """Why a mark in a file of another system is refused, as a sentence, or None.

    Withdrawn codes are refused from 19 August 2024 and kept before; what a system marks for
    itself (a blank, "-", "@", digits) is no code on any day.
    """
    code = find_code(letter, on)
    if code is not None:
        return _session_problem(code, session)
    name = letter.strip().upper()
    if on >= REGULATIONS_2024_ON and name in _WITHDRAWN:
        return _WITHDRAWN[name]
    if on >= REGULATIONS_2024_ON and _PANDEMIC.fullmatch(name):
        return _PANDEMIC_WITHDRAWN
    if name in _BY_LETTER:
        return f"{name} was not in use on {day_words(on, year=True)}"
    if len(name) > 2:
        return f'"{name[:10]}" is longer than two characters: not a national code'
    return f'"{name}" is not a national code' if name else "A blank is not a national code"


def import_warning(letter: str, on: date) -> str | None:
    """A doubt about a mark that is taken: its code meant more before 19 August 2024. Or None."""
    return _NARROWED.get(letter.strip().upper()) if on >= REGULATIONS_2024_ON else None


def mark_problem(
    code: Code,
    on: date,
    session: Session,
    born_on: date | None = None,
    admitted_on: date | None = None,
) -> str | None:
    """Why a code may not stand for a pupil's session, as a sentence, or None.

    Looks at the edition's dates, the session, compulsory school age (X and C2; reg 11(6) for
    C2) and the starting day (Z). A fact not given is not checked. The age rules bind from
    19 August 2024: before it, X also stood for pupils kept at home in the pandemic.
    """
    if not is_in_force(code.valid_from, code.valid_to, on):
        return f"{code.letter} is not in use on {day_words(on, year=True)}"
    if problem := _session_problem(code, session):
        return problem
    if born_on and on >= REGULATIONS_2024_ON and (problem := age_problem(code, on, born_on)):
        return problem
    if code.number == NOT_ON_ROLL and admitted_on and on >= admitted_on:
        return f"Z is only for days before the starting day, {day_words(admitted_on, year=True)}"
    return None


def mark_warning(code: Code, year_group: int) -> str | None:
    """A doubt about a code that may stand: W below Year 10, S below Year 11. Or None."""
    least = LEAST_YEARS.get(code.letter)
    if least is not None and year_group < least:
        return f"{code.letter} is rarely right below Year {least}. Check the code."
    return None


def _session_problem(code: Code, session: Session) -> str | None:
    if session in code.sessions:
        return None
    only = next(iter(code.sessions))
    return f"{code.letter} is the {only.words} mark, and this is the {session.words}"


def age_problem(code: Code, on: date, born_on: date) -> str | None:
    """Why X or C2 may not stand for a pupil's age on a day, as a sentence, or None (reg 11(6))."""
    is_compulsory = is_compulsory_school_age(born_on, on)
    if code.number == OTHER_AGE and is_compulsory:
        return "X is only for a pupil who is not of compulsory school age on that day"
    if code.number == PART_TIME and not is_compulsory:
        return "C2 is only for a pupil of compulsory school age on that day. For others X is the code"
    return None
