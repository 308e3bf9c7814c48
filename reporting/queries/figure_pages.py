"""The page of a school's figures, as far as a person's right reaches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from attendance.figure_bases import Basis
from attendance.figure_kinds import both_words
from attendance.line_words import PERSISTENT_KEY
from attendance.queries.figures.comparators import Comparator, comparator_for
from attendance.queries.figures.groups import SchoolFigures, group_totals, school_totals
from attendance.queries.figures.limits import FigureLimits, limits_of
from attendance.queries.figures.reached import EVERYBODY, Reached, reached_by, sees_both, sees_totals_alone
from reporting.queries.figure_choices import By, FigureChoice, NamedDays, choice_in, days_to_choose
from reporting.queries.figure_tables import FigureTable, closed_table, open_table
from schools.access import Rights
from schools.queries.dated_values import own_sources
from schools.value_kinds import METHOD


@dataclass(frozen=True)
class FigureScope:
    """How far a person's figures go: whose pupils count, and whether any of them may be shown."""

    reached: Reached
    totals_alone: bool
    may_choose: bool
    words: str


@dataclass(frozen=True)
class AskedFigures:
    """The figures that were asked for, before they are a table: `limits` are the school's."""

    scope: FigureScope
    named: Sequence[NamedDays]
    choice: FigureChoice
    limits: FigureLimits
    found: SchoolFigures


@dataclass(frozen=True)
class FigurePage:
    """The table, what was chosen and what could be, and by which rule it is counted."""

    choice: FigureChoice
    named: Sequence[NamedDays]
    scope: FigureScope
    table: FigureTable
    limits: FigureLimits
    bases: Sequence[Basis]
    groupings: Sequence[By]
    source: str
    comparator: Comparator | None

    @property
    def rule_words(self) -> str:
        """By which rules absence is persistent and severe."""
        return both_words(self.limits.rule)


def scope_of(rights: Rights, asked: Mapping[str, str]) -> FigureScope:
    """How far a person's figures go. A governor with a class of their own chooses between the two."""
    may_choose = sees_both(rights)
    if sees_totals_alone(rights) or (may_choose and asked.get("of") == "school"):
        return FigureScope(EVERYBODY, True, may_choose, "The whole school, without any pupil")
    reached = reached_by(rights)
    words = "The whole school" if reached is EVERYBODY else "Pupils of your own classes and years, now"
    return FigureScope(reached, False, may_choose, words)


def asked_figures(rights: Rights, asked: Mapping[str, str], *, on: date) -> AskedFigures:
    """The figures of an address: four statements, whatever the number of pupils and groups."""
    scope = scope_of(rights, asked)
    named = days_to_choose([rights.school], on=on, half_terms_of=rights.school)
    choice = choice_in(asked, named, totals_alone=scope.totals_alone, on=on)
    limits = limits_of([rights.school.pk], basis=choice.basis, on=choice.period.ends_on)
    # Small numbers of the whole are those of its years: whoever sees one sees the other.
    kind = By.YEAR.kind if scope.totals_alone else choice.by.kind
    if kind is None:
        totals = school_totals(limits, choice.days, basis=choice.basis, reached=scope.reached)
        found = SchoolFigures(totals[rights.school.pk], ())
    else:
        found = group_totals(limits, choice.days, basis=choice.basis, kind=kind, reached=scope.reached)
    return AskedFigures(scope, named, choice, limits[rights.school.pk], found)


def figure_page(rights: Rights, asked: Mapping[str, str], *, on: date) -> FigurePage:
    """The page of figures: ten statements at most, five of them for the DfE's figures."""
    figures = asked_figures(rights, asked, on=on)
    choice, scope = figures.choice, figures.scope
    url = reverse("figures_explain", args=[rights.school.slug])
    whole_name = "Together" if scope.reached is not EVERYBODY else rights.school.name
    if scope.totals_alone:
        least = figures.limits.small_number
        table = closed_table(figures.found, url, choice.query, whole_name, least=least)
        if choice.by is By.WHOLE:
            table = FigureTable((), table.whole, any(cell.is_hidden for cell in table.whole.cells))
    else:
        table = open_table(figures.found, url, choice.query, whole_name)
    return FigurePage(
        choice=choice,
        named=figures.named,
        scope=scope,
        table=table,
        limits=figures.limits,
        bases=[Basis.DFE] if scope.totals_alone else list(Basis),
        groupings=[By.YEAR, By.WHOLE] if scope.totals_alone else list(By),
        source=_source(rights, choice),
        comparator=_comparator(rights, scope, table, choice, on),
    )


def _source(rights: Rights, choice: FigureChoice) -> str:
    """Where the rules come from: persistent absence on the DfE's basis is always the DfE's."""
    keys = (PERSISTENT_KEY,) if choice.basis is Basis.ALL else ()
    own = own_sources(rights.school.pk, keys, on=choice.period.ends_on)
    return "; of persistent and severe absence: ".join([METHOD, *own.values()])


def _comparator(
    rights: Rights, scope: FigureScope, table: FigureTable, choice: FigureChoice, on: date
) -> Comparator | None:
    """The school beside the DfE's figures, for who sees the whole school and where none of it is hidden."""
    if scope.reached is not EVERYBODY or any(cell.is_hidden for cell in table.whole.cells):
        return None
    return comparator_for(rights.school, choice.days, on=on)
