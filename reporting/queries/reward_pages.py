"""The page of rewards: whom their own weeks suggest, by name, and the races between groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.roles import Permission
from attendance.queries.figures.pupil_years import NamedPupil
from attendance.queries.figures.sums import Days
from attendance.queries.rewards import RewardedPupil, RewardWeeks, reward_weeks
from attendance.reward_races import Race, Runner, race_of
from attendance.rewards import RewardKind, together
from reporting.queries.class_choices import choices_among, is_chosen
from reporting.queries.reward_choices import Between, RewardChoice, pick_of
from reporting.queries.reward_words import FAIR, none_words, rule_of, weeks_words
from schools.access import Rights, whom_to_ask
from schools.wording import count_words
from schools.year_groups import year_label

# Of each list so many stand on the page; a year or a class brings the others.
MOST_LINES = 100
RACE = (
    "Possible sessions not missed without authority, and the change against the group’s own weeks before, so "
    "that large and small groups race alike. Groups stand in the order of their names, with the pupils whom "
    "they have today."
)


@dataclass(frozen=True)
class RewardLine:
    """A pupil in a list: the form's name of the reward, and why it is suggested, for staff alone."""

    pick: str
    name: str
    group: str
    why: str
    url: str


@dataclass(frozen=True)
class RewardPart:
    """A list by name: its first lines, and how many it has."""

    key: str
    title: str
    rule: str
    lines: list[RewardLine]
    count: int
    none: str

    @property
    def more(self) -> int:
        """How many stand behind those that are shown."""
        return self.count - len(self.lines)


@dataclass(frozen=True)
class RaceLine:
    """A group of the race: its share now, and against its own weeks before."""

    name: str
    pupils: str
    share: str
    gain: str
    is_highest: bool
    has_gained_most: bool


@dataclass(frozen=True)
class RewardsPage:
    """Rewards within a person's reach; before the first whole week of a school it has no part."""

    words: str
    fair: str
    parts: list[RewardPart]
    race: list[RaceLine]
    race_words: str
    left_out: str
    choices: list[tuple[str, str]]
    of: str
    between: Between
    days: Days | None
    earlier_url: str
    later_url: str

    @property
    def picks(self) -> list[str]:
        """Every reward that may be ticked on the page."""
        return [line.pick for part in self.parts for line in part.lines]

    def ticked(self, picks: Iterable[str], *, with_list: str | None) -> set[str]:
        """Those of some rewards that may be ticked, and all that are shown of a list by its key."""
        of_list = {line.pick for part in self.parts if part.key == with_list for line in part.lines}
        return of_list.union(picks).intersection(self.picks)


def may_reward(rights: Rights) -> bool:
    """Whether a person has lists of people, and not the school's totals alone."""
    return rights.reaches_people(Permission.REPORT_WEEKLY)


def check_may_reward(rights: Rights) -> None:
    """Raise, with whom to ask, unless a person may reward pupils."""
    if not may_reward(rights):
        raise PermissionDenied(whom_to_ask(Permission.REPORT_WEEKLY))


def rewards_page(rights: Rights, choice: RewardChoice, *, on: date) -> RewardsPage:
    """The page of the weeks up to that of a day, or to the last that is over: four statements.

    403 as above.
    """
    check_may_reward(rights)
    found = reward_weeks(rights, week=choice.week, on=on)
    if found is None:
        return RewardsPage("", FAIR, [], [], "", "", [], "", choice.between, None, "", "")
    choices = choices_among(map(_named, found.pupils))
    choice = choice if choice.of in dict(choices) else replace(choice, of="")
    chosen = [pupil for pupil in found.pupils if not choice.of or is_chosen(_named(pupil), choice.of)]
    race = race_between(found, choice.between)
    mondays = found.weeks.mondays
    return RewardsPage(
        words=weeks_words(found),
        fair=FAIR,
        parts=[_part(rights, found, chosen, kind) for kind in RewardKind],
        race=[_race_line(race, runner) for runner in race.runners],
        race_words=RACE,
        left_out=_left_out(race, found),
        choices=choices,
        of=choice.of,
        between=choice.between,
        days=found.days,
        earlier_url=choice.query(week=mondays[1]) if len(mondays) > 1 else "",
        later_url=choice.query(week=found.later) if found.later else "",
    )


def race_between(found: RewardWeeks, between: Between) -> Race:
    """The race of the classes or years of some pupils, in their order."""
    groups: defaultdict[tuple[int, str], list[RewardedPupil]] = defaultdict(list)
    for pupil in found.pupils:
        name = _group_name(pupil, between)
        if name:
            groups[(pupil.year if pupil.year is not None else -1), name].append(pupil)
    runners = [
        _runner(name, pupils, found) for (_, name), pupils in sorted(groups.items(), key=lambda g: g[0])
    ]
    return race_of(runners, least_pupils=found.small_number)


def _group_name(pupil: RewardedPupil, between: Between) -> str:
    if between is Between.CLASSES:
        return pupil.group
    return year_label(pupil.year) if pupil.year is not None else ""


def _runner(name: str, pupils: Sequence[RewardedPupil], found: RewardWeeks) -> Runner:
    values = found.values
    until = values.weeks + values.before_weeks
    return Runner(
        name=name,
        pupils=len(pupils),
        now=together(week for pupil in pupils for week in pupil.weeks[: values.weeks]),
        before=together(week for pupil in pupils for week in pupil.weeks[values.weeks : until]),
    )


def _named(pupil: RewardedPupil) -> NamedPupil:
    return NamedPupil(pupil.name, pupil.group, pupil.year)


def _part(
    rights: Rights,
    found: RewardWeeks,
    pupils: Iterable[RewardedPupil],
    kind: RewardKind,
) -> RewardPart:
    lines = [(pupil, reward.why) for pupil in pupils for reward in pupil.rewards if reward.kind is kind]
    return RewardPart(
        key=kind.value,
        title=kind.words,
        rule=rule_of(kind, found.values),
        lines=[
            RewardLine(
                pick=pick_of(kind, pupil.pupil_id),
                name=pupil.name,
                group=pupil.group,
                why=why,
                url=reverse("pupil", args=[rights.school.slug, pupil.pupil_id]),
            )
            for pupil, why in lines[:MOST_LINES]
        ],
        count=len(lines),
        none=none_words(kind, found),
    )


def _race_line(race: Race, runner: Runner) -> RaceLine:
    return RaceLine(
        name=runner.name,
        pupils=count_words(runner.pupils, "pupil"),
        share=runner.share_words,
        gain=runner.gain_words,
        is_highest=runner.name in race.highest,
        has_gained_most=runner.name in race.most_gained,
    )


def _left_out(race: Race, found: RewardWeeks) -> str:
    if not race.left_out:
        return ""
    verb = "does" if race.left_out == 1 else "do"
    return (
        f"{count_words(race.left_out, 'group')} {verb} not race: fewer than {found.small_number} pupils, or "
        "no sessions to compare with."
    )
