"""When a family is written to of itself about an absence without a reason. Pure.

A message follows the priority of the call: those most at risk are rung, and the school may leave them to that
alone. *Working together to improve school attendance*: contact on the first day of an absence, and while it
goes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from attendance.lessons import instant
from schools.calendar import Session
from schools.moments import Moment
from schools.value_kinds import PRIORITIES

ALERT_KEYS = tuple(f"alerts.at_{priority}" for priority in PRIORITIES)
OTHER_KEYS = (
    "alerts.automatic",
    "reminders.automatic",
    "reminders.first_day",
    "reminders.last_day",
    "reminders.at",
    "messages.quiet_after",
)
PLAN_KEYS = (*OTHER_KEYS, *ALERT_KEYS)


@dataclass(frozen=True, slots=True)
class MessagePlan:
    """What a school's values say. Days count the school days of an absence from 1.

    `alert_times` are by priority, the first for priority 1; without a time these families are rung alone.
    """

    alerts: bool
    reminders: bool
    first_day: int
    last_day: int
    reminder_time: time
    quiet_after: time
    alert_times: tuple[time | None, ...]

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> MessagePlan:
        """The plan of the values in force, by the keys of `PLAN_KEYS`."""
        alert_times = tuple(values[key] for key in ALERT_KEYS)
        return cls(*[*(values[key] for key in OTHER_KEYS), alert_times])

    def alert_time(self, day: int, priority: int) -> time | None:
        """When the family is told on this day of the absence; None where it is not told of itself.

        Days of reminders, and those after them, have no other message.
        """
        if not self.alerts or (self.reminders and day >= self.first_day):
            return None
        return self.alert_times[priority - 1]

    def reminded_time(self, day: int, priority: int) -> time | None:
        """When the family is reminded on this day of the absence; None before and after the reminders.

        Families that are rung alone, by their priority, are not reminded.
        """
        if not self.reminders or not self.first_day <= day <= self.last_day:
            return None
        return self.reminder_time if self.alert_times[priority - 1] is not None else None

    def is_quiet(self, moment: Moment) -> bool:
        """Whether no family is written to any more today."""
        return moment.now >= instant(moment.on, self.quiet_after)

    def due_at(self, at: time, session: Session, moment: Moment) -> datetime | None:
        """The instant at which a message about a session goes, now or later today; None where none is due.

        Until a register has closed a pupil may still come in: before then nothing waits to be sent. A school
        that writes before the close of the morning says so by its time.
        """
        due = max(instant(moment.on, at), moment.now)
        is_early = session is Session.AM and due == moment.now
        if not (moment.is_closed(session) or is_early) or due >= instant(moment.on, self.quiet_after):
            return None
        return due
