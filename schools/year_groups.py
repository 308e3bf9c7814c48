"""Year groups (national curriculum years) and compulsory school age. Pure.

Years are small integers: nursery N1 = -2 and N2 = -1, Reception = 0, then 1 to 13.
"""

import re
from datetime import date, timedelta
from functools import lru_cache

from schools.calendar import academic_year_of

NURSERY_1, NURSERY_2, RECEPTION = -2, -1, 0
OLDEST_YEAR = 13
FRIDAY = 4

_NAMED = {NURSERY_1: ("N1", "Nursery 1"), NURSERY_2: ("N2", "Nursery 2"), RECEPTION: ("R", "Reception")}
_WRITTEN = {name.upper(): year for year, names in _NAMED.items() for name in names}
_NUMBERED = re.compile(r"(?:YEAR|YR|Y)?\s*([0-9]{1,2})")


def year_code(year: int) -> str:
    """The census spelling of a year group: "N1", "N2", "R", "1" to "13"."""
    return _NAMED[year][0] if year in _NAMED else str(year)


def year_label(year: int) -> str:
    """A year group in words: "Nursery 1", "Reception", "Year 7"."""
    return _NAMED[year][1] if year in _NAMED else f"Year {year}"


def parse_year(text: str) -> int:
    """The year group that a school system's spelling names ("7", "Year 7", "Y07", "R", "N2").

    Raises ValueError with a sentence for anything else.
    """
    name = " ".join(text.upper().split())
    if name in _WRITTEN:
        return _WRITTEN[name]
    found = _NUMBERED.fullmatch(name)
    if found and 0 <= int(found[1]) <= OLDEST_YEAR:
        return int(found[1])
    raise ValueError("A year group is N1, N2, R or 1 to 13")


def expected_year(born_on: date, on: date) -> int:
    """The year group of most pupils born on that day: Reception begins in the September after age 4."""
    return academic_year_of(on) - academic_year_of(born_on) - 5


# A list is looked at again and again, and asks of the same birthdays.
@lru_cache(maxsize=4096)
def is_compulsory_school_age(born_on: date, on: date) -> bool:
    """Whether a child born on `born_on` is of compulsory school age on a day (Education Act 1996 s8).

    It begins on the prescribed day (31 August, 31 December or 31 March) on or after the fifth
    birthday, and ends with the last Friday in June of the school year in which the child turns 16.
    """
    return compulsory_from(born_on) <= on <= compulsory_until(born_on)


def compulsory_from(born_on: date) -> date:
    """The prescribed day on or after the fifth birthday (Education Act 1996 s8(2))."""
    fifth = birthday(born_on, 5)
    ends = ((fifth.year, 3, 31), (fifth.year, 8, 31), (fifth.year, 12, 31))
    return next(date(*end) for end in ends if fifth <= date(*end))


def compulsory_until(born_on: date) -> date:
    """The school leaving date, included: the last Friday in June (Education Act 1996 s8(3))."""
    june = date(academic_year_of(birthday(born_on, 16)) + 1, 6, 30)
    return june - timedelta(days=(june.weekday() - FRIDAY) % 7)


def birthday(born_on: date, age: int) -> date:
    """The day on which a person reaches an age; 1 March in a common year for 29 February."""
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return date(born_on.year + age, 3, 1)
