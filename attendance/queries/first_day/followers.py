"""Who takes on an absence: the person of the last hand-over while they may, else the office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.roles import Permission, Role, Scope, scopes_of
from schools.access import ROLES_TO_APPROVE
from schools.models import School
from schools.queries.pupil_joins import YEAR_GROUP
from schools.queries.rows import rows_of

# Whoever left, or lost the right to this pupil, follows nobody: the absence is everybody's again. It stands
# behind a pupil `p` and a table `a` with the first day of the absence.
LIVE_GRANT = """
m.school_id = %(school)s AND u.is_active AND m.valid_from <= %(on)s
AND (m.valid_until IS NULL OR m.valid_until >= %(on)s)
AND (m.approved_by_id IS NOT NULL OR m.role <> ALL (%(approved_roles)s::text[]))
"""
FOLLOWER = f"""
{YEAR_GROUP}
LEFT JOIN LATERAL (
  SELECT h.id, h.date, h.words, h.to_id, u.full_name
  FROM attendance_handover h LEFT JOIN accounts_user u ON u.id = h.to_id
  WHERE h.pupil_id = p.id AND h.date >= a.began_on
  ORDER BY h.made_at DESC, h.id DESC LIMIT 1) h ON true
LEFT JOIN LATERAL (
  SELECT true AS may FROM schools_membership m JOIN accounts_user u ON u.id = m.user_id
  WHERE m.user_id = h.to_id AND {LIVE_GRANT}
    AND (m.role = ANY (%(wide_roles)s::text[])
         OR (m.role = ANY (%(year_roles)s::text[]) AND y.year_group = ANY (m.year_groups)))
  LIMIT 1) follower ON true
"""
TAKERS = f"""
SELECT u.id, u.full_name, bool_or(m.role = ANY (%(wide_roles)s::text[])),
       array_agg(DISTINCT year) FILTER (WHERE year IS NOT NULL AND m.role = ANY (%(year_roles)s::text[]))
FROM schools_membership m JOIN accounts_user u ON u.id = m.user_id
LEFT JOIN LATERAL unnest(m.year_groups) AS year ON true
WHERE {LIVE_GRANT} AND m.role = ANY (%(wide_roles)s::text[] || %(year_roles)s::text[])
GROUP BY u.id, u.full_name ORDER BY u.full_name, u.id
"""


@dataclass(frozen=True, slots=True)
class Taker:
    """A person who may take on absences: of the whole school, or of the years of a caseload."""

    user_id: int
    name: str
    is_wide: bool
    years: tuple[int, ...]

    def takes(self, year_group: int | None) -> bool:
        """Whether a pupil of this year may be theirs."""
        return self.is_wide or year_group in self.years


def takers(school: School, on: date) -> list[Taker]:
    """Everybody who may take on an absence on a day, by name: one statement."""
    rows = rows_of(TAKERS, {"school": school.pk, "on": on} | follower_values())
    return [Taker(pk, name, wide, tuple(years or ())) for pk, name, wide, years in rows]


def follower_values() -> dict[str, Any]:
    """The parameters of `FOLLOWER` beside the school and the day."""
    return {
        "approved_roles": [str(role) for role in ROLES_TO_APPROVE],
        "wide_roles": _roles(Scope.SCHOOL),
        "year_roles": _roles(Scope.CASELOAD),
    }


def _roles(scope: Scope) -> list[str]:
    return [role.value for role in Role if scope in scopes_of(role, Permission.FIRST_DAY_WORK)]
