"""The plain values of the invented town: adults, homes, families, children (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from integrations.demo.names import Heritage


@dataclass(frozen=True, slots=True)
class Home:
    """An address of three lines, with a postcode of an area that does not exist."""

    lines: tuple[str, str, str]
    postcode: str

    @property
    def on_one_line(self) -> str:
        return ", ".join(self.lines)


@dataclass(frozen=True, slots=True)
class Adult:
    """A parent or carer. Numbers are of Ofcom's drama ranges, addresses of example.com."""

    title: str
    forename: str
    surname: str
    mobile: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Tie:
    """What an adult is to the children of a family."""

    adult: Adult
    relationship: str
    has_responsibility: bool
    home: Home | None
    lives_with_pupil: bool
    must_not_contact: bool = False


@dataclass(frozen=True, slots=True)
class Family:
    """A household with children at one or both schools, its adults in the order in which to ring them."""

    number: str
    heritage: Heritage
    surname: str
    ties: tuple[Tie, ...]
    home: Home
    second_home: Home | None
    is_disadvantaged: bool
    is_fostering: bool
    travels: bool


@dataclass(frozen=True, slots=True)
class Child:
    """A child. `cohort` is the year of the September in which it starts Reception."""

    upn: str
    family: Family
    cohort: int
    sex: str
    forename: str
    middle_names: str
    surname: str
    known_forename: str
    born_on: date
    support: frozenset[str]
    protected: frozenset[str]
    bearing: str = ""

    def year_group(self, year: int) -> int:
        """The year group in the academic year that starts in September `year`; Reception is 0."""
        return year - self.cohort


@dataclass(frozen=True, slots=True)
class Place:
    """A child's time at one school. `left_on` is None while no end is in sight."""

    child: Child
    letter: str
    sixth_form_letter: str
    admitted_on: date
    left_on: date | None
    enrolment: str = "C"

    def was_there(self, first: date, last: date) -> bool:
        """Whether the child was on roll on any day of a span, both days included."""
        return self.admitted_on <= last and (self.left_on is None or self.left_on >= first)
