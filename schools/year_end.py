"""The turn of the school year: which groups follow which, and when it may be done. Pure.

Year groups rise by one each 1 September. A registration group keeps its letters and takes its new year's
number ("7A" becomes "8A", "8HW" becomes "9HW"); a name without a number goes on as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from schools.calendar import YearSpec, year_problem
from schools.year_groups import year_label

# From the summer until the autumn's census: whoever is late finds the page open still.
FIRST_MONTH, LAST_MONTH = 6, 10
FEWEST_SCHOOL_DAYS, MOST_SCHOOL_DAYS = 170, 200


@dataclass(frozen=True, slots=True)
class Turn:
    """From one academic year to the next, by the 1 September on which each begins."""

    old_starts: date
    new_starts: date
    is_open: bool

    @property
    def words(self) -> str:
        """The two years: "2026/27 to 2027/28"."""
        return f"{year_words(self.old_starts)} to {year_words(self.new_starts)}"


def year_words(starts_on: date) -> str:
    """An academic year as schools write it: "2026/27"."""
    return f"{starts_on.year}/{(starts_on.year + 1) % 100:02d}"


def turn_on(on: date) -> Turn:
    """The turn of the year that a day looks at: the last one in autumn, the coming one from November on."""
    year = on.year + 1 if on.month > LAST_MONTH else on.year
    is_open = FIRST_MONTH <= on.month <= LAST_MONTH
    return Turn(date(year - 1, 9, 1), date(year, 9, 1), is_open)


def is_year_end_time(on: date) -> bool:
    """Whether the steps of the year end stand on the administrator's first page."""
    return turn_on(on).is_open


def next_year_group(year: int, oldest: int) -> int | None:
    """The year group after this one; None for those who are in the school's oldest."""
    return year + 1 if year < oldest else None


def next_name(name: str, year: int | None) -> str:
    """What a group of a year is called a year later."""
    if year is None:
        return name
    if name == year_label(year):
        return year_label(year + 1)
    if year < 0:
        return name
    return re.sub(rf"(?<!\d){year}(?!\d)", str(year + 1), name, count=1)


def calendar_problems(year: YearSpec | None, school_days: int) -> list[str]:
    """Why groups cannot move into a year yet, as sentences; empty when its calendar is sound."""
    if year is None or not year.half_terms:
        return ["The new year has no calendar. Bring it in first"]
    if problem := year_problem(year):
        return [f"The new year’s calendar is wrong. {problem}"]
    if not school_days:
        return ["The new year’s calendar has no school day"]
    return []


def calendar_doubts(school_days: int) -> list[str]:
    """What a person should look at in a sound calendar before groups move into its year."""
    if FEWEST_SCHOOL_DAYS <= school_days <= MOST_SCHOOL_DAYS:
        return []
    return [f"The new year has {school_days} school days. Most schools meet on 190"]


def name_problems(names: list[tuple[str, int | None]]) -> list[str]:
    """What is wrong with the new names of groups: one name for two years, or none."""
    problems = []
    years: dict[str, int | None] = {}
    for name, year in names:
        if not name.strip():
            problems.append("Each group needs a name in the new year")
        elif years.setdefault(name, year) != year:
            problems.append(f"Groups of two years cannot both be called {name}")
    return list(dict.fromkeys(problems))
