"""The sessions of a permit: which it covers, which two share, and how people say them. Pure.

The sessions of a week are numbered 0 (Monday morning) to 9 (Friday afternoon).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from schools.calendar import SHORT_DAY_NAMES, Session
from schools.wording import list_words

WEEK_PLACES = tuple(range(10))


class Sessions(Protocol):
    """Some sessions of every week from one day to another, both included."""

    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date: ...
    @property
    def places(self) -> Iterable[int]: ...


def place_of(on: date, session: Session) -> int:
    """The number of a session in its week: 0 to 9, and more at the weekend."""
    return 2 * on.weekday() + session - 1


def covers(permit: Sessions, on: date, session: Session) -> bool:
    """Whether a permit's days and sessions hold this one."""
    return permit.starts_on <= on <= permit.ends_on and place_of(on, session) in permit.places


def sessions_of(permit: Sessions) -> Iterator[tuple[date, Session]]:
    """Every session that a permit covers, whether the school meets then or not."""
    days = (permit.ends_on - permit.starts_on).days + 1
    for on in (permit.starts_on + timedelta(days=number) for number in range(days)):
        for session in Session:
            if place_of(on, session) in permit.places:
                yield on, session


def first_shared(one: Sessions, other: Sessions) -> tuple[date, Session] | None:
    """The first session that two permits both cover, or None."""
    both = _Sessions(
        max(one.starts_on, other.starts_on),
        min(one.ends_on, other.ends_on),
        frozenset(one.places) & frozenset(other.places),
    )
    return next(sessions_of(both), None) if both.places else None


@dataclass(frozen=True, slots=True)
class _Sessions:
    starts_on: date
    ends_on: date
    places: frozenset[int]


def places_words(places: Iterable[int]) -> str:
    """Sessions of a week in words: "Mon to Fri, mornings", "Mon and Wed, all day; Fri, afternoons"."""
    ticked = set(places)
    wanted = ((frozenset({0, 1}), "all day"), (frozenset({0}), "mornings"), (frozenset({1}), "afternoons"))
    halves = [frozenset(half for half in (0, 1) if 2 * day + half in ticked) for day in range(5)]
    parts = [
        (_days_words(days), words)
        for half, words in wanted
        if (days := [day for day in range(5) if halves[day] == half])
    ]
    return "; ".join(f"{days}, {words}" for days, words in parts)


def _days_words(days: list[int]) -> str:
    is_run = len(days) > 2 and days[-1] - days[0] == len(days) - 1
    if is_run:
        return f"{SHORT_DAY_NAMES[days[0]]} to {SHORT_DAY_NAMES[days[-1]]}"
    return list_words([SHORT_DAY_NAMES[day] for day in days])


def days_words(starts_on: date, ends_on: date) -> str:
    """A permit's days: "Tue 9 Mar 2027", "9 Mar to 26 Mar 2027", "9 Dec 2026 to 8 Jan 2027"."""
    last = f"{ends_on.day} {ends_on:%b %Y}"
    if starts_on == ends_on:
        return f"{starts_on:%a} {last}"
    year = "" if starts_on.year == ends_on.year else f" {starts_on.year}"
    return f"{starts_on.day} {starts_on:%b}{year} to {last}"


def when_words(permit: Sessions) -> str:
    """The days and sessions of a permit: "9 Mar to 26 Mar 2027. Mon to Fri, mornings"."""
    days = days_words(permit.starts_on, permit.ends_on)
    if permit.starts_on != permit.ends_on:
        return f"{days}. {places_words(permit.places)}"
    halves = [session.words for session in Session if covers(permit, permit.starts_on, session)]
    return f"{days}, {'all day' if len(halves) == len(Session) else list_words(halves)}"
