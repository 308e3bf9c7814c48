"""One figure opened: its rule and source, its days and basis, its marks, and who is behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.http import Http404
from django.urls import reverse

from accounts.roles import Permission
from attendance.figure_kinds import FigureKind, figure_rule
from attendance.line_words import RuleWords, sourced
from attendance.metrics import Tally
from attendance.queries.figures.behind import PUPILS_ON_PAGE, PupilBehind, pupils_behind
from attendance.queries.figures.groups import Figures
from attendance.queries.figures.limits import FigureLimits
from attendance.queries.figures.marks import MarksCounted, marks_counted
from reporting.queries.figure_choices import By, FigureChoice
from reporting.queries.figure_pages import AskedFigures, FigureScope, asked_figures
from reporting.queries.figure_tables import (
    NO_GROUP,
    WHOLE,
    fraction_words,
    name_of,
    parts_of,
    percent_words,
    slug_of,
)
from reporting.queries.links import marks_url
from schools.access import Rights
from schools.queries.dated_values import own_sources

OF_PUPILS = (FigureKind.PERSISTENT, FigureKind.SEVERE)


@dataclass(frozen=True)
class BehindLine:
    """A pupil behind a figure, with the way to the marks."""

    name: str
    class_name: str
    fraction: str
    percent: str
    split: str
    has_few: bool
    url: str


@dataclass(frozen=True)
class GroupChoice:
    """A group that the list of pupils can be of, by its word in an address."""

    slug: str
    name: str


@dataclass(frozen=True)
class FigureExplained:
    """A figure with everything that makes it; `fraction` is empty where it is hidden.

    `value_url` leads to the dated value of its rule, for who may change it. `first` is the place of the first
    of the pupils that are listed.
    """

    kind: FigureKind
    rule: RuleWords
    value_url: str
    slug: str
    groups: Sequence[GroupChoice]
    group: str
    fraction: str
    percent: str
    choice: FigureChoice
    scope: FigureScope
    limits: FigureLimits
    pupils: int
    marks: MarksCounted | None
    lines: Sequence[BehindLine]
    found: int
    first: int
    page: int
    address: str
    back_url: str

    @property
    def is_hidden(self) -> bool:
        """Whether the figure is a small number, or would betray one."""
        return not self.fraction

    @property
    def whose_words(self) -> str:
        """Whose sessions count, and whom a number of pupils counts."""
        words = f"{self.choice.basis.words}."
        return f"{words} {self.choice.basis.counts_words}" if self.kind in OF_PUPILS else words

    @property
    def other_groups(self) -> list[tuple[str, str]]:
        """By which other groups the pupils can be chosen, each with its address: "By class"."""
        return [
            (by.words, f"{self.address}?{replace(self.choice, by=by).query}&figure={self.kind.value}")
            for by in (By.YEAR, By.CLASS)
            if by is not self.choice.by
        ]

    @property
    def page_words(self) -> str:
        """Which of the pupils stand on this page: "101 to 200 of 896"."""
        return f"{self.first} to {self.first + len(self.lines) - 1} of {self.found}"

    @property
    def before_url(self) -> str:
        """The page before; empty on the first."""
        return f"{self._url}&page={self.page - 1}" if self.page > 1 else ""

    @property
    def after_url(self) -> str:
        """The page after; empty on the last."""
        is_last = self.first + len(self.lines) > self.found
        return "" if is_last else f"{self._url}&page={self.page + 1}"

    @property
    def _url(self) -> str:
        return f"{self.address}?{self.choice.query}&figure={self.kind.value}&group={self.slug}"


def explain_figure(rights: Rights, asked: Mapping[str, str], *, on: date) -> FigureExplained:
    """The figure of an address; 404 for one that is none, or a group that the right does not reach.

    Seven statements, whatever the number of pupils.
    """
    kind = _kind(asked)
    figures = asked_figures(rights, asked, on=on)
    slug = asked.get("group", WHOLE)
    group, shown = _picked(figures, slug)
    choice, is_hidden = figures.choice, figures.scope.totals_alone and _is_hidden(figures, kind, slug)
    part, whole = parts_of(shown)[kind]
    page = _page(asked)
    lines, found = ((), 0) if figures.scope.totals_alone else _behind(rights, figures, kind, slug, page)
    rule = figure_rule(
        kind, choice.basis, is_below=figures.limits.is_below, few_sessions=figures.limits.few_sessions
    )
    return FigureExplained(
        kind=kind,
        rule=sourced(rule, own_sources(rights.school.pk, rule.keys, on=choice.period.ends_on)),
        value_url=_value_url(rights, rule),
        slug=slug,
        groups=[GroupChoice(slug_of(each), name_of(each)) for each in figures.found.groups],
        group=group or rights.school.name,
        fraction="" if is_hidden else fraction_words(part, whole),
        percent="" if is_hidden else percent_words(part, whole),
        choice=choice,
        scope=figures.scope,
        limits=figures.limits,
        pupils=0 if is_hidden else shown.pupils,
        marks=_marks(rights, figures, slug, on),
        lines=lines,
        found=found,
        first=(page - 1) * PUPILS_ON_PAGE + 1,
        page=page,
        address=reverse("figures_explain", args=[rights.school.slug]),
        back_url=f"{reverse('figures', args=[rights.school.slug])}?{choice.query}",
    )


def _kind(asked: Mapping[str, str]) -> FigureKind:
    named = asked.get("figure", FigureKind.ATTENDANCE.value)
    if named not in {kind.value for kind in FigureKind}:
        raise Http404
    return FigureKind(named)


def _page(asked: Mapping[str, str]) -> int:
    named = asked.get("page", "")
    return max(1, int(named)) if named.isdecimal() and len(named) <= len("1000") else 1


def _value_url(rights: Rights, rule: RuleWords) -> str:
    if not rule.keys or not rights.has(Permission.SETUP_ATTENDANCE):
        return ""
    return reverse("value_change", args=[rights.school.slug, rule.keys[0]])


def _picked(figures: AskedFigures, slug: str) -> tuple[str, Figures]:
    """The group that an address names, among those that the person's table has."""
    if slug == WHOLE:
        return "", figures.found.whole
    for group in figures.found.groups:
        if slug_of(group) == slug:
            return name_of(group), group.figures
    raise Http404


def _is_hidden(figures: AskedFigures, kind: FigureKind, slug: str) -> bool:
    hidden = figures.hidden.whole if slug == WHOLE else figures.hidden.groups
    return kind is FigureKind.FEW or kind in hidden


def _group(slug: str) -> int | None:
    return None if slug in (NO_GROUP, WHOLE) else int(slug)


def _behind(
    rights: Rights, figures: AskedFigures, kind: FigureKind, slug: str, page: int
) -> tuple[Sequence[BehindLine], int]:
    choice = figures.choice
    behind = pupils_behind(
        {rights.school.pk: figures.limits},
        choice.days,
        figures.scope.reached,
        figure=kind,
        basis=choice.basis,
        kind=None if slug == WHOLE else choice.by.kind,
        group_id=_group(slug),
        page=page,
    )
    if page > 1 and not behind.lines:
        raise Http404
    return [_line(rights, line, choice) for line in behind.lines], behind.found


def _line(rights: Rights, line: PupilBehind, choice: FigureChoice) -> BehindLine:
    tally = line.tally
    return BehindLine(
        name=line.name,
        class_name=line.class_name,
        fraction=fraction_words(tally.attended, tally.possible),
        percent=percent_words(tally.attended, tally.possible),
        split=_split_words(tally),
        has_few=line.has_few,
        url=marks_url(rights, line.pupil_id, choice.days),
    )


def _split_words(tally: Tally) -> str:
    return (
        f"{tally.authorised} authorised, {tally.unauthorised} unauthorised, {tally.late_in_all} late (L or U)"
    )


def _marks(rights: Rights, figures: AskedFigures, slug: str, on: date) -> MarksCounted | None:
    """The marks of the group's days: those in the figures and those missing.

    They are of everybody on roll: beside totals of the DfE's cohort they would tell of the rest.
    """
    choice, scope = figures.choice, figures.scope
    if scope.totals_alone:
        return None
    kind = None if slug == WHOLE else choice.by.kind
    return marks_counted(
        rights.school, choice.days, on=on, reached=scope.reached, kind=kind, group_id=_group(slug)
    )
