"""A school's own shape of absence, against which each of its pupils is looked at. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Self

from attendance.patterns.history import History, is_beside_closure
from attendance.patterns.tails import odds_between
from schools.calendar import Session, monday_of

DAYS_OF_WEEK = 7
# An average of fewer pupil days, absences or half days says nothing of a school.
LEAST_DAYS, LEAST_SPELLS, LEAST_HALVES = 1000, 50, 50


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int = 0
    whole: int = 0

    def plus(self, part: int, whole: int) -> Share:
        """The share with more of both."""
        return Share(self.part + part, self.whole + whole)


@dataclass(frozen=True)
class SchoolShape:
    """Shares over all pupils of a school in a school year so far; empty before anything was counted.

    `weekdays`: days missed of days that count, Monday first; `lates`: days with a late of days that the pupil
    came; `edges` and `others`: days missed beside closures and elsewhere; `spells`: single days of absences
    that are over; `halves`: mornings of half days missed; `short`: illnesses of few days, of all days;
    `weeks`: days missed of each week, by its Monday.
    """

    weekdays: tuple[Share, ...] = (Share(),) * DAYS_OF_WEEK
    lates: tuple[Share, ...] = (Share(),) * DAYS_OF_WEEK
    edges: Share = Share()
    others: Share = Share()
    spells: Share = Share()
    halves: Share = Share()
    short: Share = Share()
    weeks: Mapping[date, Share] = field(default_factory=dict)

    def weekday_odds(self, weekday: int) -> Fraction:
        """By how much the odds of missing a weekday lie over those of the other days of the week."""
        return _odds_of(self.weekdays, weekday)

    def late_odds(self, weekday: int) -> Fraction:
        """By how much the odds of a late on a weekday lie over those on the other days of the week."""
        return _odds_of(self.lates, weekday)

    def edge_odds(self) -> Fraction:
        """By how much the odds of missing a day beside a closure lie over those of another day."""
        if min(self.edges.whole, self.others.whole) < LEAST_DAYS:
            return Fraction(1)
        return odds_between((self.edges.part, self.edges.whole), (self.others.part, self.others.whole))

    def week_weight(self, on: date) -> int:
        """How much was missed in the week of a day, in days of 10,000; 1 at least, to divide by."""
        share = self.weeks.get(monday_of(on), Share())
        return max(1, 10_000 * share.part // share.whole) if share.whole else self._mean_weight

    @property
    def _mean_weight(self) -> int:
        part, whole = (sum(getattr(day, name) for day in self.weekdays) for name in ("part", "whole"))
        return max(1, 10_000 * part // whole) if whole else 1

    def as_facts(self) -> dict[str, Any]:
        """The shape as JSON keeps it."""
        shares = {name: [_pair(day) for day in getattr(self, name)] for name in ("weekdays", "lates")}
        single = {name: _pair(getattr(self, name)) for name in SINGLE}
        return shares | single | {"weeks": {f"{on}": _pair(share) for on, share in self.weeks.items()}}

    @classmethod
    def of_facts(cls, facts: Mapping[str, Any]) -> Self:
        """The shape that JSON kept; KeyError for a part left out."""
        return cls(
            weekdays=tuple(Share(*pair) for pair in facts["weekdays"]),
            lates=tuple(Share(*pair) for pair in facts["lates"]),
            weeks={date.fromisoformat(on): Share(*pair) for on, pair in facts["weeks"].items()},
            **{name: Share(*facts[name]) for name in SINGLE},
        )


SINGLE = ("edges", "others", "spells", "halves", "short")


def shape_of(histories: Iterable[History], *, school_days: Sequence[date], illness_days: int) -> SchoolShape:
    """The shape of a school by its days, in order, and the histories of its pupils, each read once."""
    edges = {day for day in school_days if is_beside_closure(day, school_days)}
    counts: defaultdict[tuple[str, object], list[int]] = defaultdict(lambda: [0, 0])
    for history in histories:
        for name, key, part, whole in _counts(history, edges, illness_days):
            count = counts[name, key]
            count[0] += part
            count[1] += whole
    single: dict[str, Any] = {name: Share(*counts[name, None]) for name in SINGLE}
    return SchoolShape(
        weekdays=tuple(Share(*counts["weekdays", day]) for day in range(DAYS_OF_WEEK)),
        lates=tuple(Share(*counts["lates", day]) for day in range(DAYS_OF_WEEK)),
        weeks={key: Share(*count) for (_, key), count in counts.items() if isinstance(key, date)},
        **single,
    )


def _counts(
    history: History, edges: Collection[date], illness_days: int
) -> Iterable[tuple[str, object, int, int]]:
    for day in history.days:
        missed = day.is_missed
        yield "weekdays", day.on.weekday(), missed, 1
        yield "weeks", monday_of(day.on), missed, 1
        yield ("edges" if day.on in edges else "others"), None, missed, 1
        if not missed:
            yield "lates", day.on.weekday(), day.is_late, 1
        elif half := day.missed_half:
            yield "halves", None, half is Session.AM, 1
    over = [spell for spell in history.spells if spell.is_over]
    yield "spells", None, sum(len(spell.days) == 1 for spell in over), len(over)
    short = sum(spell.is_illness and len(spell.days) <= illness_days for spell in over)
    yield "short", None, short, len(history.days)


def _odds_of(days: tuple[Share, ...], weekday: int) -> Fraction:
    part, whole = (sum(getattr(day, name) for day in days) for name in ("part", "whole"))
    if whole < LEAST_DAYS:
        return Fraction(1)
    day = days[weekday]
    return odds_between((day.part, day.whole), (part - day.part, whole - day.whole))


def _pair(share: Share) -> list[int]:
    return [share.part, share.whole]
