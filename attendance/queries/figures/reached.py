"""Whose pupils a figure counts for a person: as far as the right reaches."""

from __future__ import annotations

from dataclasses import dataclass, field

from accounts.roles import Permission, Scope
from schools.access import Rights
from schools.queries.reach import Parameters, reach


@dataclass(frozen=True, slots=True)
class Reached:
    """A table of pupils' ids for the beginning of a WITH clause, what names it, and its values."""

    tables: str = ""
    among: str = ""
    values: Parameters = field(default_factory=dict)


EVERYBODY = Reached()


def sees_totals_alone(rights: Rights) -> bool:
    """Whether a person sees the school's figures without any pupil: a governor, a trust viewer."""
    return Scope.AGGREGATE in rights.scopes(Permission.FIGURES_VIEW) and not rights.reaches_people(
        Permission.FIGURES_VIEW
    )


def sees_both(rights: Rights) -> bool:
    """Whether a person has pupils of their own, and the school's figures without any: a staff governor."""
    scopes = rights.scopes(Permission.FIGURES_VIEW)
    return Scope.AGGREGATE in scopes and Scope.SCHOOL not in scopes and len(scopes) > 1


def reached_by(rights: Rights) -> Reached:
    """The pupils that the right to figures reaches; leavers count for whom it covers the school."""
    if rights.has_for_school(Permission.FIGURES_VIEW):
        return EVERYBODY
    sql, values = reach(rights, Permission.FIGURES_VIEW)
    return Reached(f"seen (id) AS ({sql}), ", "SELECT id FROM seen", values)
