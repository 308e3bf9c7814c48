"""What is due for each absence now: whose it is, with whom, and what does it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from accounts.roles import Permission
from attendance.first_day_steps import OFFICE, Step, StepDue, steps_due
from attendance.queries.first_day.absence_facts import AbsencesNow, AbsentPupil, absences_now
from attendance.queries.row_links import row_links
from schools.access import Rights
from schools.queries.school_days import SchoolDayNow
from schools.wording import short_day_words, time_words

MOST_PUPILS = 60
OVERDUE = "overdue"
# The panel of the pupil's family is where these are done.
RUNG = (Step.TEXT, Step.CALLS, Step.SIBLINGS)


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of one pupil that is not done. `act_url` leads to the act that does it, where there is one.

    `takes_words`: this person may also say in words that it is done.
    """

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
    act_words: str
    act_url: str
    takes_words: bool

    @property
    def of_others(self) -> str:
        """Whose it is, where that is not the office that works through the list."""
        return "" if self.whose == OFFICE else self.whose

    @property
    def step_value(self) -> str:
        """What a form says of the step: its name, and the day on which it was due."""
        return f"{self.key} {self.due_on}"


@dataclass(frozen=True, slots=True)
class PupilSteps:
    """The steps of one pupil, the earliest first, and the acts that do them, each once."""

    lines: list[StepLine]

    @property
    def head(self) -> StepLine:
        """The step that is due first."""
        return min(self.lines, key=lambda line: line.due_at)

    @property
    def acts(self) -> list[tuple[str, str]]:
        """Words and addresses of the acts."""
        acts = {line.act_url: line.act_words for line in reversed(self.lines) if line.act_url}
        return [(words, url) for url, words in reversed(acts.items())]

    @property
    def in_words(self) -> list[StepLine]:
        """Those that may be done in words."""
        return [line for line in self.lines if line.takes_words]


@dataclass(frozen=True, slots=True)
class StepGroup:
    """The pupils whose first step is due at one time: "Overdue", "Due by 10:00"; `count` of them in all."""

    key: str
    title: str
    pupils: list[PupilSteps]
    count: int
    is_overdue: bool

    @property
    def more(self) -> int:
        """How many pupils are not shown."""
        return self.count - len(self.pupils)


def steps_now(rights: Rights, day: SchoolDayNow) -> list[StepLine]:
    """The steps that are not done, by their time: three statements. For the safeguarding lead, theirs first.

    The hand-over of a day is one list for all (`hand_over`), so it stands in no line here.
    """
    return lines_of(rights, absences_now(rights, day), now=day.moment.now)


def lines_of(rights: Rights, found: AbsencesNow, *, now: datetime) -> list[StepLine]:
    """The lines of absences that were read; whom nobody has marked come after those who are away."""
    lines = [
        _line(rights, pupil, step, now)
        for pupil in found.pupils
        for step in steps_due(found.plan, pupil.facts, now)
        if not step.is_done and step.key is not Step.HAND_OVER
    ]
    decides = rights.reaches_people(Permission.ESCALATION_DECIDE)
    return sorted(
        lines,
        key=lambda line: (
            decides and line.key != Step.DECISION,
            line.key == Step.REGISTER,
            line.due_at,
            line.name,
        ),
    )


def step_groups(lines: Iterable[StepLine]) -> list[StepGroup]:
    """The lines by pupil, under the time of the pupil's first step: overdue ones, then each time of today."""
    by_pupil: dict[int, list[StepLine]] = {}
    for line in lines:
        by_pupil.setdefault(line.pupil_id, []).append(line)
    held: dict[str, list[PupilSteps]] = {}
    for found in by_pupil.values():
        pupil = PupilSteps(found)
        key = OVERDUE if pupil.head.is_overdue else time_words(pupil.head.due_at)
        held.setdefault(key, []).append(pupil)
    return [
        StepGroup(
            key=key.replace(":", ""),
            title="Overdue" if key == OVERDUE else f"Due by {key}",
            pupils=held[key][:MOST_PUPILS],
            count=len(held[key]),
            is_overdue=key == OVERDUE,
        )
        for key in sorted(held, key=lambda key: (key != OVERDUE, key))
    ]


def _line(rights: Rights, pupil: AbsentPupil, step: StepDue, now: datetime) -> StepLine:
    kind = step.key.kind
    at = time_words(step.due_at)
    words, url = _act(rights, pupil, step.key)
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
        act_words=words,
        act_url=url,
        takes_words=kind.takes_words and rights.reaches_people(kind.right),
    )


def _act(rights: Rights, pupil: AbsentPupil, step: Step) -> tuple[str, str]:
    """The words and the address of the act that does a step; empty where words alone do it."""
    links = row_links(rights, pupil.pupil_id)
    if step is Step.REGISTER:
        return "Registers", reverse("registers", args=[rights.school.slug])
    if step in RUNG:
        return "Call", links.call
    if step is Step.DECISION and rights.reaches_people(Permission.ESCALATION_DECIDE):
        return "Decide", reverse("escalation", args=[rights.school.slug, pupil.pupil_id])
    if step is Step.DECISION and rights.reaches_people(Permission.ESCALATION_RAISE):
        return ("", "") if pupil.facts.is_told else ("Tell the DSL", links.tell)
    if step is Step.VISIT and rights.reaches_people(Permission.VISIT_WORK):
        return "Plan a visit", links.visit
    return "", ""
