"""Counted limits, of the law on attendance and of our own. Pure: the school's days come in as a list.

A limit that the law may change is a parameter; its default is today's and names its source.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from schools.calendar import school_day_after, school_days_between

# Reg 10(7)-(9), SI 2024/208; *Working together to improve school attendance* paras 407-409.
# One page of the guidance says working days; the regulation says school days.
N_SCHOOL_DAYS = 5

# The national framework for penalty notices (*Working together to improve school attendance*): ten sessions
# coded G, N, O or U in any mix within ten rolling school weeks.
NOTICE_SESSIONS = 10

# Below this percentage of attendance, or at it, absence is persistent (DfE, since 2015/16), or severe.
PERSISTENT_PERCENT, SEVERE_PERCENT = 90, 50
WHOLE = 100

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


def sessions_before_notice(unauthorised: int, limit: int = NOTICE_SESSIONS) -> int:
    """How many more unauthorised sessions reach the penalty-notice line; 0 at it or past it (as above)."""
    return max(0, limit - unauthorised)


def sessions_before_line(
    absent: int, projected: int, percent: int = PERSISTENT_PERCENT, *, is_below: bool = False
) -> int:
    """How many more sessions missed this year would cross a percentage; below 0 past it.

    Of 380 projected sessions 38 make persistent absence (DfE), so with 36 missed 2 are left, the second of
    which crosses. `is_below`: exactly the percentage crosses nothing, so that it takes 39. `projected` is
    what the year's possible sessions come to.
    """
    part = (WHOLE - percent) * projected
    return (part // WHOLE + 1 if is_below else max(1, -(-part // WHOLE))) - absent


def days_without_contact(
    began_on: date, reached_on: date | None, today: date, school_days: Sequence[date]
) -> int:
    """School days of an absence, today included, since anybody at home was last reached; 0 on that day.

    Without contact since the absence began it is the absence's own length. `school_days` is in order.
    """
    if reached_on is None or reached_on < began_on:
        return school_days_between(began_on - timedelta(days=1), today, school_days)
    return school_days_between(reached_on, today, school_days)
