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
from reporting.queries.figure_tables import fraction_words, parts_of, percent_words
from schools.access import Rights
from schools.wording import count_words, list_words

KINDS = (
    FigureKind.ATTENDANCE,
    FigureKind.AUTHORISED,
    FigureKind.UNAUTHORISED,
    FigureKind.PERSISTENT,
    FigureKind.SEVERE,
)
SAME = "The same"
NO_MARKS_THEN = "No marks of last year here"
_LETTERS = {value: letter for letter, (value, _) in ETHNIC_GROUPS.items()}


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """A figure of a group and of the rest. Without percentages where either is too small to have one.

    `points` is how many percentage points the group is over (or, negative, under) the rest.
    """

    kind: FigureKind
    fraction: str
    percent: str
    rest_fraction: str
    rest_percent: str
    points: Decimal | None

    @property
    def gap_words(self) -> str:
        """The gap in words: "2.1 points lower"; empty without percentages."""
        return points_words(self.points)


@dataclass(frozen=True, slots=True)
class GroupThen:
    """A group's attendance in the same weeks last year, and how it lay to the rest then."""

    fraction: str
    percent: str
    gap_words: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group against the rest. `caution` says why percentages are missing, `weight` what one pupil moves."""

    name: str
    pupils: int
    rest_pupils: int
    figures: tuple[ComparedFigure, ...]
    then: GroupThen
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


def points_words(points: Decimal | None, *, higher: str = "higher", lower: str = "lower") -> str:
    """A difference of percentages in words; empty for none."""
    if points is None:
        return ""
    if not points:
        return SAME
    unit = "point" if abs(points) == 1 else "points"
    return f"{abs(points)} {unit} {higher if points > 0 else lower}"


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
    name = list_words([group_name(group) for group in found.chosen])
    # Last year a fact may have been nobody's: there is no such group then.
    same = then.combined if then and set(then.chosen) == set(found.chosen) else None
    return group_row(
        name, found.combined, same, limits, has_then=then is not None, url=list_url(rights, found.chosen)
    )


def _row_of(
    rights: Rights, found: PupilGroups, then: PupilGroups | None, group: str, limits: FigureLimits
) -> GroupRow:
    return group_row(
        group_name(group),
        found.groups[group],
        then.groups.get(group) if then else None,
        limits,
        has_then=then is not None,
        url=list_url(rights, [group]),
    )


def group_row(
    name: str, each: Compared, then: Compared | None, limits: FigureLimits, *, has_then: bool, url: str
) -> GroupRow:
    """A row of a group. `has_then`: whether there are marks of last year at all."""
    caution = caution_words(each, limits)
    here, rest = parts_of(each.group), parts_of(each.rest)
    return GroupRow(
        name=name,
        pupils=each.group.pupils,
        rest_pupils=each.rest.pupils,
        figures=tuple(_figure(kind, here[kind], rest[kind], is_small=bool(caution)) for kind in KINDS),
        then=_then(then, limits, has_then=has_then),
        weight="" if caution else weight_words(each.group),
        caution=caution,
        url=url,
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


def _figure(
    kind: FigureKind, here: tuple[int, int], rest: tuple[int, int], *, is_small: bool
) -> ComparedFigure:
    return ComparedFigure(
        kind=kind,
        fraction=fraction_words(*here),
        percent="" if is_small else percent_words(*here),
        rest_fraction=fraction_words(*rest),
        rest_percent="" if is_small else percent_words(*rest),
        points=None if is_small else points_between(_share(here), _share(rest)),
    )


def _share(part: tuple[int, int]) -> Fraction | None:
    count, of = part
    return Fraction(count, of) if of else None


def _then(then: Compared | None, limits: FigureLimits, *, has_then: bool) -> GroupThen:
    if then is None or not then.group.tally.possible:
        return GroupThen("Nobody in this group" if has_then else NO_MARKS_THEN, "", "")
    is_small = bool(caution_words(then, limits))
    here, rest = (parts_of(each)[FigureKind.ATTENDANCE] for each in (then.group, then.rest))
    figure = _figure(FigureKind.ATTENDANCE, here, rest, is_small=is_small)
    return GroupThen(figure.fraction, figure.percent, figure.gap_words)
