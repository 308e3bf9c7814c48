"""Where a pupil stands of whom the safeguarding lead was told: what the lead is asked now. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

WAIT, VISIT = "wait", "visit"
# Others look for the child then, and somebody of the school asks them on the next day.
WITH_OTHERS = ("police", "social_care")
# Nobody waits longer for a child than this without looking again.
LONGEST_WAIT = timedelta(days=14)


class State(StrEnum):
    """What is asked of the safeguarding lead."""

    DECIDE = "decide"
    WAITING = "waiting"
    BACK = "back"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one open escalation.

    `is_explained`: a mark made since says where the pupil is, or why not here. `is_back`: a pupil at risk
    was signed in at the desk since the lead last looked. `decision` is the last one, empty before the first.
    The visit facts are of visits since that decision: `visit_due` of one that is
    planned, `was_seen` of the last that was written down, None where none was.
    """

    is_explained: bool = False
    is_back: bool = False
    decision: str = ""
    decided_on: date | None = None
    until_at: datetime | None = None
    visit_due: datetime | None = None
    was_seen: bool | None = None


def state_of(standing: Standing, *, now: datetime) -> State:
    """Whether the lead must decide, a decision runs, the pupil is back, or nothing is left to decide.

    The police and children's social care are asked again on the next day, as long as nobody has seen or
    explained the pupil. A wait ends with its time. A visit ends with what was written of it; one that nobody
    planned, or whose time went by, is asked about again on the next day.
    """
    if standing.is_explained or standing.was_seen:
        return State.BACK if standing.is_back else State.SETTLED
    if standing.decision == WAIT and standing.until_at is not None and now < standing.until_at:
        return State.WAITING
    if standing.decision in WITH_OTHERS and standing.decided_on == now.date():
        return State.WAITING
    if standing.decision == VISIT and standing.was_seen is None and _is_to_come(standing, now):
        return State.WAITING
    return State.DECIDE


def _is_to_come(standing: Standing, now: datetime) -> bool:
    is_planned = standing.visit_due is not None and standing.visit_due.date() >= now.date()
    return is_planned or standing.decided_on == now.date()


def wait_problem(until_at: datetime | None, *, now: datetime) -> str:
    """Why nobody may wait until then, as a sentence; empty where they may."""
    if until_at is None:
        return "Say until when to wait"
    if until_at <= now:
        return "Give a time that is still to come"
    if until_at - now > LONGEST_WAIT:
        return "Wait at most two weeks. You can wait again then"
    return ""
