"""What is due today besides calls: check-ins that were missed, agencies to tell, steps of absences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from accounts.roles import Permission
from attendance.first_day_steps import Step
from attendance.line_evidence import IN_ORDER
from attendance.line_words import title_of
from attendance.lines import LineKind
from attendance.queries.first_day.agencies import ToTellLine, agencies_to_tell
from attendance.queries.first_day.steps import StepLine, steps_now
from attendance.queries.lines.untouched import untouched_lines
from attendance.queries.messages.unsent import Unsent, unsent_now
from attendance.queries.replies.home import RepliesToRead, replies_to_read
from attendance.queries.visits.alarms import AlarmLine, missed_check_ins
from schools.access import Rights
from schools.queries.school_days import SchoolDayNow
from schools.wording import count_words, time_words

# The call list shows by itself whom to text, ring and ask, and which register to ask for.
OF_THE_CALL_LIST = {Step.REGISTER.value, Step.TEXT.value, Step.CALLS.value, Step.SIBLINGS.value}
MOST_LINES, MOST_NAMES = 8, 1


@dataclass(frozen=True)
class DueLine:
    """A thing to do: by when, what, and for whom: so many pupils. `tone` is "due" once its time is past.

    `protected_id` is the pupil of whose protected facts the line tells, None where it tells of none.
    """

    when: str
    title: str
    words: str
    url: str
    tone: str = ""
    count: int = 1
    protected_id: int | None = None


@dataclass(frozen=True)
class DueToday:
    """The first lines, the loudest first, and where all of them stand.

    `count` and `overdue` are of all lines, each step of each pupil for itself.
    """

    lines: list[DueLine]
    more: int
    count: int
    overdue: int
    url: str

    @property
    def words(self) -> str:
        """How many: "6, 2 overdue"."""
        return f"{self.count}, {self.overdue} overdue" if self.overdue else str(self.count)

    @property
    def opened(self) -> list[int]:
        """The pupils of whose protected facts the lines tell."""
        return [line.protected_id for line in self.lines if line.protected_id is not None]


def due_today(rights: Rights, day: SchoolDayNow) -> DueToday:
    """What this person is asked to do today besides calling: seven statements at most.

    Without a school day only the missed check-ins of visits and messages that did not go are told.
    """
    lines = [_alarm(alarm) for alarm in missed_check_ins(rights, day.moment.now)]
    if unsent := unsent_now(rights, on=day.on):
        lines.append(_unsent(unsent))
    if not day.problem and rights.reaches_people(Permission.FIRST_DAY_WORK):
        lines += _replies(rights, replies_to_read(rights))
        if rights.reaches_people(Permission.CASE_WRITE):
            lines += _untouched(rights, untouched_lines(rights))
        if rights.reaches_people(Permission.PROTECTED_FACTS_VIEW):
            lines += _agencies(agencies_to_tell(rights, day))
        steps = [step for step in steps_now(rights, day) if step.key not in OF_THE_CALL_LIST]
        lines += _steps(rights, steps)
    return DueToday(
        lines=lines[:MOST_LINES],
        more=max(0, len(lines) - MOST_LINES),
        count=sum(line.count for line in lines),
        overdue=sum(line.count for line in lines if line.tone == "due"),
        url=reverse("steps", args=[rights.school.slug]),
    )


def _alarm(alarm: AlarmLine) -> DueLine:
    return DueLine(time_words(alarm.check_in_by), alarm.words, alarm.more, alarm.url, tone="due")


def _replies(rights: Rights, found: RepliesToRead) -> list[DueLine]:
    """One line for all answers of families: they are read on one page."""
    if not found.count:
        return []
    words = count_words(found.count, "answer")
    if found.alarms:
        words += f", {found.alarms} thought the child was in school"
    url = reverse("replies", args=[rights.school.slug])
    tone = "due" if found.alarms else ""
    return [DueLine("Now", "Read what families have answered", words, url, tone=tone, count=found.count)]


def _untouched(rights: Rights, found: Mapping[LineKind, int]) -> list[DueLine]:
    """One line for all crossed lines that nobody acted on, the list of which it opens."""
    if not found:
        return []
    words = ", ".join(f"{title_of(kind)} {found[kind]}" for kind in IN_ORDER if kind in found)
    url = reverse("lines", args=[rights.school.slug]) + "?done=nothing"
    title = "Act on lines that absence crossed"
    return [DueLine("Waiting", title, words, url, count=sum(found.values()))]


def _unsent(unsent: Unsent) -> DueLine:
    """One line for all messages that did not go: somebody rings these families now."""
    return DueLine("Now", unsent.title, unsent.words, unsent.url, tone="due", count=unsent.count)


def _agencies(found: Sequence[ToTellLine]) -> list[DueLine]:
    """A line for each pupil: a call of its own, on the day itself."""
    return [
        DueLine(
            "Today",
            f"Tell the {line.whom}",
            f"{line.name} {line.group}, unexplained absence",
            line.url,
            protected_id=line.pupil_id,
        )
        for line in found
    ]


def _steps(rights: Rights, steps: Iterable[StepLine]) -> list[DueLine]:
    """A line for each step and time, the overdue ones first: the same thing for many is one thing to do."""
    held: dict[tuple[str, str], list[StepLine]] = {}
    for step in steps:
        held.setdefault((step.title, step.due_words), []).append(step)
    lines = [_line_of(rights, found) for found in held.values()]
    return sorted(lines, key=lambda line: line.tone != "due")


def _line_of(rights: Rights, steps: Sequence[StepLine]) -> DueLine:
    first = steps[0]
    named = ", ".join(f"{step.name} {step.group}" for step in steps[:MOST_NAMES])
    left_out = len(steps) - MOST_NAMES
    alone = len(steps) == 1
    return DueLine(
        when=first.due_words,
        title=first.title,
        words=f"{named} and {left_out} more" if left_out > 0 else named,
        url=(alone and first.act_url) or reverse("steps", args=[rights.school.slug]),
        tone="due" if first.is_overdue else "",
        count=len(steps),
    )


def overdue_words(due: DueToday) -> str:
    """The note of the figure: "2 overdue", "none overdue"."""
    return f"{due.overdue or 'none'} overdue"
