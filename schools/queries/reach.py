"""The pupils that a right reaches, as SQL: the one rule of `schools.access`, inside larger statements."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeAlias

from django.core.exceptions import EmptyResultSet
from django.db import connection

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


def reaching(rights: Rights, pupil_id: int, permissions: Collection[Permission]) -> frozenset[Permission]:
    """Those of the rights that reach a pupil of the person's school.

    One statement where a right is held for some pupils, none where each is held for all or not at all.
    """
    sure = {permission for permission in permissions if rights.has_for_school(permission)}
    asked = [each for each in permissions if each not in sure and rights.has(each)]
    if not asked:
        return frozenset(sure)
    tables, parameters = reaches(rights, **{f"r{number}": right for number, right in enumerate(asked)})
    columns = ", ".join(
        f"EXISTS (SELECT FROM r{number} WHERE id = %(pupil)s)" for number in range(len(asked))
    )
    with connection.cursor() as cursor:
        cursor.execute(f"{tables} SELECT {columns}", parameters | {"pupil": pupil_id})
        answers = cursor.fetchone()
    assert answers is not None
    return frozenset(sure.union(each for each, reached in zip(asked, answers, strict=True) if reached))


def reaches(rights: Rights, **permissions: Permission) -> tuple[str, Parameters]:
    """A WITH clause of one table of ids per right (`seen=Permission.PUPIL_SEARCH`), and its parameters."""
    tables: list[str] = []
    parameters: Parameters = {}
    for name, permission in permissions.items():
        sql, values = reach(rights, permission)
        tables.append(f"{name} (id) AS ({sql})")
        parameters |= values
    return f"WITH {', '.join(tables)}", parameters
