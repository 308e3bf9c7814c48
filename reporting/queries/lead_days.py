"""Today for the safeguarding lead: what to decide, who is at risk and absent, whom nobody has seen."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from attendance.queries.first_day.call_list import CallList
from attendance.queries.first_day.escalations import EscalationLine, open_escalations
from attendance.queries.first_day.unseen import UnseenPupils, unseen_page
from attendance.queries.lines.told import ToldLines, told_lines
from attendance.queries.messages.silence import Silence
from attendance.queries.visits.lists import VisitPart, visit_list
from reporting.queries.due_today import DueToday, due_today, overdue_words
from reporting.queries.movement_panels import MovementPanel, movement_panel
from reporting.queries.officer_days import call_words, day_line
from reporting.tiles import Tile
from safeguarding.queries.clocks import ConcernCount, count_new
from schools.access import Rights
from schools.queries.school_days import SchoolDayNow
from schools.wording import count_words, day_words, time_words

UNDER_THE_EYE = ("alarms", "under-way", "overdue", "today")


@dataclass(frozen=True)
class LeadToday:
    """The first page of a safeguarding lead. `calls` are those of priority 1."""

    date_words: str
    line: str
    as_of: str
    day_problem: str
    tiles: list[Tile]
    decide: list[EscalationLine]
    waiting: list[EscalationLine]
    calls: CallList | None
    call_words: str
    none_first: str
    unseen: UnseenPupils
    visits: list[VisitPart]
    due: DueToday
    stopped: Silence | None
    lines_told: ToldLines
    movement: MovementPanel | None
    concerns: ConcernCount

    @property
    def opened(self) -> list[int]:
        """The pupils of whose protected facts the page tells beside the calls."""
        told = [line.pupil_id for line in (*self.decide, *self.waiting) if line.flags]
        return [*told, *self.due.opened]


def lead_today(
    rights: Rights, day: SchoolDayNow, calls: CallList | None, stopped: Silence | None, *, with_course: bool
) -> LeadToday:
    """The decisions, the pupils at risk, the unseen and the visits of today: twenty statements at most."""
    told = [line for line in open_escalations(rights, day) if not line.is_settled]
    decide = [line for line in told if line.needs_decision]
    unseen = unseen_page(rights, day)
    due = due_today(rights, day)
    parts = visit_list(rights, at=day.moment.now).parts
    visits = [part for part in parts if part.key in UNDER_THE_EYE and part.lines]
    return LeadToday(
        date_words=day_words(day.on),
        line=day_line(day),
        as_of=time_words(day.moment.now),
        day_problem=day.problem,
        tiles=_tiles(rights, decide, calls, unseen, visits, due),
        decide=decide,
        waiting=[line for line in told if not line.needs_decision],
        calls=calls,
        call_words=call_words(calls),
        none_first=day.moment.opening_words() or "No pupil of priority 1 is absent without a reason.",
        unseen=unseen,
        visits=visits,
        due=due,
        stopped=stopped,
        lines_told=told_lines(rights),
        movement=movement_panel(rights, on=day.on, with_course=with_course),
        concerns=count_new(rights.school, at=day.moment.now),
    )


def _tiles(
    rights: Rights,
    decide: list[EscalationLine],
    calls: CallList | None,
    unseen: UnseenPupils,
    visits: list[VisitPart],
    due: DueToday,
) -> list[Tile]:
    first = calls.first_priority if calls else 0
    absent = count_words(calls.unexplained if calls else 0, "pupil")
    rung = count_words(calls.calls if calls else 0, "call")
    today = sum(len(part.lines) for part in visits)
    return [
        Tile(str(len(decide)), "To decide", "by staff or by the clock", tone=_due(decide), href="#decide"),
        Tile(str(first), "Priority 1", f"of {rung} about {absent}", tone=_due(first), href="#calls"),
        Tile(
            str(unseen.count),
            "Not seen",
            f"for {unseen.least} school days or more",
            tone=_due(unseen.count),
            href=reverse("unseen", args=[rights.school.slug]),
        ),
        Tile(str(today), "Visits today", "planned, under way or overdue", href="#visits"),
        Tile(str(due.count), "Due today", overdue_words(due), tone=_due(due.overdue), href="#due"),
    ]


def _due(found: object) -> str:
    return "due" if found else ""
