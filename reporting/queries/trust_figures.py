"""The figures of each school where a person may see them, and of all together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from accounts.models import User
from accounts.roles import Permission, Scope
from attendance.figure_bases import Basis
from attendance.figure_kinds import FigureKind, both_words
from attendance.queries.figures.groups import Figures, SchoolFigures, school_totals
from attendance.queries.figures.limits import FigureLimits, limits_of
from reporting.queries.closed_figures import hidden_columns, totals_of_periods
from reporting.queries.figure_choices import FigureChoice, NamedDays, choice_in, closed_days, days_to_choose
from reporting.queries.figure_tables import (
    WHOLE,
    FigureTable,
    closed_row,
    figure_row,
    table_of,
    with_few_or_none,
)
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
    """The figures of the schools whose whole a person may see: six statements at most, whatever their number.

    A person with their own classes alone finds them at their school.
    """
    held = [rights for rights in rights_everywhere(user, on=on) if _scopes(rights) & WHOLE_SCHOOL]
    schools = [rights.school for rights in held]
    closed = {rights.school.pk for rights in held if not rights.has_for_school(Permission.FIGURES_VIEW)}
    named = closed_days(schools, on=on) if closed else days_to_choose(schools, on=on)
    choice = choice_in(asked, named, totals_alone=bool(closed), on=on)
    limits_on = on if closed else choice.period.ends_on
    limits = limits_of([school.pk for school in schools], basis=choice.basis, on=limits_on)
    found = school_totals(limits, choice.days, basis=choice.basis)
    hidden = _hidden({pk: limits[pk] for pk in closed}, found, named)
    table = _table(held, found, choice, hidden)
    return TrustPage(
        choice=choice,
        named=named,
        totals_alone=bool(closed),
        table=table,
        bases=[Basis.DFE] if closed else list(Basis),
        rules=sorted({both_words(is_below=limit.is_below) for limit in limits.values()}),
        has_own_rule=any(limit.is_below for limit in limits.values()),
    )


def _scopes(rights: Rights) -> frozenset[Scope]:
    return rights.scopes(Permission.FIGURES_VIEW)


def _hidden(
    closed: Mapping[int, FigureLimits], found: Mapping[int, Figures], named: Sequence[NamedDays]
) -> dict[int, frozenset[FigureKind]]:
    """What is hidden of each school whose pupils the person may not see."""
    totals = totals_of_periods(closed, named, basis=Basis.DFE) if closed else []
    return {
        pk: hidden_columns(
            SchoolFigures(found[pk], ()), [each[pk] for each in totals], limit.small_number
        ).whole
        for pk, limit in closed.items()
    }


def _table(
    held: Sequence[Rights],
    found: Mapping[int, Figures],
    choice: FigureChoice,
    hidden: Mapping[int, frozenset[FigureKind]],
) -> FigureTable:
    """A row a school. Where a school's figure is hidden the sum is too: the others would betray it."""
    rows = []
    for rights in held:
        row = figure_row(rights.school.name, WHOLE, found[rights.school.pk], _url(rights), choice.query)
        rows.append(closed_row(row, hidden.get(rights.school.pk, ())) if hidden else row)
    total = sum(found.values(), start=Figures())
    together = figure_row("Together", "", total, "", "")
    if not hidden:
        return with_few_or_none(table_of(rows, together), total)
    any_hidden = frozenset[FigureKind]().union(*hidden.values())
    return table_of(rows, closed_row(together, any_hidden))


def _url(rights: Rights) -> str:
    return reverse("figures_explain", args=[rights.school.slug])
