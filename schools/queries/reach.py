"""The pupils that a right reaches, as SQL: the one rule of `schools.access`, inside larger statements."""

from __future__ import annotations

from typing import Any, TypeAlias

from django.core.exceptions import EmptyResultSet

from accounts.roles import Permission
from schools.access import Rights, pupils_visible_to

Parameters: TypeAlias = dict[str, Any]

NOBODY = "SELECT NULL::bigint WHERE false"


def reach(rights: Rights, permission: Permission) -> tuple[str, Parameters]:
    """A SELECT of the pupils' ids, and its parameters under names that no other right shares."""
    try:
        sql, values = pupils_visible_to(rights, permission).order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return NOBODY, {}
    names = [f"{permission.name.lower()}_{number}" for number, _ in enumerate(values)]
    return sql % tuple(f"%({name})s" for name in names), dict(zip(names, values, strict=True))


def reaches(rights: Rights, **permissions: Permission) -> tuple[str, Parameters]:
    """A WITH clause of one table of ids per right (`seen=Permission.PUPIL_SEARCH`), and its parameters."""
    tables: list[str] = []
    parameters: Parameters = {}
    for name, permission in permissions.items():
        sql, values = reach(rights, permission)
        tables.append(f"{name} (id) AS ({sql})")
        parameters |= values
    return f"WITH {', '.join(tables)}", parameters
