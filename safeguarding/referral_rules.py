"""Referrals to agencies: lawful bases, when an answer is due, and what may follow what (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from schools.bank_holidays import bank_holidays_of

CHASED, ANSWERED, ESCALATED, ENDED = "chased", "answered", "escalated", "ended"
AWAITING = "awaiting"
SATURDAY = 5
# UK GDPR article 6 with the condition of the Data Protection Act 2018 that special categories need; consent
# is not the basis where a child is at risk (Working Together 2026, information sharing).
LAWFUL_BASES = (
    ("safeguarding", "Public task; safeguarding of children (DPA 2018, Sch 1 para 18)"),
    ("legal", "Legal obligation (Children Act 1989, s47 or another duty)"),
    ("vital", "Vital interests: life or health in danger"),
    ("crime", "Prevention or detection of crime (DPA 2018, Sch 2 para 2)"),
    ("consent", "Consent: early help that the family agreed to"),
)
AGENCIES = (
    "Children’s social care",
    "Police",
    "Early help or Family Help",
    "Child and adolescent mental health services",
    "Prevent (Channel)",
    "National Referral Mechanism",
    "School nurse or health visitor",
    "NSPCC",
)
BASIS_WORDS = dict(LAWFUL_BASES)


@dataclass(frozen=True, slots=True)
class Followed:
    """One step after a referral, as the rules see it."""

    kind: str
    answer_due_at: datetime | None = None


def working_days_after(at: datetime, days: int) -> datetime:
    """The same time of day so many working days of England later; weekends and bank holidays do not count."""
    end = at
    while days > 0:
        end += timedelta(days=1)
        days -= is_working_day(end)
    return end


def is_working_day(at: datetime) -> bool:
    """Whether the day of an instant is neither of a weekend nor a bank holiday."""
    closed = {day for day, _ in bank_holidays_of(at.year)}
    return at.weekday() < SATURDAY and at.date() not in closed


def state_of(steps: Iterable[Followed]) -> str:
    """Where a referral stands after its steps in order: awaiting an answer, answered or ended."""
    kinds = [step.kind for step in steps]
    if ENDED in kinds:
        return ENDED
    # Whoever chases or escalates after an answer waits for another.
    return ANSWERED if kinds and kinds[-1] == ANSWERED else AWAITING


def due_after(first: datetime | None, steps: Iterable[Followed]) -> datetime | None:
    """When an answer is due: as the newest step that names a time says, else as the referral said."""
    named = [step.answer_due_at for step in steps if step.answer_due_at is not None]
    return named[-1] if named else first


def step_problem(kind: str, words: str, steps: Iterable[Followed]) -> str | None:
    """Why a step cannot be added, as a sentence, or None where it can."""
    if state_of(steps) == ENDED:
        return "This referral has ended. Make another one"
    if not words.strip():
        return "Say what was said, and by whom"
    if kind not in (CHASED, ANSWERED, ESCALATED, ENDED):
        return "Choose what happened"
    return None
