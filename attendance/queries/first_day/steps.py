"""What is due for each absence now: whose it is, with whom, and what does it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.roles import Permission
from attendance.first_day_steps import Step, StepDue, steps_due
from attendance.queries.first_day.absence_facts import AbsencesNow, AbsentPupil, absences_now
from schools.access import Rights
from schools.queries.school_days import SchoolDayNow
from schools.wording import short_day_words, time_words

MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of one pupil that is not done. `takes_words`: this person may say in words that it is."""

    pupil_id: int
    name: str
    url: str
    group: str
    day: int
    key: str
    title: str
    due_on: str
    due_at: datetime
    due_words: str
    is_overdue: bool
    whose: str
    with_whom: str
    hand_words: str
    takes_words: bool


@dataclass(frozen=True, slots=True)
class StepGroup:
    """The steps due at one time: "Overdue", "Due by 10:00". `more` are not shown."""

    key: str
    title: str
    lines: list[StepLine]
    count: int
    is_overdue: bool

    @property
    def more(self) -> int:
        """How many lines are not shown."""
        return self.count - len(self.lines)


@dataclass(frozen=True, slots=True)
class StepCount:
    """How many steps wait, and how many of them are overdue."""

    waiting: int
    overdue: int


def steps_now(rights: Rights, day: SchoolDayNow) -> list[StepLine]:
    """The steps that are not done, by their time: three statements. For the safeguarding lead, theirs first.

    The hand-over of a day is one list for all (`hand_over`), so it stands in no line here.
    """
    return lines_of(rights, absences_now(rights, day), now=day.moment.now)


def steps_count(rights: Rights, day: SchoolDayNow) -> StepCount:
    """How many steps wait for the pupils within reach: three statements."""
    lines = steps_now(rights, day)
    return StepCount(len(lines), sum(line.is_overdue for line in lines))


def lines_of(rights: Rights, found: AbsencesNow, *, now: datetime) -> list[StepLine]:
    """The lines of absences that were read."""
    lines = [
        _line(rights, pupil, step, now)
        for pupil in found.pupils
        for step in steps_due(found.plan, pupil.facts, now)
        if not step.is_done and step.key is not Step.HAND_OVER
    ]
    decides = rights.reaches_people(Permission.ESCALATION_DECIDE)
    return sorted(lines, key=lambda line: (decides and line.key != Step.DECISION, line.due_at, line.name))


def step_groups(lines: Iterable[StepLine], *, now: datetime) -> list[StepGroup]:
    """The lines under their times: overdue ones first, then each time of today."""
    held: dict[str, list[StepLine]] = {}
    for line in lines:
        held.setdefault("overdue" if line.is_overdue else time_words(line.due_at), []).append(line)
    return [
        StepGroup(
            key=key.replace(":", ""),
            title="Overdue" if key == "overdue" else f"Due by {key}",
            lines=held[key][:MOST_LINES],
            count=len(held[key]),
            is_overdue=key == "overdue",
        )
        for key in sorted(held, key=lambda key: (key != "overdue", key))
    ]


def _line(rights: Rights, pupil: AbsentPupil, step: StepDue, now: datetime) -> StepLine:
    kind = step.key.kind
    at = time_words(step.due_at)
    return StepLine(
        pupil_id=pupil.pupil_id,
        name=pupil.name,
        url=pupil.url,
        group=pupil.group,
        day=pupil.day,
        key=step.key.value,
        title=kind.title,
        due_on=step.due_on.isoformat(),
        due_at=step.due_at,
        due_words=at if step.due_at.date() == now.date() else f"{short_day_words(step.due_at.date())}, {at}",
        is_overdue=step.due_at < now,
        whose=kind.whose,
        with_whom=pupil.with_whom,
        hand_words=pupil.hand_words,
        takes_words=kind.takes_words and rights.reaches_people(kind.right),
    )
