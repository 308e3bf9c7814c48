"""Codes agreed ahead: which may be promised, to which pupil, on what agreement. Pure.

A permit says that a code may stand for a pupil on some days, in some sessions of the week. The law is that
of the codes themselves (SI 2024/208, regs 10 and 11): what a register may not hold on the day, nobody may
promise before it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from attendance.code_rules import dual_problem
from attendance.codes import (
    CLOSURE_LETTERS,
    ELSEWHERE_LETTERS,
    Code,
    CodeClass,
    age_problem,
    codes_on,
    find_code,
    mark_warning,
)
from attendance.permit_times import WEEK_PLACES, sessions_of
from schools.calendar import academic_year_of, academic_year_start
from schools.wording import date_words, short_day_words
from schools.year_groups import compulsory_from, compulsory_until

VISIT = "V"
SIX_WEEKS = timedelta(weeks=6)
SUSPENDED_SESSIONS = 10

AHEAD_CLASSES = frozenset({CodeClass.OFFSITE, CodeClass.AUTHORISED, CodeClass.NOT_REQUIRED})
# Leave that must be asked for, or agreed, before it begins (reg 11).
ASKED_LETTERS = frozenset({"C", "J1", "S"})
DECIDED_LETTERS = frozenset({"C", "C2"})
REASONED_LETTERS = frozenset({"C", "C2", "Y7"})


@dataclass(frozen=True, slots=True)
class PermitFacts:
    """A permit as somebody writes it down. Without a letter it only leaves its note on the register."""

    pupil_id: int
    letter: str
    starts_on: date
    ends_on: date
    places: frozenset[int] = frozenset(WEEK_PLACES)
    note: str = ""
    reason: str = ""
    provider: str = ""
    licence: str = ""
    agreed_with_id: int | None = None
    agreed_on: date | None = None
    agreed_by: str = ""
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class TripFacts:
    """A visit of several pupils as somebody writes it down."""

    title: str
    place: str
    leader: str
    starts_on: date
    ends_on: date
    places: frozenset[int] = frozenset(WEEK_PLACES)
    group_id: int | None = None

    def for_pupil(self, pupil_id: int) -> PermitFacts:
        """The permit that one of the pupils gets: V, with the title on the register."""
        return PermitFacts(
            pupil_id=pupil_id,
            letter=VISIT,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            places=self.places,
            note=self.title,
            provider=self.place,
        )


@dataclass(frozen=True, slots=True)
class PupilStanding:
    """What the rules ask about the pupil. None is no such day.

    The days on roll are those of the stay in which the permit begins, else of the next.
    `is_dual`: registered at another school as well. `year_group` is None where the pupil is in none.
    """

    name: str
    born_on: date
    admitted_on: date | None
    left_on: date | None
    is_dual: bool
    year_group: int | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a permit cannot be granted: the field at fault, and the sentence."""

    field: str
    words: str


def ahead_codes(on: date) -> tuple[Code, ...]:
    """The codes that may be agreed ahead, in the order of the national table."""
    return tuple(
        code
        for code in codes_on(on)
        if code.code_class in AHEAD_CLASSES and code.letter not in CLOSURE_LETTERS
    )


def permit_problem(facts: PermitFacts, pupil: PupilStanding, *, today: date) -> Refusal | None:
    """Why a permit cannot be granted, or None. The first rule that refuses speaks."""
    for rule in RULES:
        if refusal := rule(facts, pupil, today):
            return refusal
    return None


def trip_problem(trip: TripFacts) -> Refusal | None:
    """Why a trip cannot be, whoever goes, or None."""
    for field, words in (
        ("title", "Name the trip"),
        ("place", "Say where the trip goes"),
        ("leader", "Say who leads the trip"),
    ):
        if not getattr(trip, field):
            return Refusal(field, words)
    return _days_in_order(trip)


def permit_warnings(facts: PermitFacts, pupil: PupilStanding, *, held: int) -> list[str]:
    """Doubts about a permit that may be granted all the same.

    `held` is the number of its sessions that the school holds by its calendar.
    """
    code = find_code(facts.letter, facts.starts_on)
    doubts = []
    if code and pupil.year_group is not None and (doubt := mark_warning(code, pupil.year_group)):
        doubts.append(doubt)
    if not held:
        doubts.append("By its calendar the school holds none of these sessions. Check the days")
    if facts.letter == "C2" and facts.ends_on - facts.starts_on > SIX_WEEKS:
        doubts.append(
            "A part-time timetable is temporary, and this one is longer than six weeks. Check the last day"
        )
    if facts.letter == "E" and held > SUSPENDED_SESSIONS:
        doubts.append("From the sixth day of a suspension other provision is due: D, K or B and not E")
    return doubts


def _may_be_ahead(facts: PermitFacts, _pupil: PupilStanding, _today: date) -> Refusal | None:
    """A code that says what happened, or that a closure sets, cannot be agreed ahead (reg 10)."""
    if not facts.letter:
        return None if facts.note else Refusal("note", "Without a code, give a note for the register")
    code = find_code(facts.letter, facts.starts_on)
    if code is None:
        return Refusal("letter", "Choose a code from the list")
    if code.letter in CLOSURE_LETTERS:
        return Refusal("letter", f"{code.letter} is for a closure. Record the closure instead")
    if code.letter == "Z":
        return Refusal("letter", "Z is for a pupil who is not on roll yet: there is nothing to agree")
    if code.code_class in AHEAD_CLASSES:
        return None
    if code.code_class in (CodeClass.PRESENT, CodeClass.LATE):
        return Refusal("letter", f"{code.letter} says that the pupil came: it is marked on the day")
    return Refusal("letter", f"{code.letter} is an absence that nobody agreed: it is marked on the day")


def _of_a_year(facts: PermitFacts, _pupil: PupilStanding, _today: date) -> Refusal | None:
    return _days_in_order(facts)


def _days_in_order(facts: PermitFacts | TripFacts) -> Refusal | None:
    """A permit lies inside one school year, and covers at least one session of a week."""
    if facts.ends_on < facts.starts_on:
        return Refusal("ends_on", "The last day is before the first day")
    if academic_year_of(facts.starts_on) != academic_year_of(facts.ends_on):
        next_year = academic_year_start(facts.ends_on)
        return Refusal("ends_on", f"A permit ends with its school year, before {date_words(next_year)}")
    if not facts.places or not facts.places <= set(WEEK_PLACES):
        return Refusal("places", "Tick at least one session of the week")
    if next(sessions_of(facts), None) is None:
        return Refusal("places", "None of the ticked sessions lies between the first day and the last")
    return None


def _on_roll(facts: PermitFacts, pupil: PupilStanding, _today: date) -> Refusal | None:
    """No code stands before the starting day or after the last day on roll (regs 8 and 9)."""
    if pupil.admitted_on is None:
        return Refusal("pupil", f"{pupil.name} is not on roll")
    if facts.starts_on < pupil.admitted_on:
        starts = date_words(pupil.admitted_on)
        return Refusal("starts_on", f"{pupil.name} is on roll from {starts}. Begin on that day or later")
    if pupil.left_on is not None and facts.ends_on > pupil.left_on:
        left = date_words(pupil.left_on)
        return Refusal("ends_on", f"The last day of {pupil.name} on roll is {left}. End it by then")
    return None


def _of_age(facts: PermitFacts, pupil: PupilStanding, _today: date) -> Refusal | None:
    """X for no day of compulsory school age; C2 for no other day (reg 11(6); Education Act 1996 s8)."""
    code = find_code(facts.letter, facts.starts_on)
    first, last = compulsory_from(pupil.born_on), compulsory_until(pupil.born_on)
    # Of the days between, the first one of that age says as much as all of them.
    days = (facts.starts_on, min(max(first, facts.starts_on), facts.ends_on), facts.ends_on)
    problem = next((words for on in days if code and (words := age_problem(code, on, pupil.born_on))), None)
    if problem is None:
        return None
    of_age = f"{pupil.name} is of that age from {date_words(first)} to {date_words(last)}"
    return Refusal("letter", f"{problem}. {of_age}")


def _dual(facts: PermitFacts, pupil: PupilStanding, _today: date) -> Refusal | None:
    """D only for a pupil who is registered at another school as well (reg 10)."""
    code = find_code(facts.letter, facts.starts_on)
    problem = dual_problem(code, is_dual=pupil.is_dual) if code else None
    return Refusal("letter", problem) if problem else None


def _part_time(facts: PermitFacts, _pupil: PupilStanding, _today: date) -> Refusal | None:
    """A part-time timetable is agreed with a parent, for times and dates, and reviewed (reg 11(6))."""
    if facts.letter != "C2":
        return None
    if facts.agreed_with_id is None:
        return Refusal("agreed_with", "Say with which parent the part-time timetable was agreed")
    if facts.review_on is None:
        return Refusal("review_on", "Give the day on which the part-time timetable is reviewed")
    if not facts.starts_on < facts.review_on <= facts.ends_on:
        return Refusal("review_on", "The review must lie after the first day, and not after the last")
    if len(facts.places) == len(WEEK_PLACES) and (facts.ends_on - facts.starts_on).days >= 6:
        return Refusal("places", "A part-time timetable has sessions in school. Untick those")
    return None


def _agreed(facts: PermitFacts, _pupil: PupilStanding, today: date) -> Refusal | None:
    """Leave is asked for and agreed before it begins, by who may decide for the school (reg 11)."""
    if facts.letter in ASKED_LETTERS | {"C2"}:
        if facts.agreed_on is None:
            return Refusal("agreed_on", f"{facts.letter} is agreed in advance. Say on which day it was")
        if facts.agreed_on > facts.starts_on:
            return Refusal(
                "agreed_on", f"{facts.letter} is agreed in advance: by {short_day_words(facts.starts_on)}"
            )
    if facts.agreed_on is not None and facts.agreed_on > today:
        return Refusal("agreed_on", "This day is still to come")
    if facts.letter in DECIDED_LETTERS and not facts.agreed_by:
        return Refusal("agreed_by", f"Say who decided for the school. {facts.letter} is the head's to grant")
    return None


def _proof(facts: PermitFacts, _pupil: PupilStanding, _today: date) -> Refusal | None:
    """What a code rests on: a licence, a place with a supervisor, a written reason (reg 10; domain 1.1)."""
    if facts.letter == "C1" and not facts.licence:
        return Refusal("licence", "C1 needs its licence or exemption. Write down its number, and who gave it")
    if facts.letter in ELSEWHERE_LETTERS and not facts.provider:
        return Refusal("provider", f"{facts.letter} needs the place, and who supervises the pupil there")
    if facts.letter in REASONED_LETTERS and not facts.reason:
        return Refusal("reason", f"{facts.letter} needs its reason in writing. The register does not show it")
    return None


RULES: tuple[Callable[[PermitFacts, PupilStanding, date], Refusal | None], ...] = (
    _may_be_ahead,
    _of_a_year,
    _on_roll,
    _of_age,
    _dual,
    _part_time,
    _agreed,
    _proof,
)
