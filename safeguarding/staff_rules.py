"""Concerns about adults who work in the school: of which kind, how far, and when the LADO is told (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from safeguarding.referral_rules import working_days_after

ALLEGATION, LOW_LEVEL = "allegation", "low_level"
ACKNOWLEDGED, KIND, LADO, DECIDED, REPLY, CLOSED = (
    "acknowledged",
    "kind",
    "lado",
    "decided",
    "reply",
    "closed",
)
# KCSIE, part four: the local authority designated officer is told within one working day.
LADO_DAYS = 1
WORDS_WANTED = frozenset({KIND, LADO, DECIDED, REPLY, CLOSED})


@dataclass(frozen=True, slots=True)
class StaffStep:
    """One step with a concern about an adult, as the rules see it."""

    kind: str
    at: datetime
    new_kind: str = ""


def kind_of(said: str, steps: Iterable[StaffStep]) -> str:
    """Of which kind a concern is: as its reader said last, else as its writer did."""
    changed = [step.new_kind for step in steps if step.kind == KIND]
    return changed[-1] if changed else said


def state_of(steps: Iterable[StaffStep]) -> str:
    """How far a concern is, as its writer may know: new, open or closed."""
    kinds = {step.kind for step in steps}
    if CLOSED in kinds:
        return "closed"
    return "open" if kinds - {REPLY} else "new"


def lado_due(said: str, recorded_at: datetime, steps: Iterable[StaffStep]) -> datetime | None:
    """By when the LADO must be told: a working day from when it was an allegation; None where they were."""
    taken = list(steps)
    if kind_of(said, taken) != ALLEGATION or any(step.kind == LADO for step in taken):
        return None
    became = [step.at for step in taken if step.kind == KIND]
    return working_days_after(became[-1] if became else recorded_at, LADO_DAYS)


def step_problem(step: str, words: str, said: str, steps: Iterable[StaffStep]) -> str | None:
    """Why a step cannot be added, as a sentence, or None where it can."""
    taken = list(steps)
    if state_of(taken) == "closed":
        return "This concern is closed"
    if step in WORDS_WANTED and not words.strip():
        return "Say what was decided or said, and why"
    if step == ACKNOWLEDGED and any(one.kind == ACKNOWLEDGED for one in taken):
        return "This concern is acknowledged already"
    if step == CLOSED and all(one.kind != DECIDED for one in taken):
        return "Write down what was decided before you close it"
    if step == CLOSED and kind_of(said, taken) == ALLEGATION and all(one.kind != LADO for one in taken):
        return "Tell the LADO first, or say that it is a low-level concern"
    return None
