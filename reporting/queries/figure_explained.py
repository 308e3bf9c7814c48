"""One figure opened: its rule and source, its days and basis, its marks, and who is behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.urls import reverse

from attendance.figure_kinds import FigureKind, figure_rule
from attendance.line_words import RuleWords
from attendance.metrics import Tally
from attendance.queries.figures.behind import PupilBehind, pupils_behind
from attendance.queries.figures.groups import Figures
from attendance.queries.figures.limits import FigureLimits
from attendance.queries.figures.marks import MarksCounted, marks_counted
from attendance.queries.figures.reached import EVERYBODY
from reporting.queries.figure_choices import FigureChoice
from reporting.queries.figure_pages import AskedFigures, FigureScope, asked_figures
from reporting.queries.figure_tables import (
    NO_GROUP,
    WHOLE,
    fraction_words,
    hidden_in,
    parts_of,
    percent_words,
    slug_of,
)
from schools.access import Rights


@dataclass(frozen=True)
class BehindLine:
    """A pupil behind a figure, with the way to the marks."""

    name: str
    fraction: str
    percent: str
    split: str
    has_few: bool
    url: str


@dataclass(frozen=True)
class FigureExplained:
    """A figure with everything that makes it; `fraction` is empty where it is hidden."""

    rule: RuleWords
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
    back_url: str

    @property
    def is_hidden(self) -> bool:
        """Whether the figure is a small number, or would betray one."""
        return not self.fraction

    @property
    def more(self) -> int:
        """How many pupils are behind those that are listed."""
        return self.found - len(self.lines)


def explain_figure(rights: Rights, asked: Mapping[str, str], *, on: date) -> FigureExplained:
    """The figure of an address; 404 for one that is none, or a group that the right does not reach.

    Six statements, whatever the number of pupils.
    """
    kind = _kind(asked)
    figures = asked_figures(rights, asked, on=on)
    slug = asked.get("group", WHOLE)
    group, shown = _picked(figures, slug)
    choice, is_hidden = figures.choice, figures.scope.totals_alone and _is_hidden(figures, kind, slug)
    part, whole = parts_of(shown)[kind]
    lines, found = ((), 0) if figures.scope.totals_alone else _behind(rights, figures, kind, slug)
    back = f"{reverse('figures', args=[rights.school.slug])}?{choice.query}"
    return FigureExplained(
        rule=figure_rule(kind, choice.basis, figures.limits.rule, figures.limits.few_sessions),
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
        back_url=back,
    )


def _kind(asked: Mapping[str, str]) -> FigureKind:
    named = asked.get("figure", FigureKind.ATTENDANCE.value)
    if named not in set(FigureKind):
        raise Http404
    return FigureKind(named)


def _picked(figures: AskedFigures, slug: str) -> tuple[str, Figures]:
    """The group that an address names, among those that the person's table has."""
    if slug == WHOLE:
        return "", figures.found.whole
    for group in figures.found.groups:
        if slug_of(group) == slug:
            return group.name or "In no group", group.figures
    raise Http404


def _is_hidden(figures: AskedFigures, kind: FigureKind, slug: str) -> bool:
    hidden = hidden_in(figures.found, figures.limits.small_number)
    columns = {FigureKind.PERSISTENT: hidden.persistent, FigureKind.SEVERE: hidden.severe}
    column = columns.get(kind, hidden.groups)
    if kind is FigureKind.FEW:
        return True
    if slug == WHOLE:
        return column.total
    places = {slug_of(group): place for place, group in enumerate(figures.found.groups)}
    return places[slug] in column.places


def _group(slug: str) -> int | None:
    return None if slug in (NO_GROUP, WHOLE) else int(slug)


def _behind(
    rights: Rights, figures: AskedFigures, kind: FigureKind, slug: str
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
    )
    return [_line(rights, line, choice) for line in behind.lines], behind.found


def _line(rights: Rights, line: PupilBehind, choice: FigureChoice) -> BehindLine:
    tally, period = line.tally, choice.period
    url = reverse("pupil_marks", args=[rights.school.slug, line.pupil_id])
    return BehindLine(
        name=line.name,
        fraction=fraction_words(tally.attended, tally.possible),
        percent=percent_words(tally.attended, tally.possible),
        split=_split_words(tally),
        has_few=line.has_few,
        url=f"{url}?from={period.starts_on.isoformat()}&until={period.ends_on.isoformat()}",
    )


def _split_words(tally: Tally) -> str:
    return (
        f"{tally.authorised} authorised, {tally.unauthorised} unauthorised, {tally.late_in_all} late (L or U)"
    )


def _marks(rights: Rights, figures: AskedFigures, slug: str, on: date) -> MarksCounted | None:
    """The marks of the whole school's days: those in the figures and those missing.

    They are of everybody on roll: beside totals of the DfE's cohort they would tell of the rest.
    """
    scope = figures.scope
    if slug != WHOLE or scope.totals_alone or scope.reached is not EVERYBODY:
        return None
    return marks_counted(rights.school, figures.choice.days, on=on)
