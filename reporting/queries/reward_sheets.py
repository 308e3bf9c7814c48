"""What certificates and a display sheet say: names that a person chose, kind words, no child's figure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from attendance.queries.rewards import RewardedPupil, RewardWeeks, reward_weeks
from attendance.rewards import RewardKind
from reporting.queries.reward_choices import Between
from reporting.queries.reward_pages import race_between
from reporting.queries.reward_words import period_words
from schools.access import Rights
from schools.names import sort_key
from schools.wording import count_words

# The word of a reward, and the pupil.
Picks: TypeAlias = Iterable[tuple[str, int]]
# To the child: the heading and a sentence. Nothing here says that there was an absence, or of what kind.
KIND_WORDS: Mapping[RewardKind, tuple[str, str]] = {
    RewardKind.IMPROVED: ("Personal achievement", "You have made a real effort, and it shows. Well done!"),
    RewardKind.BACK: ("Great to have you here", "You have made a strong start. We are glad you are with us."),
    RewardKind.PUNCTUAL: ("Ready and on time", "You can be relied on, week after week. Thank you!"),
    RewardKind.BEST: ("Personal best", "These were your best weeks of this school year. Well done!"),
}


@dataclass(frozen=True)
class Certificate:
    """One page: for whom, and the kind words."""

    forename: str
    group: str
    title: str
    words: str


@dataclass(frozen=True)
class Certificates:
    """The certificates of some weeks, in the order of classes and names."""

    period: str
    pages: list[Certificate]


@dataclass(frozen=True)
class DisplaySheet:
    """The groups that gained, with those of the highest share, and chosen names by the alphabet.

    `between` says who raced. A group that did not gain is not named.
    """

    period: str
    between: Between
    gained: list[tuple[str, str, bool]]
    highest: list[str]
    names: list[str]
    rule: str


def certificates(rights: Rights, *, week: date, picks: Picks, on: date) -> Certificates:
    """The certificates of the chosen rewards, for pupils on roll in the person's reach: four statements."""
    found = reward_weeks(rights, week=week, on=on)
    if found is None:
        return Certificates("", [])
    chosen = _chosen(picks)
    pages = [
        Certificate(pupil.forename, pupil.group, *KIND_WORDS[kind])
        for pupil in sorted(found.pupils, key=lambda pupil: (pupil.year or 0, pupil.group))
        for kind in RewardKind
        if kind in chosen.get(pupil.pupil_id, ())
    ]
    return Certificates(period_words(found), pages)


def display_sheet(rights: Rights, *, week: date, picks: Picks, between: Between, on: date) -> DisplaySheet:
    """The sheet of some weeks: four statements."""
    found = reward_weeks(rights, week=week, on=on)
    if found is None:
        return DisplaySheet("", between, [], [], [], "")
    race, chosen = race_between(found, between), _chosen(picks)
    return DisplaySheet(
        period=period_words(found),
        between=between,
        gained=[
            (each.name, each.gain_words, each.name in race.most_gained)
            for each in race.runners
            if each.points > 0
        ],
        highest=[each.name for each in race.runners if each.name in race.highest],
        names=sorted((_shown(pupil) for pupil in found.pupils if pupil.pupil_id in chosen), key=sort_key),
        rule=_rule(found),
    )


def _chosen(picks: Picks) -> Mapping[int, set[str]]:
    """The rewards that were picked, by pupil."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for kind, pupil in picks:
        found[pupil].add(kind)
    return found


def _shown(pupil: RewardedPupil) -> str:
    return f"{pupil.forename}, {pupil.group}" if pupil.group else pupil.forename


def _rule(found: RewardWeeks) -> str:
    before = count_words(found.values.before_weeks, "school week")
    return (
        "Each group is measured against itself: the share of sessions not missed without authority, and how "
        f"it changed against the {before} before. Illness and granted leave cost nobody anything."
    )
