"""What a lesson's marks mean beside those of the register. Pure: a lesson mark is no statutory mark."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from attendance.codes import LATE_AFTER_CLOSE, CodeClass
from attendance.thresholds import OPENS_BEFORE
from schools.calendar import LONDON, Session, SessionTimes
from schools.wording import day_words, time_words

# In school when the register was taken: / and \ , and L. K, V, P, W and B attend elsewhere.
HERE_NUMBERS = range(CodeClass.PRESENT.numbers.start, CodeClass.LATE.numbers.stop)
# How long a teacher may still mark a lesson; an absence from school has its reason by then too (reg 10(7)).
MOST_SCHOOL_DAYS = 5


def is_here(code: int) -> bool:
    """Whether a session's code says that the pupil is in school: present, late, or U once they arrived."""
    return code in HERE_NUMBERS or code == LATE_AFTER_CLOSE


def session_of(starts: time, times: SessionTimes | None) -> Session:
    """The session to which a lesson belongs: the morning's until the morning ends.

    Where a school has set no hours, noon parts the two.
    """
    return Session.AM if starts < (times.am_ends if times else time(12)) else Session.PM


def instant(on: date, at: time) -> datetime:
    """The instant of a lesson's wall time on a day, in London."""
    return datetime.combine(on, at, tzinfo=LONDON)


def typed_instant(typed: time, *, now: datetime) -> datetime:
    """The instant of a time that somebody typed today; this very minute is now."""
    return now if f"{now:%H:%M}" == f"{typed:%H:%M}" else instant(now.date(), typed)


def early_problem(on: date, starts: time, *, now: datetime) -> str | None:
    """Why a lesson cannot be marked yet, as a sentence, or None from 15 minutes before it starts."""
    opens = instant(on, starts) - OPENS_BEFORE
    if now >= opens:
        return None
    if on > now.date():
        return f"This lesson is on {day_words(on)}. You can mark it on that day."
    return f"This lesson starts at {time_words(starts)}. You can mark it from {time_words(opens)}."


def minutes_late(on: date, starts: time, ends: time, *, now: datetime) -> int | None:
    """Whole minutes since the lesson began; None once it is over, when the clock says nothing."""
    if not instant(on, starts) <= now < instant(on, ends):
        return None
    return (now - instant(on, starts)) // timedelta(minutes=1)


def times_words(starts: time, ends: time) -> str:
    """When a lesson is: "09:00 to 10:00"."""
    return f"{time_words(starts)} to {time_words(ends)}"
