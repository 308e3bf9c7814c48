"""What one code for many sessions does to each of them. Pure.

Blanks are filled, and an N is replaced: it says that the reason is not known yet. Every other mark stays,
unless a second act names its code. The law of a code is asked for each session on its own.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from attendance.code_rules import PupilFacts, Sitting, arrival_problem, code_problem, presence_problem
from attendance.codes import (
    CLOSURE_LETTERS,
    NO_REASON,
    PRESENT_AFTERNOON,
    PRESENT_MORNING,
    Code,
    code_of,
    find_code,
)
from attendance.thresholds import MOST_DAYS_BACK
from schools.calendar import Session, SessionTimes
from schools.wording import day_words, list_words

PRESENT_LETTERS = frozenset({"/", "\\"})
CLOSURE_ELSEWHERE = "{} is for a closure. A closure has its own page"
STILL_TO_COME = "A day to come has no marks yet. Enter it under Planned, and the register shows it on the day"
CLOSURE_TO_COME = (
    "A closure is marked on its day, or after it. One that is planned goes into the calendar; where nobody "
    "planned it, come back on each day that the school stays closed"
)
WAS_OPTIONAL = (
    "Where pupils could come in if they wished, the school was open and Y codes are wrong. Give those who "
    "stayed away C if the head granted leave, I if they were ill, or O"
)
TOO_LONG_AGO = "Marks are set together from {} on. Amend older marks one by one, on their registers"

SessionKey = tuple[int, date, Session]


@dataclass(frozen=True)
class Selection:
    """Whose marks, on which days and in which sessions.

    `pupils` were ticked; without them it is whoever is in one of `groups` on the day; `everyone` is whoever
    is on roll on the day.
    """

    starts_on: date
    ends_on: date
    sessions: frozenset[Session] = frozenset(Session)
    groups: tuple[int, ...] = ()
    pupils: tuple[int, ...] = ()
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """A pupil's session and what stands in it; `version` is 0 where no mark stands.

    `admitted_on` is the starting day of the entry on the roll that covers the day, else of the next;
    `left_on` the last day of the entry before. `is_dual`: registered at two schools.
    """

    pupil_id: int
    name: str
    born_on: date
    on: date
    session: Session
    standing: int | None
    version: int
    is_on_roll: bool = True
    admitted_on: date | None = None
    left_on: date | None = None
    is_dual: bool = False
    surname: str = ""

    @property
    def letter(self) -> str:
        """The letter that stands; empty where none does."""
        return "" if self.standing is None else code_of(self.standing).letter

    @property
    def key(self) -> SessionKey:
        """What tells this session from others."""
        return self.pupil_id, self.on, self.session


@dataclass(frozen=True)
class Terms:
    """The code of each session, and what decides where it may stand.

    `now`, and the `times` of the sessions of today, say who can have come. `replace`: letters that a second
    act may overwrite. `agreed`: sessions with a part-time timetable agreed.
    """

    codes: Mapping[Session, Code]
    now: datetime
    times: SessionTimes | None = None
    replace: frozenset[str] = frozenset()
    agreed: frozenset[SessionKey] = frozenset()


@dataclass(frozen=True)
class Refused:
    """A session that keeps what it has, and the sentence why."""

    facts: SessionFacts
    words: str


@dataclass
class BulkPlan:
    """What becomes of each session of a selection. `same` have the code already."""

    terms: Terms
    changes: list[SessionFacts] = field(default_factory=list)
    same: int = 0
    stays: list[SessionFacts] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    @property
    def stamp(self) -> str:
        """What tells this plan from another: a page that was shown one carries out no other."""
        told = [
            [(facts.key, facts.version) for facts in self.changes],
            [(facts.key, facts.version) for facts in self.stays],
            [(refused.facts.key, refused.words) for refused in self.refused],
        ]
        return hashlib.sha256(repr((self.letter, self.same, told)).encode()).hexdigest()[:32]

    @property
    def letter(self) -> str:
        """The code's letter; of present the stroke of the first session."""
        return next(code.letter for _, code in sorted(self.terms.codes.items()))

    @property
    def title(self) -> str:
        """The code as sentences name it: "V", or "present"."""
        return code_title(self.letter)

    def number(self, session: Session) -> int:
        """The number that a session's mark gets."""
        return self.terms.codes[session].number

    @property
    def filled(self) -> int:
        """Blanks that become the code."""
        return sum(facts.standing is None for facts in self.changes)

    @property
    def overwritten(self) -> int:
        """Marks that become the code, N apart: what a second act is asked about."""
        return sum(facts.standing not in (None, NO_REASON) for facts in self.changes)

    @property
    def standing_counts(self) -> list[tuple[str, int]]:
        """The letters that stay and how often, the commonest first."""
        return Counter(facts.letter for facts in self.stays).most_common()

    @property
    def words(self) -> list[str]:
        """The plan in sentences: "312 blanks become V", "9 marks stay: 6 I and 3 M"."""
        was = Counter(code_title(facts.letter) for facts in self.changes if facts.standing is not None)
        lines = (
            [f"{many_words(self.filled, 'blank')} {_become(self.filled)} {self.title}"] if self.filled else []
        )
        lines += [f"{count:,} {title} {_become(count)} {self.title}" for title, count in was.most_common()]
        if self.stays:
            marks = list_words([f"{count:,} {letter}" for letter, count in self.standing_counts])
            stay = "stays" if len(self.stays) == 1 else "stay"
            lines.append(f"{many_words(len(self.stays), 'mark')} {stay}: {marks}")
        if self.same:
            lines.append(f"{many_words(self.same, 'session')} had {self.title} already")
        if self.refused:
            lines.append(f"{many_words(len(self.refused), 'session')} cannot have {self.title}")
        return lines


def _become(count: int) -> str:
    return "becomes" if count == 1 else "become"


def many_words(count: int, one: str) -> str:
    """A large number with its noun: "1,232 blanks"."""
    return f"{count:,} {one if count == 1 else f'{one}s'}"


def make_plan(facts: Iterable[SessionFacts], terms: Terms) -> BulkPlan:
    """What becomes of each session, in the order given: changed, left alone or refused with its sentence."""
    plan = BulkPlan(terms)
    for one in facts:
        code = terms.codes[one.session]
        if one.standing == code.number:
            plan.same += 1
        elif one.standing not in (None, NO_REASON) and one.letter not in terms.replace:
            plan.stays.append(one)
        elif problem := session_problem(code, one, terms):
            plan.refused.append(Refused(one, problem))
        else:
            plan.changes.append(one)
    return plan


def session_problem(code: Code, facts: SessionFacts, terms: Terms) -> str | None:
    """Why a code may not stand for a pupil's session, as a sentence, or None.

    The roll comes first (regs 8 and 9), then the rules that a register asks. An act has no minutes: L and U
    are for arrivals of now, and nobody knows those of past days.
    """
    if not facts.is_on_roll:
        return _roll_problem(facts)
    known = PupilFacts(
        born_on=facts.born_on,
        admitted_on=facts.admitted_on,
        is_dual=facts.is_dual,
        is_agreed=facts.key in terms.agreed,
    )
    sitting = Sitting(facts.on, facts.session, terms.times)
    return (
        code_problem(code, facts.on, facts.session, known)
        or presence_problem(code, sitting, terms.now)
        or arrival_problem(code, sitting, minutes=None, now=terms.now, office=True)
    )


def _roll_problem(facts: SessionFacts) -> str:
    if facts.admitted_on:
        return f"Not on roll: starts on {day_words(facts.admitted_on, year=True)}"
    if facts.left_on:
        return f"Not on roll: the last day was {day_words(facts.left_on, year=True)}"
    return "Not on roll on this day"


def code_title(letter: str) -> str:
    """A code as sentences name it: "V", or "present" for both strokes."""
    return "present" if letter in PRESENT_LETTERS else letter


def codes_of(letter: str, on: date) -> dict[Session, Code] | None:
    """The code that a letter sets in each session: of present both strokes. None where no mark may get it."""
    if letter.strip() in PRESENT_LETTERS:
        return {Session.AM: code_of(PRESENT_MORNING), Session.PM: code_of(PRESENT_AFTERNOON)}
    code = find_code(letter, on)
    return None if code is None or code.is_administrative else dict.fromkeys(Session, code)


def letter_problem(letter: str, on: date) -> str | None:
    """Why a letter cannot be set for many at once, as a sentence, or None: it is no code, or a closure's."""
    if letter.strip().upper() in CLOSURE_LETTERS:
        return CLOSURE_ELSEWHERE.format(letter.strip().upper())
    return None if codes_of(letter, on) else "Choose a code from the list"


def days_problem(starts_on: date, ends_on: date, today: date) -> str | None:
    """Why no marks are set together on these days, as a sentence, or None."""
    if ends_on < starts_on:
        return "The last day must not be before the first"
    if ends_on > today:
        return STILL_TO_COME
    oldest = today - MOST_DAYS_BACK
    return TOO_LONG_AGO.format(day_words(oldest)) if starts_on < oldest else None


def closure_letter(selection: Selection) -> str:
    """Y4 where the whole site was closed, Y3 where a part of it was."""
    return "Y4" if selection.everyone else "Y3"


def closure_days_problem(starts_on: date, ends_on: date, today: date) -> str | None:
    """Why no unexpected closure stands on these days, as a sentence, or None: above all days to come."""
    problem = days_problem(starts_on, ends_on, today)
    return CLOSURE_TO_COME if problem == STILL_TO_COME else problem
