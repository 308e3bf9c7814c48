"""What a value is that a law or a school's policy sets: a number, a time, a text, a person. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import Enum
from typing import Any

from accounts.roles import Permission
from schools.names import clean_text
from schools.wording import count_words, list_words, time_words

LONGEST_TEXT = 600
# Who is rung first: 1 is at once, 4 is everybody of whom nothing is known.
PRIORITIES = range(1, 5)
LOWEST_NEEDED = 2
WHOLE = 100
NOBODY = "Nobody is named"
ON, OFF = "On", "Off"
# How a time that was left empty is kept.
NO_TIME = ""


class Kind(Enum):
    """What a value is."""

    NUMBER = "number"
    PRICE = "price"
    TIME = "time"
    TEXT = "text"
    CODES = "codes"
    ROTATION = "rotation"
    PRIORITIES = "priorities"
    PERSON = "person"
    SWITCH = "switch"
    CHOICE = "choice"
    CUTS = "cuts"


@dataclass(frozen=True, slots=True)
class Value:
    """One value of the table.

    `default` is as JSON keeps it; a price is in hundredths of a penny. `unit` is the noun of one. `least` and
    `most` bound a number or a price; of cuts, how many there may be. `choices` are what may be chosen, with
    its words, and `needed` the codes or cuts that may not be left out; for priorities they are the facts, and
    those that no school may put below `LOWEST_NEEDED`. `right`: what a person must hold for the whole school
    to be named; a person is kept by their number, and None is nobody. `none_words` are what a time says that
    may be left empty; without them it may not. `on_page`: the page of values changes it; others have a page
    of their own.
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
    none_words: str = ""

    def read(self, stored: Any) -> Any:
        """A stored value as the rules take it: a time for a time or None, a tuple for codes and for cuts.

        Facts that were added to the table after a school chose its priorities have those of the default.
        """
        if self.kind is Kind.TIME:
            return None if stored == NO_TIME else time.fromisoformat(stored)
        if self.kind is Kind.PRIORITIES:
            return {**self.default, **stored}
        return tuple(stored) if self.kind in {Kind.CODES, Kind.CUTS} else stored

    def words(self, stored: Any) -> str:
        """A stored value as a person reads it; of a person only whether one is named: pages know names."""
        if self.kind is Kind.PERSON:
            return NOBODY if stored is None else "Somebody is named"
        if self.kind is Kind.NUMBER and self.unit:
            return count_words(stored, self.unit)
        if self.kind is Kind.PRICE:
            return price_words(stored)
        if self.kind is Kind.TIME:
            return self.none_words if stored == NO_TIME else time_words(time.fromisoformat(stored))
        if self.kind is Kind.SWITCH:
            return ON if stored else OFF
        if self.kind is Kind.PRIORITIES:
            return _priority_words(self, self.read(stored))
        if self.kind is Kind.CHOICE:
            return dict(self.choices)[stored]
        if self.kind is Kind.CUTS:
            return list_words([f"{cut}%" for cut in stored])
        return list_words(stored) if self.kind is Kind.CODES else str(stored)

    def check(self, given: Any) -> Any:
        """The value as JSON keeps it; ValueError with the sentence for the form when it does not fit."""
        return _CHECKS[self.kind](self, given)


def price_words(hundredths: int) -> str:
    """A price in hundredths of a penny as pence: "2.40p"."""
    return f"{hundredths // 100}.{hundredths % 100:02}p"


def _number(value: Value, given: Any) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or not value.least <= given <= value.most:
        raise ValueError(f"Give a whole number from {value.least} to {value.most}")
    return given


def _time(value: Value, given: Any) -> str:
    if value.none_words and given in (None, NO_TIME):
        return NO_TIME
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


def _priorities(value: Value, given: Any) -> dict[str, int]:
    titles = dict(value.choices)
    if not isinstance(given, dict) or set(given) != set(titles):
        raise ValueError("Give each fact a priority")
    if any(isinstance(chosen, bool) or chosen not in PRIORITIES for chosen in given.values()):
        raise ValueError(f"A priority is a number from {PRIORITIES[0]} to {PRIORITIES[-1]}")
    if low := [titles[fact] for fact in titles if fact in value.needed and given[fact] > LOWEST_NEEDED]:
        raise ValueError(f"These may not come after priority {LOWEST_NEEDED}: {'; '.join(low)}")
    return {fact: given[fact] for fact in titles}


def _priority_words(value: Value, chosen: Mapping[str, int]) -> str:
    """The facts of each priority; those of the last stand among all other pupils and are left out."""
    return ". ".join(
        f"{priority}: {', '.join(titles)}"
        for priority in PRIORITIES[:-1]
        if (titles := [title for fact, title in value.choices if chosen[fact] == priority])
    )


def _person(value: Value, given: Any) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or given < 1:
        raise ValueError("Choose somebody from the list")
    return given


def _switch(value: Value, given: Any) -> bool:
    if not isinstance(given, bool):
        raise ValueError(f"Choose {ON.lower()} or {OFF.lower()}")
    return given


def _choice(value: Value, given: Any) -> str:
    chosen = next((choice for choice, _ in value.choices if choice == given), None)
    if chosen is None:
        raise ValueError("Choose from the list")
    return chosen


def _cuts(value: Value, given: Any) -> list[int]:
    """Percentages as numbers, or as somebody wrote them in a row, the highest first."""
    written = re.findall(r"[^\s,;/%]+", given) if isinstance(given, str) else given
    try:
        cuts = [int(str(cut)) for cut in written]
    except ValueError as problem:
        raise ValueError("Write whole percentages, such as 97, 95, 90") from problem
    if any(not 0 < cut < WHOLE for cut in cuts) or cuts != sorted(set(cuts), reverse=True):
        raise ValueError("Write percentages from 99 down to 1, the highest first and each once")
    if not value.least <= len(cuts) <= value.most:
        number = value.most if value.least == value.most else f"{value.least} to {value.most}"
        raise ValueError(f"Write {number} percentages")
    if missing := sorted(value.needed - {str(cut) for cut in cuts}, reverse=True):
        raise ValueError(f"{list_words([f'{cut}%' for cut in missing])} cannot be left out")
    return cuts


_CHECKS = {
    Kind.NUMBER: _number,
    Kind.PRICE: _number,
    Kind.TIME: _time,
    Kind.TEXT: _text,
    Kind.CODES: _codes,
    Kind.ROTATION: _rotation,
    Kind.PRIORITIES: _priorities,
    Kind.PERSON: _person,
    Kind.SWITCH: _switch,
    Kind.CHOICE: _choice,
    Kind.CUTS: _cuts,
}

REGULATIONS = "School Attendance (Pupil Registration) (England) Regulations 2024"
GUIDANCE = "Working together to improve school attendance"
OWN_CHOICE = "The school's own choice; no law sets it"
METHOD = "Department for Education, pupil absence statistics: method"
NOTICES = f"{GUIDANCE}: national framework for penalty notices"
