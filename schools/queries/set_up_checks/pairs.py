"""Checks of pairs: pupils who may be entered twice, and pupils who may be siblings."""

from __future__ import annotations

from datetime import date

from schools.access import Rights
from schools.queries.duplicates import PARENT_PAIRS, PUPIL_PAIRS, asked_of_pairs
from schools.queries.hidden_addresses import secret_homes_in
from schools.queries.rows import rows_of
from schools.queries.set_up_checks.facts import Check, Family, Findings, Item, Severity
from schools.queries.siblings import PROPOSED

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
        "duplicate-parents",
        "Is each parent entered once?",
        "A number that is put right on one of two entries stays wrong on the other.",
        Severity.NOTE,
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
# The pairs of the pages that these checks lead to, so that a check and its page never disagree.
PUPILS = f"""
{PUPIL_PAIRS}
SELECT {NAMES},
       CASE WHEN 'born' = ANY (l.shared) THEN 'Same birthday, like names' ELSE 'Same admission number' END
FROM likely l JOIN schools_pupil p ON p.id = l.one JOIN schools_pupil q ON q.id = l.other
ORDER BY p.known_surname, p.known_forename, p.id, q.id
"""
PARENTS = f"""
{PARENT_PAIRS}
SELECT p.forename || ' ' || p.surname, q.forename || ' ' || q.surname, 'Same name and number or email'
FROM likely l JOIN schools_parent p ON p.id = l.one JOIN schools_parent q ON q.id = l.other
ORDER BY p.surname, p.forename, p.id, q.id
"""
SIBLINGS = f"""
{PROPOSED}
SELECT {NAMES}, CASE WHEN w.same_home THEN 'Same address and surname' ELSE 'Same parent' END
FROM proposed w JOIN schools_pupil p ON p.id = w.one JOIN schools_pupil q ON q.id = w.other
ORDER BY p.known_surname, p.known_forename, p.id, q.id
"""
STATEMENTS = (("duplicates", PUPILS), ("duplicate-parents", PARENTS), ("siblings", SIBLINGS))


def find(rights: Rights, on: date) -> Findings:
    """The pairs that wait for a person: five statements at most."""
    values = asked_of_pairs(rights.school) | {"on": on, "secret": secret_homes_in(rights.school)}
    return {
        slug: [Item(f"{one} and {other}", why) for one, other, why in rows_of(statement, values)]
        for slug, statement in STATEMENTS
    }


PAIR_FAMILY = Family("Pupils twice, and families", CHECKS, find)
