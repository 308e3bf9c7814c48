"""What a value is that a law or a school's policy sets: a number, a time, a text, a person. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from enum import Enum
from typing import Any

from accounts.roles import Permission
from schools.names import clean_text
from schools.wording import count_words, list_words, time_words

LONGEST_TEXT = 600
NOBODY = "Nobody is named"


class Kind(Enum):
    """What a value is."""

    NUMBER = "number"
    TIME = "time"
    TEXT = "text"
    CODES = "codes"
    ROTATION = "rotation"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Value:
    """One value of the table.

    `default` is as JSON keeps it. `unit` is the noun of one. `least` and `most` bound a number. `choices` are
    the codes that may be chosen, and `needed` those that may not be left out. `on_page`: the page of values
    changes it; others have a page of their own. `right`: what a person must hold for the whole school to be
    named; a person is kept by their number, and None is nobody.
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
    right: Permission | None = None

    def read(self, stored: Any) -> Any:
        """A stored value as the rules take it: a time for a time, a tuple of letters for codes."""
        if self.kind is Kind.TIME:
            return time.fromisoformat(stored)
        return tuple(stored) if self.kind is Kind.CODES else stored

    def words(self, stored: Any) -> str:
        """A stored value as a person reads it; of a person only whether one is named: pages know names."""
        if self.kind is Kind.PERSON:
            return NOBODY if stored is None else "Somebody is named"
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


def _person(value: Value, given: Any) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or given < 1:
        raise ValueError("Choose somebody from the list")
    return given


_CHECKS = {
    Kind.NUMBER: _number,
    Kind.TIME: _time,
    Kind.TEXT: _text,
    Kind.CODES: _codes,
    Kind.ROTATION: _rotation,
    Kind.PERSON: _person,
}

REGULATIONS = "School Attendance (Pupil Registration) (England) Regulations 2024"
GUIDANCE = "Working together to improve school attendance"
OWN_CHOICE = "The school's own choice; no law sets it"
METHOD = "Department for Education, pupil absence statistics: method"
NOTICES = "Education (Penalty Notices) (England) Regulations 2007, as amended by SI 2024/210"
