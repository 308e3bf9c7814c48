"""When a code may stand for a pupil's session, beyond its dates and its session. Pure.

The sentences are for the person who chose the code: they say what the rule is and what to do. Whoever sets
codes asks here: the register, an amendment, a bulk act, a permit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from attendance.codes import (
    DUAL_REGISTRATION,
    LATE,
    LATE_AFTER_CLOSE,
    NO_REASON,
    NOT_ON_ROLL,
    OTHER_AGE,
    PART_TIME,
    PRESENT_AFTERNOON,
    PRESENT_MORNING,
    Code,
    code_of,
    mark_problem,
    mark_warning,
)
from attendance.thresholds import OPENS_BEFORE, is_n_overdue, n_deadline
from schools.calendar import Session, SessionTimes
from schools.wording import day_words, time_words

PART_TIME_LETTER = code_of(PART_TIME).letter
# Codes that depend on the pupil. Every other one needs no fact of them but the roll.
LETTERS_OF_FACTS = frozenset(code_of(number).letter for number in (OTHER_AGE, PART_TIME, DUAL_REGISTRATION))
PRESENT_NUMBERS = frozenset({PRESENT_MORNING, PRESENT_AFTERNOON})
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class PupilFacts:
    """What the rules ask of a pupil on a day. A fact that is None is not checked.

    `is_dual`: registered at two schools that day (RollEntry.enrolment). `is_agreed`: a part-time timetable
    agreed with a parent covers the session.
    """

    born_on: date | None = None
    admitted_on: date | None = None
    left_on: date | None = None
    is_dual: bool | None = None
    is_agreed: bool | None = None


def code_problem(code: Code, on: date, session: Session, facts: PupilFacts) -> str | None:
    """Why a code may not stand for a pupil's session, as a sentence, or None.

    The edition, the session, compulsory school age and the starting day (`mark_problem`), then the roll, the
    agreement that C2 stands on (reg 11(6)) and the second registration that D stands on.
    """
    if problem := mark_problem(code, on, session, facts.born_on, facts.admitted_on):
        return problem
    if problem := roll_problem(code, on, facts):
        return problem
    if code.number == PART_TIME and facts.is_agreed is False:
        return (
            "C2 needs a part-time timetable that is agreed for this session. "
            "Enter the agreement first, or choose another code"
        )
    return None if facts.is_dual is None else dual_problem(code, is_dual=facts.is_dual)


def dual_problem(code: Code, *, is_dual: bool) -> str | None:
    """Why D may not stand for a pupil, as a sentence, or None: it is for two registrations (reg 10)."""
    if code.number != DUAL_REGISTRATION or is_dual:
        return None
    return (
        "D is only for a pupil who is registered at two schools. "
        "Change the registration on the pupil's record first, or choose another code"
    )


def roll_problem(code: Code, on: date, facts: PupilFacts) -> str | None:
    """Why no code stands on a day: it is before the starting day (but for Z) or after the last. Or None."""
    if facts.admitted_on and on < facts.admitted_on and code.number != NOT_ON_ROLL:
        return (
            f"No code stands before the starting day, {day_words(facts.admitted_on, year=True)}. "
            "Leave the session without a mark"
        )
    if facts.left_on and on > facts.left_on:
        return (
            f"No code stands after the last day on roll, {day_words(facts.left_on, year=True)}. "
            "Leave the session without a mark"
        )
    return None


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session of a day and its times; None where the school has set no hours."""

    on: date
    session: Session
    times: SessionTimes | None

    def arrival(self, minutes: int | None, now: datetime) -> datetime | None:
        """When a late pupil came: the start and the minutes, or now while the session lasts; else unknown."""
        if self.times is None:
            return None
        starts_at = self.times.starts_at(self.on, self.session)
        if minutes is not None:
            return starts_at + minutes * A_MINUTE
        return now if starts_at <= now < self.times.ends_at(self.on, self.session) else None


def presence_problem(code: Code, sitting: Sitting, now: datetime) -> str | None:
    """Why nobody may be marked as come yet, as a sentence, or None once the register is open (reg 10)."""
    if sitting.times is None or not (code.here or code.number == LATE_AFTER_CLOSE):
        return None
    if now >= sitting.times.starts_at(sitting.on, sitting.session) - OPENS_BEFORE:
        return None
    return f"The {sitting.session.words} has not begun, so nobody has come to it yet"


def arrival_problem(
    code: Code, sitting: Sitting, *, minutes: int | None, now: datetime, office: bool
) -> str | None:
    """Why an arrival may not be marked L or U, as a sentence, or None.

    L is an arrival before the register closes, U one after it and before the session ends (WTISA; reg 10
    and 11). `minutes` are counted from the start of the session; without them the arrival is `now`, and an
    arrival that nobody can know any more is not checked.
    """
    if code.number == LATE:
        return _late_problem(sitting, minutes, now, office=office)
    return _after_close_problem(sitting, minutes, now) if code.number == LATE_AFTER_CLOSE else None


def _late_problem(sitting: Sitting, minutes: int | None, now: datetime, *, office: bool) -> str | None:
    arrival = sitting.arrival(minutes, now)
    if arrival is None or sitting.times is None:
        return None
    closed_at = sitting.times.closes_at(sitting.on, sitting.session)
    if arrival < closed_at:
        return None
    if minutes is not None and now < closed_at:
        return f"The register closes at {time_words(closed_at)}, and {minutes} min is after that"
    words = f"The register closed at {time_words(closed_at)}. After that an arrival is U"
    if minutes is None:
        words += ", and for an earlier one give the minutes late" if office else ""
    return words if office else f"{words}: ask the office"


def _after_close_problem(sitting: Sitting, minutes: int | None, now: datetime) -> str | None:
    if sitting.times is None:
        return None
    closes_at = sitting.times.closes_at(sitting.on, sitting.session)
    if now < closes_at:
        return f"The register is open until {time_words(closes_at)}. An arrival before that is L"
    arrival = sitting.arrival(minutes, now)
    if arrival is None:
        return None
    if arrival < closes_at:
        return f"The register closed at {time_words(closes_at)}. An arrival before that is L"
    ends_at = sitting.times.ends_at(sitting.on, sitting.session)
    if arrival >= ends_at:
        return (
            f"The {sitting.session.words} ended at {time_words(ends_at)}. "
            "A pupil who came later missed it: choose the reason, or N"
        )
    return None


def arrived_late_problem(original: Code, code: Code) -> str | None:
    """Why an absence cannot become present because the pupil arrived: the arrival is L or U. Or None.

    A pupil who was first N and came after the register closed is U, or another code that fits (WTISA p82).
    """
    if original.here or code.number not in PRESENT_NUMBERS:
        return None
    return f"{code.letter} is for a pupil who was here when the register began. An arrival is L or U"


def code_warnings(
    code: Code, on: date, *, year_group: int | None, school_days: Sequence[date], today: date, limit: int
) -> list[str]:
    """Doubts about a code that may stand: W or S in a young year, N past its last day. Never a refusal.

    `limit`: the school days that an N may stand.
    """
    found = [mark_warning(code, year_group)] if year_group is not None else []
    if code.number == NO_REASON:
        found.append(n_words(on, school_days, today, limit))
    return [words for words in found if words]


def n_words(on: date, school_days: Sequence[date], today: date, limit: int) -> str:
    """What is due for an N past the school days that it may stand: the reason, or O; empty before.

    The fifth is the last by law (reg 10(7)-(9)), and a school may ask for fewer: `limit`. Nothing is changed
    for anybody: a person decides. `school_days` is in order.
    """
    last = n_deadline(on, school_days, limit)
    if last is None or not is_n_overdue(on, today, school_days, limit):
        return ""
    return f"N could stand until {day_words(last)}. Give the reason, or change it to O"
