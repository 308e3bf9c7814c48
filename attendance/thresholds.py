"""Counted limits, of the law on attendance and of our own. Pure: the school's days come in as a list.

A limit that the law may change is a parameter; its default is today's and names its source.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from schools.calendar import school_day_after, school_days_between

# Reg 10(7)-(9), SI 2024/208; *Working together to improve school attendance* paras 407-409.
# One page of the guidance says working days; the regulation says school days.
N_SCHOOL_DAYS = 5

# Ours: how long before its session a register opens, and before its start a lesson.
OPENS_BEFORE = timedelta(minutes=15)
# How far back a teacher marks, a bulk act sets and a permit fills: older marks are amended one by one.
MOST_DAYS_BACK = timedelta(days=31)
SHORTEST_REASON = 3


def n_age(marked_on: date, today: date, school_days: Sequence[date]) -> int:
    """How many school days ago an N was marked: 0 on its own day. `school_days` is in order."""
    return school_days_between(marked_on, today, school_days)


def n_deadline(marked_on: date, school_days: Sequence[date], limit: int = N_SCHOOL_DAYS) -> date | None:
    """The last day for replacing an N by its reason, or by O: the fifth school day after the session.

    None when the calendar ends before it (reg 10(7)-(9)). `school_days` is in order.
    """
    return school_day_after(marked_on, limit, school_days)


def is_n_overdue(
    marked_on: date, today: date, school_days: Sequence[date], limit: int = N_SCHOOL_DAYS
) -> bool:
    """Whether the last day for replacing an N lies behind (reg 10(7)-(9)): day 5 is still in time.

    A day on which the school does not meet never makes an N overdue; the next school day does.
    """
    return n_age(marked_on, today, school_days) > limit
