"""Rewards that are fair to illness, faith and need: a pupil against their own weeks before. Pure.

One rule runs through all of them: absence with authority never costs a prize. In the weeks that are looked at
it counts like attendance, in the weeks before like absence, so that whatever session gets an authorised code,
no reward goes. No law sets any of this; the values are the school's (`schools.reward_values`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple, Self

from schools.wording import count_words

WHOLE = 100

REWARD_KEYS = (
    "rewards.weeks",
    "rewards.before_weeks",
    "rewards.gain_points",
    "rewards.gain_sessions",
    "rewards.back_percent",
    "rewards.back_missed",
    "rewards.punctual_weeks",
    "rewards.best_of",
    "rewards.least_sessions",
)


class RewardKind(StrEnum):
    """For what a pupil is rewarded."""

    IMPROVED = "improved"
    BACK = "back"
    PUNCTUAL = "punctual"
    BEST = "best"

    @property
    def words(self) -> str:
        """The reward as a list's heading says it, to staff."""
        return _KIND_WORDS[self]


_KIND_WORDS = {
    RewardKind.IMPROVED: "Personal improvement",
    RewardKind.BACK: "Back after a hard spell",
    RewardKind.PUNCTUAL: "Punctual weeks in a row",
    RewardKind.BEST: "Best weeks of their own",
}


class Sessions(NamedTuple):
    """Sessions of a pupil or a group in one week or more; `absent` is with and without authority together.

    `late` is L alone: arriving after the close (U) is among `unauthorised`, which is part of `absent`, and so
    is an N that waits for its reason (`no_reason`).
    """

    possible: int = 0
    absent: int = 0
    unauthorised: int = 0
    late: int = 0
    no_reason: int = 0

    @property
    def authorised(self) -> int:
        """Sessions missed with authority: they cost nothing."""
        return self.absent - self.unauthorised

    @property
    def is_punctual(self) -> bool:
        """Whether nobody came late, and nothing was missed without authority so far as is known."""
        return not self.late and self.unauthorised == self.no_reason


@dataclass(frozen=True, slots=True)
class RewardValues:
    """From when on a reward is suggested: weeks, percentages and sessions as a school sets them.

    `weeks` are looked at and `before_weeks` are those before them; `best_of` is with how many earlier
    stretches of as many weeks the best are compared.
    """

    weeks: int
    before_weeks: int
    gain_points: int
    gain_sessions: int
    back_percent: int
    back_missed: int
    punctual_weeks: int
    best_of: int
    least_sessions: int

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """The values by their keys, `REWARD_KEYS`."""
        return cls(*(values[key] for key in REWARD_KEYS))


@dataclass(frozen=True, slots=True)
class Reward:
    """A reward that a pupil's own weeks suggest, and why, for staff alone."""

    kind: RewardKind
    why: str


def together(weeks: Iterable[Sessions]) -> Sessions:
    """The sessions of several weeks, or of several pupils, as one."""
    return Sessions(*(sum(column) for column in zip(*weeks, strict=True)))


def rewards_of(weeks: Sequence[Sessions], values: RewardValues) -> list[Reward]:
    """The rewards that a pupil's school weeks suggest; `weeks` are of one school year, the newest first.

    Changing any possible session to an authorised code never takes one away.
    """
    now = together(weeks[: values.weeks])
    before = together(weeks[values.weeks : values.weeks + values.before_weeks])
    found = []
    if min(now.possible, before.possible) >= values.least_sessions:
        why = f"{_missed_now(now)}; {_missed_before(before)}"
        if has_improved(now, before, values):
            found.append(Reward(RewardKind.IMPROVED, why))
        if is_back(now, before, values):
            found.append(Reward(RewardKind.BACK, why))
    run = punctual_run(weeks)
    if run >= values.punctual_weeks:
        found.append(Reward(RewardKind.PUNCTUAL, f"{count_words(run, 'week')} in a row{_away(now)}"))
    if is_best(weeks, values):
        found.append(Reward(RewardKind.BEST, _missed_now(now)))
    return found


def has_improved(now: Sessions, before: Sessions, values: RewardValues) -> bool:
    """Whether less was missed without authority than at all before, by the school's points and sessions.

    The sessions are of the weeks looked at. What was missed before counts with authority, too: otherwise an
    illness then would take the reward away.
    """
    gained = before.absent * now.possible - now.unauthorised * before.possible
    has_points = WHOLE * gained >= values.gain_points * now.possible * before.possible > 0
    return has_points and gained >= values.gain_sessions * before.possible


def is_back(now: Sessions, before: Sessions, values: RewardValues) -> bool:
    """Whether much was missed before, for whatever reason, and next to nothing without authority since."""
    was_hard = WHOLE * before.absent >= values.back_percent * before.possible > 0
    return was_hard and now.unauthorised <= values.back_missed


def punctual_run(weeks: Iterable[Sessions]) -> int:
    """How many weeks in a row, up to the newest, were on time.

    A week away with authority neither breaks the row nor shortens it. One without possible sessions, or with
    an N that waits for its reason, is passed over.
    """
    run = 0
    for week in weeks:
        if not week.is_punctual:
            break
        run += bool(week.possible and not week.no_reason)
    return run


def is_best(weeks: Sequence[Sessions], values: RewardValues) -> bool:
    """Whether less was missed without authority than was missed in each earlier stretch of as many weeks."""
    now, earlier = together(weeks[: values.weeks]), _stretches(weeks[values.weeks :], values.weeks)
    counted = [each for each in earlier if each.possible >= values.least_sessions]
    if now.possible < values.least_sessions or len(counted) < values.best_of:
        return False
    return all(now.unauthorised * each.possible < each.absent * now.possible for each in counted)


def _stretches(weeks: Sequence[Sessions], length: int) -> list[Sessions]:
    """The whole stretches of so many weeks, the newest first; what is left over at the end is none."""
    starts = range(0, len(weeks) - length + 1, length)
    return [together(weeks[start : start + length]) for start in starts]


def _missed_now(now: Sessions) -> str:
    return f"{now.unauthorised} of {now.possible} missed without authority{_away(now)}"


def _missed_before(before: Sessions) -> str:
    without = f"{before.unauthorised or 'none'} without authority"
    return f"{before.absent} of {before.possible} missed in the weeks before, {without}"


def _away(now: Sessions) -> str:
    return f" ({now.authorised} away with authority)" if now.authorised else ""
