"""Scrutiny of registers: the table of findings (`scrutiny_findings.csv`), and the days looked at. Pure.

A finding is one question to the marks of a period: what is wrong, why it matters and by which law, and
where it is put right. How each is found is the affair of `attendance.queries.scrutiny`.
"""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from pathlib import Path

from schools.calendar import day_in
from schools.wording import count_words, date_words

# A pattern is a question and no verdict: these are the school's own, and no law sets them.
TIMES_THE_SCHOOL, LEAST_IN_PATTERN = 3, 10
LATE_REGISTERS, FULL_SESSIONS = 5, 20
LONG_AFTER_MINUTES, HASTY_SECONDS = 60, 30
MANY_AMENDMENTS, LATE_AMENDMENT_DAYS, MANY_BY_ONE = 3, 10, 20
LONGEST_PERIOD = timedelta(days=365)

# Codes that a session may hold on any day without a fact of the pupil: nothing of them is unlawful in itself.
PLAIN_LETTERS = frozenset("/\\LIGONUEMRTC")
LEAVE_LETTERS = frozenset({"C", "C1", "J1", "M"})
CONFIRMED_LETTERS = frozenset("BKV")


class Severity(Enum):
    """How much a finding matters: the worst first."""

    LAW = ("Against the law", "against the law", "due")
    WRONG = ("To put right", "to put right", "warn")
    LOOK = ("To look at", "to look at", "")

    @property
    def title(self) -> str:
        """The words of a heading."""
        return self.value[0]

    @property
    def words(self) -> str:
        """What the findings are, after a number."""
        return self.value[1]

    @property
    def tone(self) -> str:
        """The tone of a flag."""
        return self.value[2]


class Opens(Enum):
    """Where a row of a finding is put right."""

    MARK = "mark"
    REGISTER = "register"
    HISTORY = "history"
    PERMIT = "permit"
    PUPIL = "pupil"
    GROUP = "group"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Finding:
    """One question of the scrutiny.

    `noun` is one row of it. `note` says what is wrong in a row, with places for its facts: `code`, `other`
    (letters), `figure` and `of` (numbers).
    """

    family: str
    slug: str
    severity: Severity
    opens: Opens
    noun: str
    title: str
    why: str
    source: str
    note: str

    def count_words(self, count: int) -> str:
        """A number of rows with their noun."""
        many = {"person": "people", "class": "classes"}.get(self.noun, "")
        return count_words(count, self.noun, many)

    def note_words(self, *, code: str = "", other: str = "", figure: int = 0, of: int = 0) -> str:
        """What is wrong in one row."""
        return self.note.format(code=code, other=other, figure=figure, of=of)


@dataclass(frozen=True, slots=True)
class Period:
    """The days that a scrutiny looks at, both included."""

    starts_on: date
    ends_on: date

    @property
    def words(self) -> str:
        """The days: "22 February 2027 to 9 March 2027"."""
        if self.starts_on == self.ends_on:
            return date_words(self.starts_on)
        return f"{date_words(self.starts_on)} to {date_words(self.ends_on)}"

    @property
    def query(self) -> str:
        """The period as a page's address carries it."""
        return f"from={self.starts_on.isoformat()}&to={self.ends_on.isoformat()}"


def chosen_period(starts: str, ends: str, *, usual: Period, today: date) -> tuple[Period, str]:
    """The period that two typed dates (year-month-day) name, and what is wrong with them; the usual one then.

    Without a first day it is the usual period's; without a last day it is today. A period lies in the past or
    ends today, and is a year at the most.
    """
    if not starts and not ends:
        return usual, ""
    first = day_in(starts) if starts else usual.starts_on
    last = day_in(ends) if ends else today
    if first is None or last is None:
        return usual, "Give both dates in full."
    if first > today:
        return usual, "These days are still to come."
    if first > last:
        return usual, "The first day must not be after the last."
    last = min(last, today)
    if last - first > LONGEST_PERIOD:
        return usual, "Choose a year at the most."
    return Period(first, last), ""


def _read(row: dict[str, str]) -> Finding:
    return Finding(
        family=row["family"],
        slug=row["slug"],
        severity=Severity[row["severity"].upper()],
        opens=Opens(row["opens"]),
        noun=row["noun"],
        title=row["title"],
        why=row["why"],
        source=row["source"],
        note=row["note"],
    )


def _read_all() -> dict[str, Finding]:
    with Path(__file__).with_name("scrutiny_findings.csv").open(encoding="utf-8", newline="") as file:
        return {row["slug"]: _read(row) for row in csv.DictReader(file)}


FINDINGS = _read_all()
