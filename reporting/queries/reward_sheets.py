"""What certificates and a display sheet say: names that a person chose, kind words, no child's figure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from accounts.roles import Permission
from attendance.queries.rewards import RewardedPupil, reward_weeks
from attendance.reward_races import Race
from attendance.rewards import RewardKind
from reporting.queries.reward_choices import Between
from reporting.queries.reward_pages import race_between
from reporting.queries.reward_words import period_words
from schools.access import Rights
from schools.names import sort_key
from schools.wording import count_words, list_words

# The word of a reward, and the pupil.
Picks: TypeAlias = Iterable[tuple[str, int]]
# To the child: the heading and a sentence. Nothing here says that there was an absence, or of what kind.
KIND_WORDS: Mapping[RewardKind, tuple[str, str]] = {
    RewardKind.IMPROVED: ("Personal achievement", "You have made a real effort, and it shows. Well done!"),
    RewardKind.BACK: ("Great to have you here", "You have made a strong start. We are glad you are with us."),
    RewardKind.PUNCTUAL: ("On time", "Each time you came, you came on time. Thank you!"),
    RewardKind.BEST: ("Personal best", "These were your best weeks of this school year. Well done!"),
}


@dataclass(frozen=True)
class Certificate:
    """One page: for whom, and the kind words."""

    name: str
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
    """The groups that gained, those of the highest share, and chosen names by the alphabet.

    `between` says who raced, `before` with which weeks each is compared. A group that did not gain is not
    named.
    """

    period: str
    between: Between
    before: str
    gained: list[tuple[str, str, bool]]
    highest: list[str]
    names: list[str]
    rule: str


def certificates(rights: Rights, *, week: date, picks: Picks, on: date) -> Certificates:
    """The certificates of the chosen rewards, for pupils on roll in the person's reach: four statements."""
    found = reward_weeks(rights, week=week, on=on)
    if found is None:
        return Certificates("", [])
    chosen, called = _chosen(picks), _called(found.pupils)
    pages = [
        Certificate(called[pupil.pupil_id], pupil.group, *KIND_WORDS[kind])
        for pupil in sorted(found.pupils, key=lambda pupil: (pupil.year or 0, pupil.group))
        for kind in RewardKind
        if kind in chosen.get(pupil.pupil_id, ())
    ]
    return Certificates(period_words(found), pages)


def display_sheet(rights: Rights, *, week: date, picks: Picks, between: Between, on: date) -> DisplaySheet:
    """The sheet of some weeks: four statements."""
    found = reward_weeks(rights, week=week, on=on)
    if found is None:
        return DisplaySheet("", between, "", [], [], [], "")
    race = race_between(found, between)
    chosen, called = _chosen(picks), _called(found.pupils)
    return DisplaySheet(
        period=period_words(found),
        between=between,
        before=count_words(found.values.before_weeks, "school week"),
        gained=[
            (each.name, each.gain_words, each.name in race.most_gained)
            for each in race.runners
            if each.points > 0
        ],
        highest=[each.name for each in race.runners if each.name in race.highest],
        names=sorted(
            (_shown(pupil, called) for pupil in found.pupils if pupil.pupil_id in chosen), key=sort_key
        ),
        rule=_rule(rights, race, between),
    )


def _chosen(picks: Picks) -> Mapping[int, set[str]]:
    """The rewards that were picked, by pupil."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for kind, pupil in picks:
        found[pupil].add(kind)
    return found


def _called(pupils: Iterable[RewardedPupil]) -> dict[int, str]:
    """What each pupil is called on paper, so that no other of the class takes it for theirs."""
    namesakes: defaultdict[tuple[str, str], list[RewardedPupil]] = defaultdict(list)
    for pupil in pupils:
        namesakes[pupil.group, pupil.forename.casefold()].append(pupil)
    return {pupil.pupil_id: _apart(pupil, same) for same in namesakes.values() for pupil in same}


def _apart(pupil: RewardedPupil, same: Sequence[RewardedPupil]) -> str:
    """The first name, and of those who share it as much of the surname as tells them apart."""
    if len(same) == 1:
        return pupil.forename
    initials = [each.surname[:1].casefold() for each in same]
    is_alone = initials.count(pupil.surname[:1].casefold()) == 1
    return f"{pupil.forename} {pupil.surname[:1]}" if is_alone else pupil.name


def _shown(pupil: RewardedPupil, called: Mapping[int, str]) -> str:
    name = called[pupil.pupil_id]
    return f"{name}, {pupil.group}" if pupil.group else name


def _rule(rights: Rights, race: Race, between: Between) -> str:
    """What the sheet's words mean, and who was compared."""
    return (
        f"{_among(rights, race, between)}Came whenever they could: for its size the group missed fewest "
        "sessions without a reason that the school accepts. Each group that gained is compared with itself "
        "alone; a point is one session in every hundred. Illness, religious days and granted leave cost "
        "nobody anything."
    )


def _among(rights: Rights, race: Race, between: Between) -> str:
    """Who was compared: by name where the person's reach is a part of the school, as for a year's lead."""
    if len(race.runners) < 2:
        return ""
    if rights.has_for_school(Permission.REPORT_WEEKLY):
        return f"Among {len(race.runners)} {between.words.lower()} of the school. "
    return f"Among {list_words([each.name for each in race.runners])}. "
