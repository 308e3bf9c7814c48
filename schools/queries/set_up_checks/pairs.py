"""Checks of pairs: pupils who may be entered twice, and pupils who may be siblings."""

from __future__ import annotations

from datetime import date

from schools.access import Rights
from schools.queries.rows import rows_of
from schools.queries.set_up_checks.facts import Check, Family, Findings, Item, Severity

CHECKS = (
    Check(
        "duplicates",
        "Is each pupil entered once?",
        "Marks and letters of a child with two entries are split between them.",
        Severity.MEND,
        "likely pair",
        "duplicates",
        "Duplicates",
    ),
    Check(
        "siblings",
        "Are the likely siblings confirmed?",
        "One call and one visit serve a family; a person says who belongs to it.",
        Severity.NOTE,
        "likely pair",
        "siblings",
        "Siblings",
    ),
)

NAMES = "p.known_forename || ' ' || p.known_surname, q.known_forename || ' ' || q.known_surname"
# Pupils of one key are gathered first: a join of each with each would look at a million pairs.
PAIRS = """
  SELECT one_id, other_id, why FROM ({keys}) same
  CROSS JOIN LATERAL unnest(same.ids) AS one_id CROSS JOIN LATERAL unnest(same.ids) AS other_id
  WHERE one_id < other_id
"""
# The same child: born on one day and of like names, or with one admission number.
ALIKE = """
  SELECT array_agg(p.id) AS ids, 'Same birthday, like names' AS why FROM schools_pupil p
  WHERE p.school_id = %(school)s
  GROUP BY p.born_on, lower(p.legal_surname), left(lower(p.legal_forename), 3) HAVING count(*) > 1
  UNION ALL
  SELECT array_agg(p.id), 'Same admission number' FROM schools_pupil p
  WHERE p.school_id = %(school)s AND p.admission_number <> ''
  GROUP BY p.admission_number HAVING count(*) > 1
"""
DUPLICATES = f"""
WITH pairs AS ({PAIRS.format(keys=ALIKE)})
SELECT {NAMES}, max(pairs.why) FROM pairs
JOIN schools_pupil p ON p.id = one_id JOIN schools_pupil q ON q.id = other_id
GROUP BY p.id, q.id
ORDER BY p.known_surname, p.known_forename, p.id, q.id
"""
# A hidden address proposes no pair: the pair alone would say where a child lives.
OF_ONE_FAMILY = """
  SELECT array_agg(DISTINCT p.id) AS ids, 'Same address and surname' AS why
  FROM schools_pupil p JOIN schools_pupiladdress a ON a.pupil_id = p.id
   AND (a.until_on IS NULL OR a.until_on >= %(on)s)
  WHERE p.school_id = %(school)s
    AND NOT EXISTS (SELECT FROM schools_pupiladdress x WHERE x.pupil_id = p.id AND x.is_hidden)
  GROUP BY lower(p.legal_surname), upper(replace(a.postcode, ' ', '')), lower(a.lines)
  HAVING count(DISTINCT p.id) > 1
  UNION ALL
  SELECT array_agg(c.pupil_id), 'Same parent' FROM schools_contact c JOIN schools_pupil p ON p.id = c.pupil_id
  WHERE p.school_id = %(school)s AND c.has_responsibility
  GROUP BY c.parent_id HAVING count(*) > 1
"""
ON_ROLL = """EXISTS (SELECT FROM schools_rollentry e WHERE e.pupil_id = {pupil} AND e.admitted_on <= %(on)s
  AND (e.left_on IS NULL OR e.left_on >= %(on)s))"""
SIBLINGS = f"""
WITH pairs AS ({PAIRS.format(keys=OF_ONE_FAMILY)})
SELECT {NAMES}, min(pairs.why) FROM pairs
JOIN schools_pupil p ON p.id = one_id JOIN schools_pupil q ON q.id = other_id
WHERE {ON_ROLL.format(pupil="p.id")} AND {ON_ROLL.format(pupil="q.id")}
  AND NOT EXISTS (SELECT FROM schools_siblingpair s WHERE s.one_id = p.id AND s.other_id = q.id)
GROUP BY p.id, q.id
ORDER BY p.known_surname, p.known_forename, p.id, q.id
"""


def find(rights: Rights, on: date) -> Findings:
    """The pairs that wait for a person: two statements."""
    values = {"school": rights.school.pk, "on": on}
    return {
        slug: [Item(f"{one} and {other}", why) for one, other, why in rows_of(statement, values)]
        for slug, statement in (("duplicates", DUPLICATES), ("siblings", SIBLINGS))
    }


PAIR_FAMILY = Family("Pupils twice, and families", CHECKS, find)
