"""The messages of today as running work: how many have gone, and how many did not."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from accounts.roles import Permission
from attendance.queries.messages.parts import HAS_NOT_LEFT, IS_STOPPED, TO_RING, fault_values
from schools.access import Rights
from schools.models import MessageKind, MessageState
from schools.queries.reach import reaches
from schools.queries.rows import rows_of
from schools.queries.work import WorkLine, add_work
from schools.wording import count_words

# A line for each kind, with when it began while some wait, and when the last one ended after that. What goes
# to staff is counted for who sends for the whole school.
RUNS = f"""
SELECT m.kind, count(*),
       count(*) FILTER (WHERE m.state = '{MessageState.QUEUED.value}'),
       count(*) FILTER (WHERE {HAS_NOT_LEFT}),
       count(*) FILTER (WHERE {TO_RING}),
       count(*) FILTER (WHERE m.state IN ('{MessageState.SENT.value}', '{MessageState.DELIVERED.value}')),
       CASE WHEN bool_or(m.state = '{MessageState.QUEUED.value}') THEN min(m.queued_at)
            ELSE max(coalesce(m.sent_at, m.ended_at, m.queued_at)) END,
       {IS_STOPPED}
FROM schools_message m
WHERE m.school_id = %(school)s AND m.date = %(on)s
  AND (m.pupil_id IN (SELECT id FROM seen) OR (m.pupil_id IS NULL AND %(to_staff)s))
GROUP BY m.kind ORDER BY m.kind
"""
TITLES = {
    MessageKind.FIRST_DAY: "Messages about absences of today",
    MessageKind.REMINDER: "Reminders about absences",
    MessageKind.BULLETIN: "Mail to staff about the bulletin",
}


def message_runs(rights: Rights, now: datetime) -> list[WorkLine]:
    """A line for each kind of message of today: one statement, none for who sends none."""
    if not rights.reaches_people(Permission.ABSENCE_MESSAGE):
        return []
    tables, values = reaches(rights, seen=Permission.ABSENCE_MESSAGE)
    to_staff = rights.has_for_school(Permission.ABSENCE_MESSAGE)
    values |= fault_values() | {"school": rights.school.pk, "on": now.date(), "to_staff": to_staff}
    return [_line(rights, *row) for row in rows_of(tables + RUNS, values)]


def _line(
    rights: Rights,
    kind: str,
    total: int,
    waiting: int,
    unsent: int,
    failed: int,
    sent: int,
    at: datetime,
    is_stopped: bool,
) -> WorkLine:
    is_to_family = kind != MessageKind.BULLETIN
    parts = [f"{sent} sent"] + ([f"{failed} not sent"] if failed else [])
    may_cancel = bool(unsent) and is_to_family
    return WorkLine(
        title=TITLES[MessageKind(kind)],
        words=f"{count_words(total, 'message')}: {', '.join(parts)}.",
        state=_state(waiting, failed, is_stopped=is_stopped),
        began_at=at,
        is_at_work=bool(waiting),
        done=total - waiting,
        total=total,
        tone="due" if failed else "",
        url=reverse("messages", args=[rights.school.slug]) if is_to_family else "",
        cancel_url=reverse("messages_withdraw", args=[rights.school.slug]) if may_cancel else "",
        cancel_words="Withdraw those that wait" if may_cancel else "",
    )


def _state(waiting: int, failed: int, *, is_stopped: bool) -> str:
    if waiting:
        return "Stopped" if is_stopped else "Being sent"
    return "Not all sent" if failed else "Finished"


def connect() -> None:
    """Add the messages to the page of running work."""
    add_work("messages", message_runs)
