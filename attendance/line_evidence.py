"""What a crossed line rests on, in the words of a list. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from attendance.codes import LATE, NO_REASON
from attendance.lines import Evidence, LineKind
from attendance.metrics import percent
from schools.wording import count_words, short_day_words
from schools.year_groups import is_compulsory_school_age

# What asks for an act within days stands first; what is told year by year stands last.
IN_ORDER = (
    LineKind.LONG,
    LineKind.RETURN,
    LineKind.NOTICE,
    LineKind.SICKNESS,
    LineKind.SICKNESS_EXPECTED,
    LineKind.SEVERE,
    LineKind.PERSISTENT,
    LineKind.LATES,
)
# Whose limit is a number of sessions, so that one of the sessions reached it.
OF_SESSIONS = frozenset({LineKind.NOTICE, LineKind.RETURN, LineKind.LONG, LineKind.LATES})
# Every absence of the year counts here, so the row names no session.
OF_THE_YEAR = frozenset({LineKind.PERSISTENT, LineKind.SEVERE})
NOT_OF_AGE = "Not of compulsory school age"


def read_sessions(kept: Sequence[Sequence[Any]]) -> tuple[tuple[date, int, int], ...]:
    """Day, session and code number of each session, as the database keeps them."""
    return tuple((date.fromisoformat(day), session, code) for day, session, code in kept)


def reached_by(evidence: Evidence) -> tuple[date, int] | None:
    """The day and session that reached the line; None for a line that is not counted in sessions."""
    if evidence.kind not in OF_SESSIONS or len(evidence.sessions) < evidence.limit:
        return None
    return evidence.sessions[evidence.limit - 1][:2]


def evidence_words(evidence: Evidence, *, weeks: int | None = None, born_on: date | None = None) -> str:
    """The count beside its limit, the fraction first; `weeks` are the school weeks that the line looks at.

    Without them the first day that counts is named instead. N is said apart: it may still become a reason. So
    is an age that is not compulsory school age on the last of the days, for some lines are at every age.
    """
    words = _WORDS[evidence.kind](evidence, weeks)
    is_of_age = born_on is None or is_compulsory_school_age(born_on, evidence.until_on)
    return words if is_of_age else f"{words}. {NOT_OF_AGE}"


def _of_the_year(evidence: Evidence, _: int | None) -> str:
    rate = percent(Fraction(evidence.count, evidence.possible)) if evidence.possible else "no sessions"
    return f"{evidence.count} of {evidence.possible} sessions missed, {rate}. The line is {evidence.limit}"


def _in_weeks(evidence: Evidence, weeks: int | None) -> str:
    words = f"{evidence.count} unauthorised {_span(evidence, weeks)} (limit {evidence.limit})"
    return words + _waiting(evidence)


def _running(evidence: Evidence, _: int | None) -> str:
    words = f"{evidence.count} of {count_words(evidence.limit, 'session')} running"
    return f"{words}, since {short_day_words(evidence.from_on)}{_waiting(evidence)}"


def _days_of_illness(evidence: Evidence, _: int | None) -> str:
    return f"{evidence.count} of {count_words(evidence.limit, 'day')} with illness this school year"


def _days_expected(evidence: Evidence, _: int | None) -> str:
    words = f"{evidence.count} of {count_words(evidence.limit, 'day')} with illness"
    return f"{words} on {short_day_words(evidence.until_on)}, and expected to reach them"


def _lates(evidence: Evidence, weeks: int | None) -> str:
    late = sum(code == LATE for _, _, code in evidence.sessions)
    words = f"{evidence.count} of {count_words(evidence.limit, 'late')} {_span(evidence, weeks)}"
    return f"{words}: {late} L, {len(evidence.sessions) - late} U"


def _span(evidence: Evidence, weeks: int | None) -> str:
    if weeks is None:
        return f"since {short_day_words(evidence.from_on)}"
    return f"in {count_words(weeks, 'school week')}"


def _waiting(evidence: Evidence) -> str:
    waiting = sum(code == NO_REASON for _, _, code in evidence.sessions)
    return f", {waiting} of them N" if waiting else ""


_WORDS: dict[LineKind, Callable[[Evidence, int | None], str]] = {
    LineKind.PERSISTENT: _of_the_year,
    LineKind.SEVERE: _of_the_year,
    LineKind.NOTICE: _in_weeks,
    LineKind.RETURN: _running,
    LineKind.LONG: _running,
    LineKind.SICKNESS: _days_of_illness,
    LineKind.SICKNESS_EXPECTED: _days_expected,
    LineKind.LATES: _lates,
}
