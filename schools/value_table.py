"""The numbers, times and texts that a law or a school's policy sets, each with its default and source. Pure.

A row here is what may be changed from a day on; what a school changed stands in `DatedValue`, with its days
and its own source. A limit of the law bounds what a school may choose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import Enum
from typing import Any

from schools.names import clean_text
from schools.wording import count_words, list_words, time_words

LONGEST_TEXT = 600


class Kind(Enum):
    """What a value is."""

    NUMBER = "number"
    TIME = "time"
    TEXT = "text"
    CODES = "codes"
    ROTATION = "rotation"


@dataclass(frozen=True, slots=True)
class Value:
    """One value of the table.

    `default` is as JSON keeps it. `unit` is the noun of one. `least` and `most` bound a number. `choices` are
    the codes that may be chosen, and `needed` those that may not be left out. `on_page`: the page of values
    changes it; others have a page of their own.
    """

    key: str
    title: str
    area: str
    kind: Kind
    default: Any
    why: str
    source: str
    unit: str = ""
    least: int = 0
    most: int = 0
    choices: tuple[tuple[str, str], ...] = ()
    needed: frozenset[str] = frozenset()
    on_page: bool = True

    def read(self, stored: Any) -> Any:
        """A stored value as the rules take it: a time for a time, a tuple of letters for codes."""
        if self.kind is Kind.TIME:
            return time.fromisoformat(stored)
        return tuple(stored) if self.kind is Kind.CODES else stored

    def words(self, stored: Any) -> str:
        """A stored value as a person reads it."""
        if self.kind is Kind.NUMBER and self.unit:
            return count_words(stored, self.unit)
        if self.kind is Kind.TIME:
            return time_words(time.fromisoformat(stored))
        return list_words(stored) if self.kind is Kind.CODES else str(stored)

    def check(self, given: Any) -> Any:
        """The value as JSON keeps it; ValueError with the sentence for the form when it does not fit."""
        return _CHECKS[self.kind](self, given)


def _number(value: Value, given: Any) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or not value.least <= given <= value.most:
        raise ValueError(f"Give a whole number from {value.least} to {value.most}")
    return given


def _time(value: Value, given: Any) -> str:
    try:
        found = given if isinstance(given, time) else time.fromisoformat(given)
    except (TypeError, ValueError) as problem:
        raise ValueError("Give a time, such as 09:30") from problem
    return f"{found:%H:%M}"


def _text(value: Value, given: Any) -> str:
    words = clean_text(str(given))
    if not words or len(words) > LONGEST_TEXT:
        raise ValueError(f"Write 1 to {LONGEST_TEXT} characters")
    return words


def _codes(value: Value, given: Any) -> list[str]:
    chosen, order = set(given), [letter for letter, _ in value.choices]
    if chosen - set(order):
        raise ValueError("Choose codes from the list")
    if missing := [letter for letter in order if letter in value.needed - chosen]:
        raise ValueError(f"A register cannot be taken without {list_words(missing)}")
    return [letter for letter in order if letter in chosen]


def _rotation(value: Value, given: Any) -> dict[str, int]:
    weeks, first = (given.get("weeks"), given.get("first")) if isinstance(given, dict) else (None, None)
    if weeks not in (1, 2) or first not in range(1, weeks + 1):
        raise ValueError("A timetable repeats after one week or two, and begins with one of them")
    return {"weeks": weeks, "first": first}


_CHECKS = {
    Kind.NUMBER: _number,
    Kind.TIME: _time,
    Kind.TEXT: _text,
    Kind.CODES: _codes,
    Kind.ROTATION: _rotation,
}

# What a school may let its teachers set. Leave, suspension and transport are never a teacher's to decide.
TEACHER_CHOICES = (
    ("/", "Present at the school (morning)"),
    ("\\", "Present at the school (afternoon)"),
    ("L", "Late arrival before the register is closed"),
    ("N", "Reason for absence not yet established"),
    ("U", "Arrived in school after registration closed"),
    ("O", "Absent in other or unknown circumstances"),
    ("I", "Illness (not medical or dental appointment)"),
    ("M", "Leave of absence: medical or dental appointment"),
    ("B", "Attending any other approved educational activity"),
    ("K", "Attending education provision arranged by the local authority"),
    ("P", "Participating in a sporting activity"),
    ("V", "Attending an educational visit or trip"),
    ("W", "Attending work experience"),
    ("D", "Dual registered at another school"),
)
REGULATIONS = "School Attendance (Pupil Registration) (England) Regulations 2024"
GUIDANCE = "Working together to improve school attendance"
OWN_CHOICE = "The school's own choice; no law sets it"
METHOD = "Department for Education, pupil absence statistics: method"
NOTICES = "Education (Penalty Notices) (England) Regulations 2007, as amended by SI 2024/210"

VALUES = (
    Value(
        "register.teacher_codes",
        "Codes a teacher may set",
        "Registers",
        Kind.CODES,
        ["/", "\\", "L", "N"],
        "Only the school authorises absence. What is not chosen here is set by the office.",
        f"{REGULATIONS}, reg 10",
        choices=TEACHER_CHOICES,
        needed=frozenset({"/", "\\", "L", "N"}),
    ),
    Value(
        "n_code.school_days",
        "Replace N within",
        "Registers",
        Kind.NUMBER,
        5,
        "An N must become a reason, or O, no later than the fifth school day after its session. A school may "
        "ask for less time and not for more.",
        f"{REGULATIONS}, reg 10(7) to (9); {GUIDANCE}, paragraphs 407 to 409",
        unit="school day",
        least=1,
        most=5,
    ),
    Value(
        "late.count",
        "Punctuality: lates that matter",
        "Lateness",
        Kind.NUMBER,
        3,
        "So many lates within the weeks below put a pupil on the punctuality list.",
        OWN_CHOICE,
        unit="late",
        least=1,
        most=50,
    ),
    Value(
        "late.weeks",
        "Punctuality: within",
        "Lateness",
        Kind.NUMBER,
        2,
        "The school weeks over which lates are counted.",
        OWN_CHOICE,
        unit="school week",
        least=1,
        most=39,
    ),
    Value(
        "late.repeat_count",
        "Repeated lateness",
        "Lateness",
        Kind.NUMBER,
        6,
        "So many lates in a half term are repeated lateness, for which a parent is written to.",
        OWN_CHOICE,
        unit="late",
        least=1,
        most=80,
    ),
    Value(
        "first_day.cut_off",
        "First day of absence: calls begin",
        "First day",
        Kind.TIME,
        "09:30",
        "Until then the office waits for a parent's word; from then on it asks for one.",
        f"{GUIDANCE}: contact on the first day of absence. The time is the school's own",
    ),
    Value(
        "first_day.lead_told_at",
        "First day of absence: the safeguarding lead decides",
        "First day",
        Kind.TIME,
        "11:00",
        "A pupil at risk of whom nothing is known by then goes to the safeguarding lead.",
        OWN_CHOICE,
    ),
    Value(
        "contacts.emergency_wanted",
        "Emergency contacts wanted for each pupil",
        "First day",
        Kind.NUMBER,
        2,
        "With one contact alone nobody may answer. Pupils with fewer stand in the set-up checks.",
        f"{GUIDANCE}, pages 20 and 67: more than one where reasonably practicable",
        unit="contact",
        least=1,
        most=5,
    ),
    Value(
        "figures.few_sessions",
        "Few sessions: below",
        "Figures",
        Kind.NUMBER,
        20,
        "A percentage of so few possible sessions says little; the page says so beside it.",
        f"{METHOD}, note on short enrolments. The number is the school's own",
        unit="session",
        least=1,
        most=100,
    ),
    Value(
        "figures.persistent_words",
        "Words for persistent absence",
        "Figures",
        Kind.TEXT,
        "Missed 10% or more of their own possible sessions",
        "Printed where a figure of persistent absence stands. Exactly 10% counts; severe absence is part.",
        METHOD,
    ),
    Value(
        "figures.severe_words",
        "Words for severe absence",
        "Figures",
        Kind.TEXT,
        "Missed 50% or more of their own possible sessions",
        "Printed where a figure of severe absence stands.",
        METHOD,
    ),
    Value(
        "figures.small_number",
        "Small numbers: hide below",
        "Figures",
        Kind.NUMBER,
        6,
        "In figures for governors a child must not be recognised by a small number.",
        OWN_CHOICE,
        unit="pupil",
        least=2,
        most=20,
    ),
    Value(
        "absence.sickness_days",
        "Sickness return at",
        "Duties",
        Kind.NUMBER,
        15,
        "The local authority is told of a pupil who will miss so many days through illness.",
        f"{GUIDANCE}: sickness returns",
        unit="school day",
        least=1,
        most=15,
    ),
    Value(
        "absence.continuous_days",
        "Attendance return at",
        "Duties",
        Kind.NUMBER,
        10,
        "The local authority is told of a pupil absent without authority for so many school days running.",
        f"{GUIDANCE}: attendance returns",
        unit="school day",
        least=1,
        most=10,
    ),
    Value(
        "notice.sessions",
        "Penalty notice: consider at",
        "Duties",
        Kind.NUMBER,
        10,
        "The school must consider a notice at so many unauthorised sessions within the weeks below.",
        NOTICES,
        unit="session",
        least=1,
        most=10,
    ),
    Value(
        "notice.weeks",
        "Penalty notice: within",
        "Duties",
        Kind.NUMBER,
        10,
        "The school weeks that roll with the day. Some councils ask at fewer.",
        NOTICES,
        unit="school week",
        least=1,
        most=39,
    ),
    Value(
        "part_time.weeks",
        "Part-time timetable: at most",
        "Duties",
        Kind.NUMBER,
        6,
        "A part-time timetable is temporary. The council's limit, where it has one, goes here.",
        "Council rules differ: 6 weeks in most, 12 at most",
        unit="week",
        least=1,
        most=12,
    ),
    Value(
        "words.early_help",
        "Name of early help here",
        "Words",
        Kind.TEXT,
        "Early help",
        "Councils name it differently: Early Help, Family Help, Help and Support Assessment.",
        "The local authority's own word",
    ),
    Value(
        "timetable.rotation",
        "Weeks of the timetable",
        "Timetable",
        Kind.ROTATION,
        {"weeks": 1, "first": 1},
        "After how many weeks the timetable repeats, and with which week it begins on its first Monday.",
        OWN_CHOICE,
        on_page=False,
    ),
)
BY_KEY: Mapping[str, Value] = {value.key: value for value in VALUES}
