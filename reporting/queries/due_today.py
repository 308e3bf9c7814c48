"""What is due today besides calls: check-ins that were missed, agencies to tell, steps of absences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from accounts.roles import Permission
from attendance.first_day_steps import Step
from attendance.queries.first_day.agencies import ToTellLine, agencies_to_tell
from attendance.queries.first_day.steps import StepLine, steps_now
from attendance.queries.visits.alarms import AlarmLine, missed_check_ins
from schools.access import Rights
from schools.queries.school_days import SchoolDayNow
from schools.wording import count_words, time_words

# The call list shows by itself whom to text, ring and ask.
OF_THE_CALL_LIST = {Step.TEXT.value, Step.CALLS.value, Step.SIBLINGS.value}
MOST_LINES = 8


@dataclass(frozen=True)
class DueLine:
    """One thing to do: by when, what, and about whom. `tone` is "due" once its time has passed."""

    when: str
    title: str
    words: str
    url: str
    tone: str = ""


@dataclass(frozen=True)
class DueToday:
    """The first lines, the loudest first, how many there are in all, and where all of them stand."""

    lines: list[DueLine]
    count: int
    overdue: int
    url: str

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.lines)

    @property
    def words(self) -> str:
        """How many: "6, 2 overdue"."""
        return f"{self.count}, {self.overdue} overdue" if self.overdue else str(self.count)


def due_today(rights: Rights, day: SchoolDayNow) -> DueToday:
    """What this person is asked to do today besides calling: five statements at most.

    Without a school day only the missed check-ins of visits are told.
    """
    lines = [_alarm(alarm) for alarm in missed_check_ins(rights, day.moment.now)]
    if not day.problem and rights.reaches_people(Permission.FIRST_DAY_WORK):
        if rights.reaches_people(Permission.PROTECTED_FACTS_VIEW):
            lines += _agencies(agencies_to_tell(rights, day))
        steps = [step for step in steps_now(rights, day) if step.key not in OF_THE_CALL_LIST]
        lines += [_step(rights, step) for step in sorted(steps, key=lambda step: not step.is_overdue)]
    return DueToday(
        lines=lines[:MOST_LINES],
        count=len(lines),
        overdue=sum(line.tone == "due" for line in lines),
        url=reverse("steps", args=[rights.school.slug]),
    )


def _alarm(alarm: AlarmLine) -> DueLine:
    return DueLine(time_words(alarm.check_in_by), alarm.words, alarm.more, alarm.url, tone="due")


def _agencies(found: Sequence[ToTellLine]) -> list[DueLine]:
    """One line for each pupil while they are few; each is due on the day (domain: same day)."""
    return [
        DueLine("Today", f"Tell the {line.whom}", f"{line.name} {line.group}, unexplained absence", line.url)
        for line in found
    ]


def _step(rights: Rights, step: StepLine) -> DueLine:
    about = f"{step.name} {step.group}, day {step.day}"
    with_whom = f". With {step.with_whom}" if step.with_whom else ""
    return DueLine(
        when=step.due_words,
        title=step.title,
        words=f"{about}{with_whom}",
        url=step.act_url or reverse("steps", args=[rights.school.slug]),
        tone="due" if step.is_overdue else "",
    )


def overdue_words(due: DueToday) -> str:
    """The note of the figure: "2 overdue"; how many things where none is."""
    return f"{due.overdue} overdue" if due.overdue else count_words(due.count, "thing") + " to do"
