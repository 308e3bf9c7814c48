"""The figures of each school where a person may see them, and of all together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from accounts.models import User
from accounts.roles import Permission, Scope
from attendance.figure_bases import Basis, PersistentRule
from attendance.figure_kinds import both_words
from attendance.queries.figures.groups import Figures, school_totals
from attendance.queries.figures.limits import FigureLimits, limits_of
from reporting.queries.figure_choices import FigureChoice, NamedDays, choice_in, days_to_choose
from reporting.queries.figure_tables import (
    WHOLE,
    FigureTable,
    closed_row,
    counts_of,
    figure_row,
    table_of,
    with_few_or_none,
    without_few,
)
from reporting.small_numbers import Hidden, HiddenFigures, hide_small
from schools.access import Rights, rights_everywhere
from schools.value_kinds import METHOD

WHOLE_SCHOOL = {Scope.SCHOOL, Scope.TRUST, Scope.AGGREGATE}


@dataclass(frozen=True)
class TrustPage:
    """A line a school and the sum; `rules` are those by which absence is persistent at these schools."""

    choice: FigureChoice
    named: Sequence[NamedDays]
    totals_alone: bool
    table: FigureTable
    bases: Sequence[Basis]
    rules: Sequence[str]
    has_own_rule: bool

    @property
    def source(self) -> str:
        """Where the rules come from."""
        return f"{METHOD}; less than 90% or 50%: a school's own rule" if self.has_own_rule else METHOD


def trust_page(user: User, asked: Mapping[str, str], *, on: date) -> TrustPage:
    """The figures of the schools whose whole a person may see: four statements, whatever their number.

    A person with their own classes alone finds them at their school.
    """
    held = [rights for rights in rights_everywhere(user, on=on) if _scopes(rights) & WHOLE_SCHOOL]
    schools = [rights.school for rights in held]
    closed = {rights.school.pk for rights in held if not rights.has_for_school(Permission.FIGURES_VIEW)}
    named = days_to_choose(schools, on=on)
    choice = choice_in(asked, named, totals_alone=bool(closed), on=on)
    limits = limits_of([school.pk for school in schools], basis=choice.basis, on=choice.period.ends_on)
    found = school_totals(limits, choice.days, basis=choice.basis)
    table = _table(held, found, choice, {pk: limits[pk] for pk in closed})
    return TrustPage(
        choice=choice,
        named=named,
        totals_alone=bool(closed),
        table=table,
        bases=[Basis.DFE] if closed else list(Basis),
        rules=sorted({both_words(limit.rule) for limit in limits.values()}),
        has_own_rule=any(limit.rule is PersistentRule.BELOW for limit in limits.values()),
    )


def _scopes(rights: Rights) -> frozenset[Scope]:
    return rights.scopes(Permission.FIGURES_VIEW)


def _table(
    held: Sequence[Rights],
    found: Mapping[int, Figures],
    choice: FigureChoice,
    closed: Mapping[int, FigureLimits],
) -> FigureTable:
    """A row a school. Where a school's figure is hidden the sum is too: the others would betray it."""
    rows, hidden = [], []
    for rights in held:
        school, figures = rights.school, found[rights.school.pk]
        row = figure_row(school.name, WHOLE, figures, _url(rights), choice.query)
        if school.pk in closed:
            hidden.append(hide_small([], counts_of(figures), closed[school.pk].small_number))
            row = closed_row(row, hidden[-1])
        rows.append(without_few(row) if closed else row)
    total = sum(found.values(), start=Figures())
    together = figure_row("Together", "", total, "", "")
    if closed:
        return table_of(rows, closed_row(together, _any(hidden)))
    return with_few_or_none(table_of(rows, together), total)


def _url(rights: Rights) -> str:
    return reverse("figures_explain", args=[rights.school.slug])


def _any(hidden: Sequence[HiddenFigures]) -> HiddenFigures:
    """What is hidden of a sum: each figure of which one school's is."""
    columns = ("groups", "persistent", "severe")
    return HiddenFigures(
        *(Hidden(frozenset(), any(getattr(each, column).total for each in hidden)) for column in columns)
    )
