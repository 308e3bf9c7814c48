"""What a school's figures are measured by on a day: the rule, few sessions and small numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from attendance.bands import MOVEMENT_KEYS, MovementValues
from attendance.figure_bases import Basis
from attendance.line_rules import BELOW
from schools.models import School
from schools.queries.dated_values import values_of, values_of_schools

RULE, FEW, SMALL = "figures.persistent_rule", "figures.few_sessions", "figures.small_number"
KEYS = (RULE, FEW, SMALL)


@dataclass(frozen=True, slots=True)
class FigureLimits:
    """The values in force: `few_sessions` in sessions, `small_number` in pupils.

    `is_below`: exactly 90 or 50 per cent is no persistent or severe absence; never on the basis of the DfE.
    """

    is_below: bool
    few_sessions: int
    small_number: int


def limits_of(schools: Collection[int], *, basis: Basis, on: date) -> dict[int, FigureLimits]:
    """The limits of each school on a day, for figures on one basis: one statement."""
    found = values_of_schools(schools, KEYS, on=on)
    return {school: _limits(values, basis) for school, values in found.items()}


def movement_values(school: School, *, on: date) -> MovementValues:
    """What a pupil's year is measured by at a school on a day: one statement."""
    return MovementValues.of(values_of(school, MOVEMENT_KEYS, on=on))


def _limits(values: Mapping[str, Any], basis: Basis) -> FigureLimits:
    is_below = basis is Basis.ALL and values[RULE] == BELOW
    return FigureLimits(is_below, values[FEW], values[SMALL])
