"""Home visits: who may set out and when a check-in is missed. Pure.

Nobody goes alone without a time by which they say that they are safe (Health and Safety at Work etc. Act
1974, s. 2; the procedures for lone working that schools write from it).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from schools.wording import time_words

MORE_TIME = timedelta(minutes=15)
USUAL_LENGTH = timedelta(hours=1)
LONGEST = timedelta(hours=12)
# A visit far off or at night helps no child, and a plan of one must not quiet today's lists.
FARTHEST, HOURS = timedelta(days=7), range(7, 20)


class Press(StrEnum):
    """What a visitor says with one press, in the order of a visit."""

    SET_OUT = "set_out"
    ARRIVED = "arrived"
    LEFT = "left"
    SAFE = "safe"

    @property
    def field(self) -> str:
        """The column that keeps the time of this press."""
        return f"{self.value}_at"

    @property
    def words(self) -> str:
        """The press as the button says it."""
        return WORDS[self]


WORDS = {
    Press.SET_OUT: "Set out",
    Press.ARRIVED: "Arrived",
    Press.LEFT: "Left",
    Press.SAFE: "I am safe",
}


@dataclass(frozen=True)
class PlanFacts:
    """Who goes, when, and what was thought about before anybody goes."""

    due_at: datetime
    purpose: str
    visitor_id: int
    second_id: int | None = None
    second_name: str = ""
    check_in_by: datetime | None = None
    risk_raised: bool = False
    risk_words: str = ""

    @property
    def goes_alone(self) -> bool:
        """Whether nobody goes with the visitor."""
        return self.second_id is None and not self.second_name


def plan_problems(plan: PlanFacts, *, at: datetime) -> dict[str, str]:
    """What is missing before anybody may go, a sentence for each field; empty where nothing is."""
    problems: dict[str, str] = {}
    if plan.second_id is not None and plan.second_id == plan.visitor_id:
        problems["second"] = "Choose somebody else than who goes first"
    if plan.second_id is not None and plan.second_name:
        problems["second_name"] = "Choose a person or write a name, not both"
    if plan.goes_alone and plan.check_in_by is None:
        problems["check_in_by"] = "Nobody goes alone without a check-in time. Give one, or a second person"
    if plan.risk_raised and plan.goes_alone:
        problems.setdefault("second", "A raised risk needs two people. Say who goes along")
    if plan.risk_raised and not plan.risk_words:
        problems["risk_words"] = "Say what the risk is and what is done about it"
    if plan.check_in_by is not None and not plan.due_at < plan.check_in_by <= plan.due_at + LONGEST:
        problems.setdefault("check_in_by", "Give a time after the visit begins, on the same day")
    if plan.due_at.date() < at.date():
        problems["due_on"] = "Give today or a later day"
    elif plan.due_at - at > FARTHEST:
        problems["due_on"] = "Plan a visit within the next seven days"
    elif plan.due_at.hour not in HOURS:
        problems["due_at"] = "Give a time between 07:00 and 20:00"
    return problems


def check_in_from(due_at: datetime, check_in_by: datetime | None, *, set_out_at: datetime) -> datetime | None:
    """The check-in time once somebody sets out: as planned, or as long after a later start as was planned."""
    if check_in_by is None or set_out_at < check_in_by:
        return check_in_by
    return set_out_at + (check_in_by - due_at)


def more_time(check_in_by: datetime, *, at: datetime) -> datetime:
    """The check-in time a quarter of an hour later; from now on where it has passed."""
    return max(check_in_by, at) + MORE_TIME


def is_missed(
    *,
    set_out_at: datetime | None,
    check_in_by: datetime | None,
    safe_at: datetime | None,
    answered_at: datetime | None,
    at: datetime,
) -> bool:
    """Whether somebody who set out should have said by now that they are safe, and nobody has answered.

    An answer from before the time that was missed answers nothing: more time was asked for since.
    """
    if set_out_at is None or check_in_by is None or safe_at is not None:
        return False
    return check_in_by <= at and (answered_at is None or answered_at < check_in_by)


def times_problems(
    set_out_at: datetime | None,
    arrived_at: datetime | None,
    left_at: datetime | None,
    safe_at: datetime | None,
    *,
    at: datetime,
) -> dict[str, str]:
    """What is wrong with the times of a visit, a sentence for each field; empty where they fit.

    They are told apart to the minute, as people type them.
    """
    problems: dict[str, str] = {}
    last, words = None, ""
    for press, time in zip(Press, (set_out_at, arrived_at, left_at, safe_at), strict=True):
        if time is None:
            continue
        minute = time.replace(second=0, microsecond=0)
        if time > at:
            problems[press.field] = "Give a time that is not still to come"
        elif set_out_at is None:
            problems["set_out_at"] = "Give the time of setting out, too"
        elif last is not None and minute < last:
            problems[press.field] = f"This is before {words}, {time_words(last)}. Give a later time"
        last, words = minute, press.words.lower()
    return problems
