"""Pupils about whom the safeguarding lead must decide: told by somebody, or brought by the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.roles import Permission
from attendance.codes import code_of
from attendance.escalation_state import WITH_OTHERS, Standing, State, state_of
from attendance.models import Decision
from attendance.queries.first_day.absences import absence_values
from attendance.queries.first_day.escalation_sql import (
    AT_RISK,
    AT_RISK_KINDS,
    OPEN,
    escalation_values,
)
from attendance.queries.first_day.one_absence import at_words, moment_words
from attendance.queries.row_links import visit_url
from schools.access import Rights
from schools.calendar import LONDON, Session
from schools.pupil_flags import Flag, protected_flags
from schools.queries.dated_values import value_of
from schools.queries.reach import reaches
from schools.queries.rows import rows_of
from schools.queries.school_days import SchoolDayNow
from schools.wording import count_words, minutes_words

MOST_LINES = 200
LEAD_TOLD_AT = "first_day.lead_told_at"
# When the desk last signed in these pupils, those at risk alone.
ARRIVED = f"""
SELECT DISTINCT ON (a.pupil_id) a.pupil_id, a.arrived_at, a.signed_at FROM attendance_arrival a
WHERE a.school_id = %(school)s AND a.pupil_id = ANY (%(pupils)s) AND a.undone_at IS NULL AND {AT_RISK}
ORDER BY a.pupil_id, a.signed_at DESC
"""


@dataclass(frozen=True)
class EscalationLine:
    """A pupil about whom the lead decides, waits or has nothing more to decide.

    `escalation_id` is None while the clock alone has brought it. `waited` says how long it has stood.
    `visit_url` plans the visit that was decided, where nobody has planned it.
    """

    escalation_id: int | None
    pupil_id: int
    name: str
    group: str
    days_words: str
    flags: list[Flag]
    raised_words: str
    words: str
    tries_words: str
    waited: str
    state: State
    state_words: str
    url: str
    visit_url: str = ""

    @property
    def needs_decision(self) -> bool:
        """Whether the lead is asked now."""
        return self.state is State.DECIDE

    @property
    def is_settled(self) -> bool:
        """Whether the pupil is back, seen or explained since, and the lead needs not look again."""
        return self.state is State.SETTLED


def lead_told_at(rights: Rights, on: date) -> datetime:
    """The instant of a day at which the clock brings a pupil at risk to the lead: one statement."""
    return datetime.combine(on, value_of(rights.school, LEAD_TOLD_AT, on=on), LONDON)


def open_escalations(
    rights: Rights, day: SchoolDayNow, *, pupil_id: int | None = None, most: int | None = MOST_LINES
) -> list[EscalationLine]:
    """The open escalations within reach, the oldest first, of all pupils or of one: three statements.

    Beside those that somebody raised, the clock brings at `first_day.lead_told_at` every unexplained pupil
    at risk with none of whose contacts anybody has spoken, until a decision of that day. `most` is None for
    all.
    """
    tables, reach = reaches(
        rights, within=Permission.ESCALATION_DECIDE, protected=Permission.PROTECTED_FACTS_VIEW
    )
    told_at = lead_told_at(rights, day.on)
    values = absence_values(rights.school, day) | escalation_values(day) | reach
    values |= {
        "one": pupil_id,
        "told_at": told_at,
        "pm_closes_at": times.closes_at(day.on, Session.PM) if (times := day.moment.times) else told_at,
        "is_time": day.is_school_day and day.moment.now >= told_at,
        "risky": AT_RISK_KINDS,
        "most": most,
    }
    rows = rows_of(f"{tables}{OPEN}", values)
    pupils = {"pupils": [row[1] for row in rows], "on": day.on, "risky": AT_RISK_KINDS}
    arrived = {row[0]: (row[1], row[2]) for row in rows_of(ARRIVED, pupils | {"school": rights.school.pk})}
    return [_line(rights, row, arrived.get(row[1]), day.moment.now) for row in rows]


def _line(
    rights: Rights, row: tuple[Any, ...], arrival: tuple[datetime, datetime] | None, now: datetime
) -> EscalationLine:
    escalation_id, pupil_id, forename, surname, group, days, kinds, words, raised_at, teller, *rest = row
    tries, last_try, unknown_at, code, answered_at, *decided, visit_due, was_seen, visited_at = rest
    arrived_at, signed_at = arrival or (None, None)
    is_back = signed_at is not None and signed_at > (decided[2] or raised_at)
    standing = _standing(code, decided, visit_due, was_seen, is_back=is_back)
    state = state_of(standing, now=now)
    school = rights.school.slug
    return EscalationLine(
        escalation_id=escalation_id,
        pupil_id=pupil_id,
        name=f"{forename} {surname}",
        group=group,
        days_words=f"Day {days}" if days else "",
        flags=protected_flags(kinds),
        raised_words=raised_words(teller, raised_at, on=now.date()),
        words=words,
        tries_words=_tries_words(tries, last_try, unknown_at, now),
        waited=minutes_words((now - raised_at) // timedelta(minutes=1)) if now >= raised_at else "",
        state=state,
        state_words=_state_words(state, standing, decided, (code, answered_at, visited_at, arrived_at), now),
        url=reverse("escalation", args=[school, pupil_id]),
        visit_url=visit_url(school, pupil_id) if _is_unplanned(state, standing) else "",
    )


def _is_unplanned(state: State, standing: Standing) -> bool:
    """Whether the lead decided on a visit that nobody has planned."""
    is_open = state in (State.DECIDE, State.WAITING) and standing.was_seen is None
    return is_open and standing.decision == Decision.VISIT and standing.visit_due is None


def _standing(
    code: int | None,
    decided: list[Any],
    visit_due: datetime | None,
    was_seen: bool | None,
    *,
    is_back: bool,
) -> Standing:
    decision, until_at, decided_at, _ = decided
    return Standing(
        is_explained=code is not None,
        is_back=is_back,
        decision=decision,
        decided_on=timezone.localtime(decided_at).date() if decided_at else None,
        until_at=until_at,
        visit_due=timezone.localtime(visit_due) if visit_due else None,
        was_seen=was_seen,
    )


def raised_words(teller: str, raised_at: datetime, *, on: date) -> str:
    """Who told the lead and when: "Told by Ms Okafor, 10:20", or "By the clock, 11:00"."""
    return f"{f'Told by {teller}' if teller else 'By the clock'}, {moment_words(raised_at, on=on)}"


def _tries_words(tries: int, last_try: datetime | None, unknown_at: datetime | None, now: datetime) -> str:
    if not tries or last_try is None:
        return "Nobody has tried the family"
    words = f"{count_words(tries, 'try', 'tries')}, the last {moment_words(last_try, on=now.date())}"
    if unknown_at is None:
        return words
    spoke = at_words(unknown_at, on=now.date())
    return f"{words}. The school spoke {spoke} to somebody who is not among the contacts"


def _state_words(
    state: State, standing: Standing, decided: list[Any], answer: tuple[Any, ...], now: datetime
) -> str:
    decision, until_at, decided_at, by = decided
    code, answered_at, visited_at, arrived_at = answer
    on = now.date()
    if state is State.BACK and standing.is_explained:
        return f"Arrived {moment_words(arrived_at, on=on)}, {code_of(code).letter}. Say whether they are safe"
    if standing.is_explained:
        letter = code_of(code).letter
        return f"Marked {letter} at {moment_words(answered_at, on=on)}"
    if standing.was_seen is not None:
        seen = "Seen" if standing.was_seen else "Not seen"
        return f"{seen} at home, written down {moment_words(visited_at, on=on)}"
    if not decision:
        return ""
    words = decision_words(decision, by, decided_at, until_at, on=on)
    if decision == Decision.VISIT and standing.visit_due is not None:
        return f"{words}, planned for {moment_words(standing.visit_due, on=on)}"
    if decision == Decision.VISIT:
        return f"{words}. Nobody has planned it yet"
    if state is not State.DECIDE:
        return words
    return f"{words}. {'Not seen or explained since' if decision in WITH_OTHERS else 'That time has come'}"


def decision_words(
    decision: str, by: str, decided_at: datetime, until_at: datetime | None, *, on: date
) -> str:
    """A decision as a sentence: "Mr Reid decided at 11:04: wait until 14:00"."""
    label = str(Decision(decision).label)
    until = f" {moment_words(until_at, on=on)}" if until_at else ""
    return f"{by} decided {at_words(decided_at, on=on)}: {label[0].lower()}{label[1:]}{until}"
