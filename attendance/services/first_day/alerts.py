"""Messages to families that go of themselves: about an absence without a reason, and reminders of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, time

from django.db import transaction

from accounts.audit import acting
from attendance.message_plan import PLAN_KEYS, MessagePlan
from attendance.queries.first_day.priorities import call_priorities
from attendance.queries.first_day.untold import Untold, untold_families
from schools.models import MessageKind, School
from schools.queries.dated_values import values_of
from schools.queries.school_days import SchoolDayNow, school_day_now
from schools.services.outbox import Wanted, queue_messages

TimeOn = Callable[[int, int], time | None]


def queue_alerts(*, school: School, at: datetime) -> int:
    """Queue a message for every pupil marked N whose family knows nothing; returns how many.

    Those who are rung alone by their priority get none, nor do those of whom nobody has said yet that they
    are away. It asks what is unexplained now and remembers nothing: a second run adds nothing, and what a
    dead one left undone is queued by the next. However many, it is one statement that queues.
    *Working together to improve school attendance*: contact on the first day of absence.
    """
    return _queue(school, MessageKind.FIRST_DAY, at)


def queue_reminders(*, school: School, at: datetime) -> int:
    """Queue the day's reminder of every absence without a reason that has come to its days; returns how many.

    One a school day, until the absence is explained or the last day of reminders is over. Silence is what a
    reminder is for, so that it leaves nobody out of them; every other reason to be rung alone does.
    """
    return _queue(school, MessageKind.REMINDER, at)


@transaction.atomic
def _queue(school: School, kind: MessageKind, at: datetime) -> int:
    day = school_day_now(school, at)
    plan = MessagePlan.of(values_of(school, PLAN_KEYS, on=day.on))
    is_reminder = kind is MessageKind.REMINDER
    if not day.is_school_day or plan.is_quiet(day.moment):
        return 0
    if not (plan.reminders if is_reminder else plan.alerts):
        return 0
    found = untold_families(school, day)
    if not found:
        return 0
    ranks = call_priorities(school, day, but_silence=is_reminder)
    wanted = _wanted(found, ranks, plan.reminded_time if is_reminder else plan.alert_time, plan, day)
    acting(None, at=at)
    done = queue_messages(
        school=school, wanted=list(wanted), kind=kind, on=day.on, by=None, at=at, or_email=True
    )
    return len(done.queued)


def _wanted(
    found: Sequence[Untold], ranks: Mapping[int, int], time_on: TimeOn, plan: MessagePlan, day: SchoolDayNow
) -> Iterator[Wanted]:
    """What is due, or will be today. Whoever was explained since they were found has no rank any more."""
    for row in found:
        at = time_on(row.days, ranks[row.pupil_id]) if row.pupil_id in ranks else None
        due_at = plan.due_at(at, row.session, day.moment) if at is not None else None
        if due_at is not None:
            yield Wanted(row.pupil_id, row.session.value, row.version, due_at)
