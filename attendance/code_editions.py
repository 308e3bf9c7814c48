"""The editions of the national attendance and absence codes, read from `national_codes.csv`. Pure.

A row is one *edition*: a letter and its class over some years. Its number is what a mark
stores, and the number alone decides the class: classes are ranges of numbers, so that a
count by class is a comparison. A number is never used again. Letters whose class changed
on 19 August 2024, when the School Attendance (Pupil Registration) (England) Regulations
2024 came into force, have two editions (J and J1, Y and Y1 to Y7); a new title is no edition.
"""

import csv
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path

from schools.calendar import Session

REGULATIONS_2024_ON = date(2024, 8, 19)


class CodeClass(Enum):
    """How a code counts (School Census): title, short words, ending of the mark's style class, numbers."""

    PRESENT = "present", "present", "pres", range(10, 20)
    LATE = "present, late", "late", "late", range(20, 30)
    OFFSITE = "approved educational activity", "educated off site", "eoa", range(30, 100)
    AUTHORISED = "authorised absence", "authorised", "auth", range(100, 200)
    UNAUTHORISED = "unauthorised absence", "unauthorised", "unau", range(200, 220)
    NO_REASON = "unauthorised absence, no reason yet", "with no reason yet", "n", range(220, 300)
    NOT_REQUIRED = "not a possible attendance", "not required", "nr", range(300, 400)
    ADMINISTRATIVE = "administrative, not counted", "not counted", "nr", range(400, 500)

    def __init__(self, title: str, words: str, css: str, numbers: range) -> None:
        self.title = title
        self.words = words
        self.css = css
        self.numbers = numbers


@dataclass(frozen=True, slots=True)
class Code:
    """One edition of a code.

    `here`: at this school when the register is taken. `teacher`: a teacher may set it; others
    are for the office. `condition`: when it may be used. `valid_to`: the first day no longer covered.
    """

    number: int
    letter: str
    title: str
    code_class: CodeClass
    here: bool
    sessions: frozenset[Session]
    teacher: bool
    valid_from: date
    valid_to: date | None
    condition: str
    source: str

    @property
    def is_administrative(self) -> bool:
        """Whether it marks no session of a pupil (Z, #), so that nobody sets it on a register."""
        return self.code_class is CodeClass.ADMINISTRATIVE

    @property
    def is_historic(self) -> bool:
        """Whether only old marks hold this edition."""
        return self.valid_to is not None


def class_of(number: int) -> CodeClass:
    """The class in whose range a number lies; KeyError outside all of them."""
    for code_class in CodeClass:
        if number in code_class.numbers:
            return code_class
    raise KeyError(number)


def _read(row: dict[str, str]) -> Code:
    number = int(row["number"])
    return Code(
        number=number,
        letter=row["letter"],
        title=row["title"],
        code_class=class_of(number),
        here=row["here"] == "yes",
        sessions=frozenset(Session[name] for name in row["sessions"].split()),
        teacher=row["teacher"] == "yes",
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        condition=row["condition"],
        source=row["source"],
    )


def _read_all() -> tuple[Code, ...]:
    with Path(__file__).with_name("national_codes.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_read(row) for row in csv.DictReader(file))


CODES = _read_all()
