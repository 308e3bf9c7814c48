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
# The same child: born on one day and of like names, or with one admission number.
DUPLICATES = f"""
SELECT {NAMES},
       CASE WHEN p.born_on = q.born_on THEN 'Same birthday, like names' ELSE 'Same admission number' END
FROM schools_pupil p JOIN schools_pupil q ON q.school_id = p.school_id AND q.id > p.id AND (
  (q.born_on = p.born_on AND lower(q.legal_surname) = lower(p.legal_surname)
   AND left(lower(q.legal_forename), 3) = left(lower(p.legal_forename), 3))
  OR (q.admission_number = p.admission_number AND p.admission_number <> ''))
WHERE p.school_id = %(school)s
ORDER BY p.known_surname, p.known_forename, p.id, q.id
"""
# A hidden address proposes no pair: the pair alone would say where a child lives.
SIBLINGS = f"""
WITH here AS (
  SELECT p.* FROM schools_pupil p WHERE p.school_id = %(school)s AND EXISTS (
    SELECT FROM schools_rollentry e WHERE e.pupil_id = p.id AND e.admitted_on <= %(on)s
    AND (e.left_on IS NULL OR e.left_on >= %(on)s))
), homes AS (
  SELECT h.id, lower(h.legal_surname) AS surname, upper(replace(a.postcode, ' ', '')) AS postcode,
         lower(a.lines) AS lines
  FROM here h JOIN schools_pupiladdress a ON a.pupil_id = h.id
   AND (a.until_on IS NULL OR a.until_on >= %(on)s)
  WHERE NOT EXISTS (SELECT FROM schools_pupiladdress x WHERE x.pupil_id = h.id AND x.is_hidden)
), pairs AS (
  SELECT a.id AS one_id, b.id AS other_id, 'Same address and surname' AS why FROM homes a
  JOIN homes b ON b.id > a.id AND (b.surname, b.postcode, b.lines) = (a.surname, a.postcode, a.lines)
  UNION
  SELECT a.pupil_id, b.pupil_id, 'Same parent' FROM schools_contact a
  JOIN schools_contact b ON b.parent_id = a.parent_id AND b.pupil_id > a.pupil_id
   AND a.has_responsibility AND b.has_responsibility
)
SELECT {NAMES}, min(pairs.why) FROM pairs JOIN here p ON p.id = one_id JOIN here q ON q.id = other_id
WHERE NOT EXISTS (SELECT FROM schools_siblingpair s WHERE s.one_id = p.id AND s.other_id = q.id)
GROUP BY p.id, q.id, p.known_forename, p.known_surname, q.known_forename, q.known_surname
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
