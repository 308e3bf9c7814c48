"""The hidden addresses of a family: the pupil, the parents, and the other children of the same parents.

Whoever was once a contact stays of the family: taking a parent out of a list makes no address known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection

from schools.addresses import Address, hidden_places, is_secret
from schools.models import PupilAddress, School

# The adults who are or were contacts of a child, and the children of such an adult; the audit keeps those who
# were taken out. Each is looked up by index, one row at a time.
ADULTS_OF = """LATERAL (
  SELECT parent_id FROM schools_contact WHERE pupil_id = {0}
  UNION ALL
  SELECT (before ->> 'parent_id')::bigint FROM accounts_auditevent
  WHERE pupil = {0} AND tbl = 'schools_contact' AND verb = 'delete'
)"""
CHILDREN_OF = """LATERAL (
  SELECT pupil_id FROM schools_contact WHERE parent_id = {0}
  UNION ALL
  SELECT pupil FROM accounts_auditevent
  WHERE (before ->> 'parent_id')::bigint = {0} AND tbl = 'schools_contact' AND verb = 'delete'
)"""
# A past address stays hidden: who was looked for there may be looked for through it.
HIDDEN_OF = f"""
WITH near AS (
  SELECT p.id AS pupil_id, p.id AS kin_id FROM schools_pupil p WHERE {{whose}}
  UNION
  SELECT p.id, s.pupil_id FROM schools_pupil p
  CROSS JOIN {ADULTS_OF.format("p.id")} c CROSS JOIN {CHILDREN_OF.format("c.parent_id")} s WHERE {{whose}}
)
SELECT n.pupil_id, a.lines, a.postcode FROM near n JOIN schools_pupiladdress a ON a.pupil_id = n.kin_id
WHERE a.is_hidden
UNION ALL
SELECT n.pupil_id, q.address_lines, q.postcode FROM near n CROSS JOIN {ADULTS_OF.format("n.kin_id")} o
JOIN schools_parent q ON q.id = o.parent_id WHERE q.address_hidden
"""
HIDDEN_IN_FAMILY = HIDDEN_OF.format(whose="p.id = %(pupil)s")
HIDDEN_IN_SCHOOL = HIDDEN_OF.format(whose="p.school_id = %(school)s")
OF_PARENTS = f"""p.id IN (
  SELECT k.pupil_id FROM unnest(%(parents)s::bigint[]) AS parent (id)
  CROSS JOIN {CHILDREN_OF.format("parent.id")} k)"""
HIDDEN_OF_PARENTS = (
    HIDDEN_OF.format(whose=OF_PARENTS)
    + """
UNION ALL
SELECT NULL, address_lines, postcode FROM schools_parent WHERE id = ANY (%(parents)s) AND address_hidden
"""
)


def secret_places(pupil_id: int) -> frozenset[str]:
    """The places that no page of a pupil's family may tell without the right: one statement."""
    return frozenset().union(*_places(HIDDEN_IN_FAMILY, {"pupil": pupil_id}).values())


def secret_places_of_parents(parents: Collection[int]) -> frozenset[str]:
    """The places that no page about these parents may tell without the right: one statement."""
    return frozenset().union(*_places(HIDDEN_OF_PARENTS, {"parents": list(parents)}).values())


def secret_places_in(school: School) -> Mapping[int, frozenset[str]]:
    """The places that may not be told of each pupil of a school who has such: one statement."""
    return _places(HIDDEN_IN_SCHOOL, {"school": school.pk})


def secret_homes_in(school: School) -> list[int]:
    """The addresses of pupils of a school that may not be told without the right: two statements."""
    secret = secret_places_in(school)
    rows = PupilAddress.objects.filter(pupil__in=secret)
    return [
        row.pk
        for row in rows
        if is_secret(Address(row.lines, row.postcode, hidden=row.is_hidden), secret[row.pupil_id])
    ]


def _places(sql: str, values: dict[str, Any]) -> dict[int, frozenset[str]]:
    found: defaultdict[int, list[Address]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        for pupil, lines, postcode in cursor.fetchall():
            found[pupil].append(Address(lines, postcode, hidden=True))
    return {pupil: hidden_places(addresses) for pupil, addresses in found.items()}
