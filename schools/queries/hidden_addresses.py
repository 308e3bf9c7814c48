"""The hidden addresses of a family: the pupil, the parents, and the other children of the same parents."""

from __future__ import annotations

from django.db import connection

from schools.addresses import Address, hidden_places

# A past address stays hidden: who was looked for there may be looked for through it.
HIDDEN_IN_FAMILY = """
SELECT a.lines, a.postcode FROM schools_pupiladdress a
WHERE a.is_hidden AND a.pupil_id IN (
  SELECT %(pupil)s UNION
  SELECT s.pupil_id FROM schools_contact s JOIN schools_contact c USING (parent_id)
  WHERE c.pupil_id = %(pupil)s)
UNION ALL
SELECT q.address_lines, q.postcode FROM schools_parent q
WHERE q.address_hidden AND q.id IN (
  SELECT o.parent_id FROM schools_contact o WHERE o.pupil_id IN (
    SELECT s.pupil_id FROM schools_contact s JOIN schools_contact c USING (parent_id)
    WHERE c.pupil_id = %(pupil)s))
"""


def secret_places(pupil_id: int) -> frozenset[str]:
    """The places that no page of a pupil's family may tell without the right: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(HIDDEN_IN_FAMILY, {"pupil": pupil_id})
        return hidden_places(Address(lines, postcode, hidden=True) for lines, postcode in cursor.fetchall())
