"""A group of pupils beside the rest, as a page's table shows it: fractions, percentages, the gap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.urls import reverse
from django.utils.http import urlencode

from attendance.comparators import points_between
from attendance.figure_kinds import FigureKind
from attendance.metrics import round_half_up
from attendance.pupil_groups import ETHNIC_GROUPS, SEND, Section, group_name, in_order, section_of
from attendance.queries.figures.groups import Figures
from attendance.queries.figures.limits import FigureLimits
from attendance.queries.figures.pupil_groups import Compared, PupilGroups
from reporting.queries.figure_tables import parts_of
from reporting.queries.figure_words import KINDS, Part, points_words
from schools.access import Rights
from schools.wording import count_words, list_words

# Of these a small group's fraction too could tell of one child.
GUARDED = frozenset({Section.CARE, Section.ETHNICITY})
_LETTERS = {value: letter for letter, (value, _) in ETHNIC_GROUPS.items()}


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """A figure of a group and of the rest.

    `is_small`: either is too small to have a percentage. `is_hidden`: nor is a fraction shown.
    """

    kind: FigureKind
    here: Part
    others: Part
    is_small: bool = False
    is_hidden: bool = False

    @property
    def fraction(self) -> str:
        """The group's fraction; empty where it is hidden."""
        return "" if self.is_hidden else self.here.fraction

    @property
    def percent(self) -> str:
        """The group's percentage; empty where it has none."""
        return "" if self.is_small else self.here.percent

    @property
    def rest_fraction(self) -> str:
        """The fraction of the rest, from which that of the group could be taken."""
        return "" if self.is_hidden else self.others.fraction

    @property
    def rest_percent(self) -> str:
        """The percentage of the rest; empty where the group has none."""
        return "" if self.is_small else self.others.percent

    @property
    def points(self) -> Decimal | None:
        """How many percentage points the group is over (or, negative, under) the rest."""
        return None if self.is_small else points_between(self.here.share, self.others.share)

    @property
    def gap_words(self) -> str:
        """The gap in words: "2.1 points lower"; empty without percentages."""
        return points_words(self.points)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group against the rest. `caution` says why percentages are missing, `weight` what one pupil moves.

    `then` is its attendance in the same weeks last year; None where nobody was in it.
    """

    name: str
    pupils: int
    rest_pupils: int
    figures: tuple[ComparedFigure, ...]
    then: ComparedFigure | None
    weight: str
    caution: str
    url: str


@dataclass(frozen=True, slots=True)
class GroupSection:
    """The groups of a kind; `left_out` are how many smaller ones are not shown."""

    key: str
    title: str
    rows: tuple[GroupRow, ...]
    left_out: int

    @property
    def has_then(self) -> bool:
        """Whether any of its groups is known of last year."""
        return any(row.then for row in self.rows)


def group_sections(
    rights: Rights, found: PupilGroups, then: PupilGroups | None, limits: FigureLimits
) -> list[GroupSection]:
    """The sections that have a group, with their rows in order. A section of nobody's is left out."""
    pupils = {group: each.group.pupils for group, each in found.groups.items()}
    sections = []
    for section in Section:
        groups = in_order(section, pupils)
        if any(not group.endswith("-") for group in groups):
            rows = tuple(_row_of(rights, found, then, group, limits) for group in groups)
            every = sum(1 for group in pupils if section_of(group) is section)
            sections.append(GroupSection(section.value, section.words, rows, every - len(rows)))
    return sections


def combined_row(
    rights: Rights, found: PupilGroups, then: PupilGroups | None, limits: FigureLimits
) -> GroupRow | None:
    """Those with all the chosen facts against the rest; None where fewer than two were chosen."""
    if found.combined is None:
        return None
    # Last year a fact may have been nobody's: there is no such group then.
    same = then.combined if then and set(then.chosen) == set(found.chosen) else None
    return group_row(rights, found.chosen, found.combined, same, limits)


def _row_of(
    rights: Rights, found: PupilGroups, then: PupilGroups | None, group: str, limits: FigureLimits
) -> GroupRow:
    before = then.groups.get(group) if then else None
    return group_row(rights, [group], found.groups[group], before, limits)


def group_row(
    rights: Rights, groups: Sequence[str], each: Compared, then: Compared | None, limits: FigureLimits
) -> GroupRow:
    """A row of the pupils who have all the facts, against the rest, now and last year."""
    caution = caution_words(each, limits)
    is_guarded = any(section_of(group) in GUARDED for group in groups)
    return GroupRow(
        name=list_words([group_name(group) for group in groups]),
        pupils=each.group.pupils,
        rest_pupils=each.rest.pupils,
        figures=tuple(_figure(kind, each, limits, is_guarded=is_guarded) for kind in KINDS),
        then=_figure(FigureKind.ATTENDANCE, then, limits, is_guarded=is_guarded)
        if then and then.group.tally.possible
        else None,
        weight="" if caution else weight_words(each.group),
        caution=caution,
        url=list_url(rights, groups),
    )


def caution_words(each: Compared, limits: FigureLimits) -> str:
    """Why a group has no percentage; empty where it has."""
    if not each.group.pupils:
        return "No pupil has all of these."
    if each.group.pupils < limits.small_number:
        return f"Fewer than {limits.small_number} pupils: one child can make the difference."
    if each.group.tally.possible < limits.few_sessions:
        return f"Fewer than {count_words(limits.few_sessions, 'session')}: too few to compare."
    if each.rest.pupils < limits.small_number:
        return f"The rest are fewer than {limits.small_number} pupils: nothing to compare with."
    return ""


def weight_words(group: Figures) -> str:
    """How far one pupil alone can move the group's percentages."""
    return f"One pupil is about {round_half_up(Fraction(100, group.counted))} points" if group.counted else ""


def list_url(rights: Rights, groups: Sequence[str]) -> str:
    """The list of pupils with these facts, on roll now; empty where the list has no such filter."""
    asked: dict[str, list[str]] = {}
    for group in groups:
        name, _, value = group.partition("-")
        if not value or value == SEND:
            return ""
        param, word = _filter(Section(name), value)
        asked.setdefault(param, []).append(word)
    joined = {param: ",".join(words) for param, words in asked.items()}
    if any(len(words) > 1 for param, words in asked.items() if param != "fact"):
        return ""
    return f"{reverse('pupils', args=[rights.school.slug])}?{urlencode(joined)}"


def _filter(section: Section, value: str) -> tuple[str, str]:
    if section is Section.ETHNICITY:
        return section.value, _LETTERS[value]
    return _PARAMS.get(section, section.value), value


_PARAMS: Mapping[Section, str] = {
    Section.SUPPORT: "fact",
    Section.CARE: "fact",
    Section.TRAVEL: "transport",
}


def _figure(kind: FigureKind, each: Compared, limits: FigureLimits, *, is_guarded: bool) -> ComparedFigure:
    """A figure of a group and the rest, as much of it as their size lets be shown."""
    fewest = min(each.group.pupils, each.rest.pupils)
    return ComparedFigure(
        kind=kind,
        here=Part(*parts_of(each.group)[kind]),
        others=Part(*parts_of(each.rest)[kind]),
        is_small=bool(caution_words(each, limits)),
        is_hidden=is_guarded and fewest < limits.small_number,
    )
