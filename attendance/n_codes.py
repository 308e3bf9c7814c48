"""The clock of an N, and the marks that somebody picks to replace. Pure.

An N says that the reason is not known yet. It is replaced by the reason, or by O, no later than the fifth
school day after its session (reg 10(7)-(9), SI 2024/208); a school may ask for fewer days.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from attendance.thresholds import N_SCHOOL_DAYS, n_deadline
from schools.calendar import LONDON, Session
from schools.wording import count_words, short_day_words, time_words

OF_A_DAY = re.compile(r"(\d{1,18})_(\d{4}-\d{2}-\d{2})((?:_[12]v\d{1,5}){1,2})")
OF_A_SESSION = re.compile(r"_([12])v(\d+)")
RULE = "reg 10(9)"


def due_at(due_on: date, written_at: time) -> datetime:
    """The instant from which O is written for an N whose last day is `due_on`: a wall time in London.

    The clocks change on Sundays, when no school meets, so that the time is there once and once only.
    """
    return datetime.combine(due_on, written_at, tzinfo=LONDON)


def has_run_out(
    marked_on: date,
    now: datetime,
    school_days: Sequence[date],
    *,
    written_at: time,
    limit: int = N_SCHOOL_DAYS,
) -> bool:
    """Whether the time of an N is over, so that the clock writes O (reg 10(9)). `school_days` is in order.

    Never where the calendar ends before the last day.
    """
    last = n_deadline(marked_on, school_days, limit)
    return last is not None and now >= due_at(last, written_at)


def proposed_reason(limit: int) -> str:
    """The reason that is proposed with O on the last day."""
    return f"The reason is still unknown after {count_words(limit, 'school day')} ({RULE})"


def proposal_words(limit: int) -> str:
    """That O is proposed, and why."""
    return f"O proposed: the reason is still unknown after {count_words(limit, 'school day')}, {RULE}"


def clock_reason(limit: int, written_at: time) -> str:
    """The reason that stands beside an O of the clock: the rule, and that no person wrote it."""
    unknown = f"The reason is still unknown after {count_words(limit, 'school day')}"
    return f"{unknown}. Written by the clock at {time_words(written_at)}, as the school has set up ({RULE})"


def due_words(due_on: date | None, today: date, *, written_at: time | None) -> str:
    """What is due for an N: a reason, or O from its last day on (reg 10(7)-(9)).

    `written_at` is when the clock writes O; None where nobody is named for it.
    """
    if due_on is None:
        return "Needs a reason"
    if due_on < today:
        return f"Overdue: a reason or O was due by {short_day_words(due_on)}"
    if due_on > today:
        return f"Must become O on {short_day_words(due_on)} without a reason"
    if written_at is None:
        return "Must become O today without a reason"
    return f"Becomes O at {time_words(written_at)} unless a reason is found"


@dataclass(frozen=True, slots=True)
class NPick:
    """An N that somebody picked, and the version that their page saw."""

    pupil_id: int
    on: date
    session: Session
    version: int

    @property
    def key(self) -> tuple[int, date, Session]:
        """What tells this session from others."""
        return self.pupil_id, self.on, self.session


def pick_text(pupil_id: int, on: date, versions: Iterable[tuple[Session, int]]) -> str:
    """The N marks of a pupil's day as a form sends them: "41_2027-03-02_1v1_2v1"."""
    return f"{pupil_id}_{on}" + "".join(f"_{session.value}v{version}" for session, version in versions)


def picks_in(text: str) -> list[NPick]:
    """The marks that a form names; ValueError for what no page of ours sends."""
    found = OF_A_DAY.fullmatch(text)
    if found is None:
        raise ValueError("This names no mark")
    pupil_id, on = int(found[1]), date.fromisoformat(found[2])
    return [
        NPick(pupil_id, on, Session(int(session)), int(version))
        for session, version in OF_A_SESSION.findall(found[3])
    ]
