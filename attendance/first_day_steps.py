"""What a school does about an absence, hour by hour and day by day (pure).

The steps are worked out anew from what is known: the calendar, the marks, the calls, the texts, the
decisions, the clock. Nothing is stored ahead, so that no holiday, dead job or absent colleague can lose one;
what people did stands in rows of its own. *Working together to improve school attendance*: contact on the
first day of absence, and while it goes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from accounts.roles import Permission
from attendance.lessons import instant

# Also whom an absence is with that is nobody's in particular.
OFFICE = "Attendance office"
PASTORAL = "Pastoral lead"
LEAD = "Safeguarding lead"


class Step(StrEnum):
    """A step, by the name under which it is stored once somebody did it."""

    REGISTER = "register"
    TEXT = "text"
    CALLS = "calls"
    SIBLINGS = "siblings"
    DECISION = "decision"
    HAND_OVER = "hand_over"
    LETTER = "letter"
    VISIT = "visit"
    REVIEW = "review"
    AUTHORITY = "authority"
    GROUND = "ground"

    @property
    def kind(self) -> StepKind:
        """Its words, whose it is, and the right that does it."""
        return KINDS[self]


@dataclass(frozen=True, slots=True)
class StepKind:
    """The words of a step, whose it is, and the right that does it.

    `takes_words`: done by a line of words; the others are done by an act of their own alone.
    """

    title: str
    whose: str
    right: Permission
    takes_words: bool = True


KINDS: Mapping[Step, StepKind] = {
    Step.REGISTER: StepKind("Ask for the register", OFFICE, Permission.FIRST_DAY_WORK, takes_words=False),
    Step.TEXT: StepKind("Text the family", OFFICE, Permission.FIRST_DAY_WORK),
    Step.CALLS: StepKind("Try every contact", OFFICE, Permission.FIRST_DAY_WORK),
    Step.SIBLINGS: StepKind("Ask siblings and friends", OFFICE, Permission.FIRST_DAY_WORK),
    Step.DECISION: StepKind("Decide what happens now", LEAD, Permission.ESCALATION_DECIDE, takes_words=False),
    Step.HAND_OVER: StepKind("Hand over", OFFICE, Permission.FIRST_DAY_WORK, takes_words=False),
    Step.LETTER: StepKind("Write to the family", OFFICE, Permission.FIRST_DAY_WORK),
    Step.VISIT: StepKind("Visit the home", PASTORAL, Permission.VISIT_WORK),
    Step.REVIEW: StepKind("Review with safeguarding", LEAD, Permission.CASE_READ),
    Step.AUTHORITY: StepKind("Tell the local authority", OFFICE, Permission.MISSING_REFER),
    Step.GROUND: StepKind("Look at ground (i) with the authority", OFFICE, Permission.MISSING_REFER),
}
# One each day; the others come once in an absence and stay until they are done.
OF_THE_MORNING = (Step.TEXT, Step.CALLS, Step.SIBLINGS, Step.DECISION)
OF_A_DAY = (Step.REGISTER, *OF_THE_MORNING, Step.HAND_OVER)


@dataclass(frozen=True, slots=True)
class Plan:
    """The times and days of a school's steps, as its dated values say. Days count school days from 1."""

    cut_off: time
    calls_by: time
    siblings_by: time
    lead_told_at: time
    hand_over_at: time
    repeat_day: int
    visit_day: int
    visit_day_at_risk: int
    review_day: int
    authority_day: int
    ground_day: int

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Plan:
        """The plan of the values in force, by the keys of `PLAN_KEYS`."""
        return cls(*(values[key] for key in PLAN_KEYS))

    def day_of(self, step: Step, *, at_risk: bool) -> int:
        """The school day of the absence on which a step that comes once is due."""
        return {
            Step.LETTER: self.repeat_day,
            Step.VISIT: self.visit_day_at_risk if at_risk else self.visit_day,
            Step.REVIEW: self.review_day,
            Step.AUTHORITY: self.authority_day,
            Step.GROUND: self.ground_day,
        }[step]

    def time_of(self, step: Step) -> time:
        """The wall time by which a step is due on its day; what has no time of its own, by the hand-over."""
        times = {
            Step.TEXT: self.cut_off,
            Step.CALLS: self.calls_by,
            Step.SIBLINGS: self.siblings_by,
            Step.DECISION: self.lead_told_at,
        }
        return times.get(step, self.hand_over_at)


PLAN_KEYS = (
    "first_day.cut_off",
    "first_day.calls_by",
    "first_day.siblings_by",
    "first_day.lead_told_at",
    "first_day.hand_over_at",
    "absence.repeat_day",
    "absence.visit_day",
    "absence.visit_day_at_risk",
    "absence.review_day",
    "absence.authority_day",
    "absence.ground_day",
)


@dataclass(frozen=True, slots=True)
class AbsenceFacts:
    """What is known of one pupil's absence.

    `days` are its school days in order, the first the first. `known_late` is the close of this afternoon's
    register where the absence began with it. `unmarked_since` is the close of the last register where that
    brought no mark: nobody yet said that the pupil is away. `texted`, `tried` (every contact), `reached` and
    `reached_contact` (an adult of the contacts, whom a name that was typed is not) speak of today,
    `ever_reached`, `written` and `visited` of the whole absence; a visit still to come counts. `is_told`:
    somebody told the safeguarding lead. `decided`: the lead decided today, a wait or a visit is still to
    come, or the child was seen at home today; `wait_over` is the time to which the lead waited, once it has
    passed. `done` are steps done in words, each with the day on which it was due.
    """

    days: tuple[date, ...]
    is_unexplained: bool = True
    is_at_risk: bool = False
    known_late: datetime | None = None
    unmarked_since: datetime | None = None
    texted: bool = False
    tried: bool = False
    reached: bool = False
    reached_contact: bool = False
    ever_reached: bool = False
    written: bool = False
    visited: bool = False
    is_told: bool = False
    decided: bool = False
    wait_over: datetime | None = None
    handed_over: bool = False
    done: frozenset[tuple[date, str]] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class StepDue:
    """One step of one pupil: the day and the instant by which it is due, and whether it is done."""

    key: Step
    due_on: date
    due_at: datetime
    is_done: bool

    @property
    def title(self) -> str:
        """Its words."""
        return self.key.kind.title

    @property
    def role_words(self) -> str:
        """Whose it is."""
        return self.key.kind.whose


def steps_due(plan: Plan, facts: AbsenceFacts, now: datetime) -> list[StepDue]:
    """The steps of today, and those of earlier days of the absence that wait: done ones too, by their time.

    An absence that is explained has none, and a day on which the school does not meet adds none: what is due
    then comes on the next school day, because the days of an absence are school days.
    """
    today = now.date()
    steps = [
        StepDue(step, on, _due_at(plan, facts, step, on, today), _is_done(facts, step, on))
        for step, on in (*_once(plan, facts, today), *_of_today(plan, facts, today))
    ]
    return sorted(steps, key=lambda step: (step.due_at, list(Step).index(step.key)))


def steps_to_come(plan: Plan, facts: AbsenceFacts, next_day: date, now: datetime) -> list[StepDue]:
    """What is due on the next school day if nothing changes until then."""
    tomorrow = replace(
        facts,
        days=(*facts.days, next_day),
        known_late=None,
        unmarked_since=None,
        texted=False,
        tried=False,
        reached=False,
        reached_contact=False,
        decided=False,
        wait_over=None,
        handed_over=False,
    )
    then = instant(next_day, now.time())
    return [step for step in steps_due(plan, tomorrow, then) if not step.is_done]


def _of_today(plan: Plan, facts: AbsenceFacts, today: date) -> list[tuple[Step, date]]:
    """The steps that each day of an absence without a reason has.

    After a family was reached it is left in peace until the day of the repeat. While nobody has marked the
    pupil, the register is asked for, and no family.
    """
    if not facts.is_unexplained or today not in facts.days:
        return []
    day = facts.days.index(today) + 1
    rings = day == 1 or day >= plan.repeat_day or facts.reached or not facts.ever_reached
    asks_round = not facts.ever_reached or facts.reached
    is_marked = facts.unmarked_since is None
    wanted = {
        Step.REGISTER: not is_marked,
        Step.TEXT: is_marked and rings,
        Step.CALLS: is_marked and rings,
        Step.SIBLINGS: is_marked and asks_round,
        Step.DECISION: facts.is_at_risk or facts.is_told,
        Step.HAND_OVER: True,
    }
    return [(step, today) for step in OF_A_DAY if wanted[step]]


def _once(plan: Plan, facts: AbsenceFacts, today: date) -> list[tuple[Step, date]]:
    """The steps that come on one school day of an absence and wait until they are done.

    An absence without authority (O, G) has a reason or none, and still goes to the authority.
    """
    unexplained = (Step.LETTER, Step.VISIT, Step.REVIEW) if facts.is_unexplained else ()
    found = []
    for step in (*unexplained, Step.AUTHORITY, Step.GROUND):
        day = plan.day_of(step, at_risk=facts.is_at_risk)
        if len(facts.days) >= day and facts.days[day - 1] <= today:
            found.append((step, facts.days[day - 1]))
    return found


def _due_at(plan: Plan, facts: AbsenceFacts, step: Step, on: date, today: date) -> datetime:
    """The instant by which a step is due: its wall time on that day, in summer and in winter.

    Where the absence began with the afternoon, the times of the morning run from its register's close.
    """
    if step is Step.REGISTER and facts.unmarked_since is not None:
        return facts.unmarked_since
    due_at = instant(on, plan.time_of(step))
    if step is Step.DECISION and facts.wait_over is not None:
        return max(due_at, facts.wait_over)
    if facts.known_late is None or on != today or step not in OF_THE_MORNING:
        return due_at
    return max(due_at, facts.known_late + (due_at - instant(on, plan.cut_off)))


def _is_done(facts: AbsenceFacts, step: Step, on: date) -> bool:
    """Whether the facts, or somebody's words, show a step as done."""
    shown = {
        Step.TEXT: facts.texted or facts.reached,
        Step.CALLS: facts.tried or facts.reached,
        Step.SIBLINGS: facts.reached,
        Step.DECISION: facts.decided or (facts.reached_contact and not facts.is_told),
        Step.HAND_OVER: facts.handed_over,
        Step.LETTER: facts.written,
        Step.VISIT: facts.visited or facts.ever_reached,
    }
    in_words = step.kind.takes_words and (on, step.value) in facts.done
    return in_words or shown.get(step, False)
