"""The page of groups against the rest: who misses more school than others, by the facts a person may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.roles import Permission
from attendance.figure_bases import Basis
from attendance.figure_kinds import FigureKind, both_words
from attendance.line_words import PERSISTENT_KEY
from attendance.pupil_groups import MOST_COMBINED, Section, chosen_groups, group_name, in_order
from attendance.queries.figures.comparators import Comparator, comparator_for
from attendance.queries.figures.last_year import same_weeks_last_year
from attendance.queries.figures.limits import FigureLimits, limits_of
from attendance.queries.figures.pupil_groups import PupilGroups, pupil_groups
from attendance.queries.figures.reached import EVERYBODY, reached_by
from attendance.scrutiny import Period
from reporting.queries.figure_choices import BETWEEN, FigureChoice, NamedDays, choice_in, days_to_choose
from reporting.queries.figure_words import KINDS
from reporting.queries.group_tables import GroupRow, GroupSection, combined_row, group_sections
from reporting.table_files import FileKind
from schools.access import Rights, whom_to_ask
from schools.queries.dated_values import own_sources
from schools.value_kinds import METHOD

AND = "and"
EXPORTING = (
    Permission.FIGURES_VIEW,
    Permission.SUPPORT_FACTS_VIEW,
    Permission.PROTECTED_FACTS_VIEW,
    Permission.PUPIL_MANAGE,
)


@dataclass(frozen=True)
class GroupsAsked:
    """What an address asks for: the days, whose sessions, and the facts that are combined."""

    choice: FigureChoice
    combined: tuple[str, ...]

    @property
    def query(self) -> str:
        """The same as an address carries it."""
        period = self.choice.period
        asked = [("period", self.choice.period_key), ("basis", self.choice.basis.value)]
        if self.choice.period_key == BETWEEN:
            asked += [("from", period.starts_on.isoformat()), ("to", period.ends_on.isoformat())]
        return urlencode([*asked, *((AND, group) for group in self.combined)])


@dataclass(frozen=True)
class GroupPage:
    """The groups by section, the combination that was chosen, and what could be.

    `pickers` are for each place of the combination what it is set to. `then_words` are the days of last
    year; empty where the school has none.
    """

    asked: GroupsAsked
    named: Sequence[NamedDays]
    scope_words: str
    sections: Sequence[GroupSection]
    combined: GroupRow | None
    options: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    pickers: Sequence[str]
    pupils: int
    limits: FigureLimits
    source: str
    then_words: str
    comparator: Comparator | None
    files: Sequence[tuple[str, str]]

    @property
    def choice(self) -> FigureChoice:
        """The days and whose sessions, as the form of figures takes them."""
        return self.asked.choice

    @property
    def combined_rows(self) -> list[GroupRow]:
        """The combination as the rows of a table."""
        return [self.combined] if self.combined else []

    @property
    def bases(self) -> list[Basis]:
        """Whose sessions can be counted."""
        return list(Basis)

    @property
    def columns(self) -> tuple[FigureKind, ...]:
        """The figures of a row, in their order."""
        return KINDS

    @property
    def small_words(self) -> str:
        """What small groups do not show."""
        return (
            "Group and rest have no percentage where either has fewer than "
            f"{self.limits.small_number} pupils; "
            "of social care and of ethnic groups no fraction either."
        )

    @property
    def rule_words(self) -> str:
        """By which rules absence is persistent and severe."""
        return both_words(is_below=self.limits.is_below)


def group_page(rights: Rights, query: Mapping[str, str], chosen: Sequence[str], *, on: date) -> GroupPage:
    """Every group that a person may know of against the rest: twelve statements at most.

    `chosen` are the facts to combine; one that is none, or nobody's whom the person may see, is left out.
    403 for who sees the school's totals alone: groups are of few pupils.
    """
    if not rights.reaches_people(Permission.FIGURES_VIEW):
        raise PermissionDenied(whom_to_ask(Permission.FIGURES_VIEW))
    named = days_to_choose([rights.school], on=on, half_terms_of=rights.school)
    choice = choice_in(query, named, totals_alone=False, on=on)
    limits = limits_of([rights.school.pk], basis=choice.basis, on=choice.period.ends_on)
    asked = chosen_groups(chosen)
    found = pupil_groups(rights, limits, choice.days, basis=choice.basis, chosen=asked)
    days_then = same_weeks_last_year(rights.school, choice.days)
    then = pupil_groups(rights, limits, days_then, basis=choice.basis, chosen=asked) if days_then else None
    if then and not then.whole.tally.possible:
        then = None
    limit = limits[rights.school.pk]
    is_whole = reached_by(rights) is EVERYBODY
    asked_now = GroupsAsked(choice, found.chosen)
    return GroupPage(
        asked=asked_now,
        named=named,
        scope_words="The whole school" if is_whole else "Pupils of your own classes and years, now",
        sections=group_sections(rights, found, then, limit),
        combined=combined_row(rights, found, then, limit),
        options=_options(found),
        pickers=[*found.chosen, *[""] * (MOST_COMBINED - len(found.chosen))],
        pupils=found.whole.pupils,
        limits=limit,
        source=_source(rights, choice),
        then_words=Period(days_then.from_on, days_then.until_on).words if then and days_then else "",
        comparator=comparator_for(rights.school, choice.days, on=on) if is_whole else None,
        files=_files(rights, asked_now) if may_export(rights) else [],
    )


def may_export(rights: Rights) -> bool:
    """Whether these figures may leave: the right to export reaches as far as each right that they show."""
    reached = rights.scopes(Permission.EXPORT_ATTENDANCE)
    return rights.has_for_school(Permission.EXPORT_ATTENDANCE) or (
        bool(reached) and all(rights.scopes(permission) <= reached for permission in EXPORTING)
    )


def _files(rights: Rights, asked: GroupsAsked) -> list[tuple[str, str]]:
    return [
        (kind.words, f"{reverse('figure_groups_file', args=[rights.school.slug, kind.value])}?{asked.query}")
        for kind in FileKind
    ]


def _options(found: PupilGroups) -> list[tuple[str, list[tuple[str, str]]]]:
    """The facts that can be combined, by section: those that some pupil has."""
    pupils = {group: each.group.pupils for group, each in found.groups.items()}
    sections = (
        (section, [group for group in in_order(section, pupils) if not group.endswith("-")])
        for section in Section
    )
    return [
        (section.words, [(group, group_name(group)) for group in groups])
        for section, groups in sections
        if groups
    ]


def _source(rights: Rights, choice: FigureChoice) -> str:
    """Where the rules come from, a school's own beside the DfE's."""
    keys = (PERSISTENT_KEY,) if choice.basis is Basis.ALL else ()
    own = own_sources(rights.school.pk, keys, on=choice.period.ends_on)
    return "; of persistent and severe absence: ".join([METHOD, *own.values()])
