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
from reporting.queries.closed_figures import OPEN, HiddenColumns, hidden_columns, totals_of_periods
from reporting.queries.figure_choices import (
    YEARS,
    By,
    FigureChoice,
    NamedDays,
    choice_in,
    closed_days,
    days_to_choose,
    years_come_on,
)
from reporting.queries.figure_tables import FigureTable, closed_table, open_table
from reporting.queries.last_years import BesideLastYear, beside_last_year
from schools.access import Rights
from schools.queries.dated_values import own_sources
from schools.value_kinds import METHOD
from schools.wording import date_words


@dataclass(frozen=True)
class FigureScope:
    """How far a person's figures go: whose pupils count, and whether any of them may be shown."""

    reached: Reached
    totals_alone: bool
    may_choose: bool
    words: str


@dataclass(frozen=True)
class AskedFigures:
    """The figures that were asked for, before they are a table: `limits` are the school's.

    `hidden` is what of them stays hidden: nothing from who may see the pupils.
    """

    scope: FigureScope
    named: Sequence[NamedDays]
    choice: FigureChoice
    limits: FigureLimits
    found: SchoolFigures
    hidden: HiddenColumns


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
    last_year: BesideLastYear | None
    years_words: str

    @property
    def rule_words(self) -> str:
        """By which rules absence is persistent and severe."""
        return both_words(is_below=self.limits.is_below)


def scope_of(rights: Rights, asked: Mapping[str, str]) -> FigureScope:
    """How far a person's figures go. A governor with a class of their own chooses between the two."""
    may_choose = sees_both(rights)
    if sees_totals_alone(rights) or (may_choose and asked.get("of") == "school"):
        return FigureScope(EVERYBODY, True, may_choose, "The whole school, without any pupil")
    reached = reached_by(rights)
    words = "The whole school" if reached is EVERYBODY else "Pupils of your own classes and years, now"
    return FigureScope(reached, False, may_choose, words)


def asked_figures(rights: Rights, asked: Mapping[str, str], *, on: date) -> AskedFigures:
    """The figures of an address, whatever the number of pupils and groups: four statements.

    For who sees totals alone one more for each of the days on offer, and the values of the day itself: a
    limit that a school raised holds for days gone by too.
    """
    scope = scope_of(rights, asked)
    named = _named(rights, scope, on)
    choice = choice_in(asked, named, totals_alone=scope.totals_alone, on=on)
    limits_on = on if scope.totals_alone else choice.period.ends_on
    limits = limits_of([rights.school.pk], basis=choice.basis, on=limits_on)
    found = _found(rights, scope, choice, limits)
    limit, hidden = limits[rights.school.pk], OPEN
    if scope.totals_alone:
        totals = totals_of_periods(limits, named, basis=choice.basis)
        hidden = hidden_columns(found, [each[rights.school.pk] for each in totals], limit.small_number)
    return AskedFigures(scope, named, choice, limit, found, hidden)


def _named(rights: Rights, scope: FigureScope, on: date) -> list[NamedDays]:
    """The days on offer. A governor with pupils of their own has the whole school alone beside these."""
    if not scope.totals_alone:
        return days_to_choose([rights.school], on=on, half_terms_of=rights.school)
    named = closed_days([rights.school], on=on, half_terms_of=rights.school)
    return [each for each in named if each.key != YEARS] if scope.may_choose else named


def _found(
    rights: Rights, scope: FigureScope, choice: FigureChoice, limits: Mapping[int, FigureLimits]
) -> SchoolFigures:
    kind = choice.by.kind
    if kind is None:
        totals = school_totals(limits, choice.days, basis=choice.basis, reached=scope.reached)
        return SchoolFigures(totals[rights.school.pk], ())
    return group_totals(limits, choice.days, basis=choice.basis, kind=kind, reached=scope.reached)


def figure_page(rights: Rights, asked: Mapping[str, str], *, on: date) -> FigurePage:
    """The page of figures: seven statements more at most than the figures, for the DfE's and last year's."""
    figures = asked_figures(rights, asked, on=on)
    choice, scope = figures.choice, figures.scope
    url = reverse("figures_explain", args=[rights.school.slug])
    whole_name = "Together" if scope.reached is not EVERYBODY else rights.school.name
    if scope.totals_alone:
        table = closed_table(figures.found, url, choice.query, whole_name, hidden=figures.hidden)
    else:
        pupils_url = reverse("pupils", args=[rights.school.slug])
        table = open_table(figures.found, url, choice.query, whole_name, pupils_url=pupils_url)
    return FigurePage(
        choice=choice,
        named=figures.named,
        scope=scope,
        table=table,
        limits=figures.limits,
        bases=[Basis.DFE] if scope.totals_alone else list(Basis),
        groupings=[] if scope.totals_alone else list(By),
        source=_source(rights, choice),
        comparator=_comparator(rights, scope, table, choice, on),
        last_year=_last_year(rights, figures),
        years_words=_years_words(rights, figures, on) if scope.totals_alone else "",
    )


def _source(rights: Rights, choice: FigureChoice) -> str:
    """Where the rules come from: persistent absence on the DfE's basis is always the DfE's."""
    keys = (PERSISTENT_KEY,) if choice.basis is Basis.ALL else ()
    own = own_sources(rights.school.pk, keys, on=choice.period.ends_on)
    return "; of persistent and severe absence: ".join([METHOD, *own.values()])


def _years_words(rights: Rights, figures: AskedFigures, on: date) -> str:
    """Where figures by year group are, or from when: for who sees totals alone."""
    if figures.scope.may_choose or figures.choice.by is By.YEAR:
        return ""
    if any(each.key == YEARS for each in figures.named):
        return "By year group are the figures of the school year to the end of the last half term."
    comes_on = years_come_on(rights.school, on=on)
    when = f" on {date_words(comes_on)}" if comes_on else ""
    return f"Figures by year group come{when}, once a half term is over."


def _last_year(rights: Rights, figures: AskedFigures) -> BesideLastYear | None:
    """The same weeks last year, for who may see the pupils: of totals alone they would be a second period."""
    if figures.scope.totals_alone:
        return None
    whole = figures.found.whole
    return beside_last_year(rights.school, whole, figures.choice, figures.limits, figures.scope.reached)


def _comparator(
    rights: Rights, scope: FigureScope, table: FigureTable, choice: FigureChoice, on: date
) -> Comparator | None:
    """The school beside the DfE's figures, for who sees the attendance of the whole school."""
    if scope.reached is not EVERYBODY or table.whole.is_hidden:
        return None
    return comparator_for(rights.school, choice.days, on=on)
